"""The error of `local/`."""

from __future__ import annotations


class LocalError(RuntimeError):
    """A failure of the embedded AWS or its set-up. The message is one line for the user of the command."""
