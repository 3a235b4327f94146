"""What is wrong with a package."""

from __future__ import annotations


class PackageError(ValueError):
    """Code or a layer cannot be built, or is missing or out of date; the message is one line that says what to do."""
