"""What goes wrong on one machine, in one line."""

from __future__ import annotations


class LocalError(RuntimeError):
    """Something the embedded AWS cannot do or find; the message is one line for the person who started it."""
