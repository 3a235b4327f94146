"""What a command tells its user instead of a traceback."""

from __future__ import annotations


class UserError(Exception):
    """One line that says what is wrong and what was expected; the command prints it and exits non-zero."""
