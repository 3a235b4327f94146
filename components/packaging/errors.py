"""Errors of packaging."""

from __future__ import annotations


class PackageError(ValueError):
    """Code or a layer cannot be built, is missing or is out of date. The message is one line with a remedy."""
