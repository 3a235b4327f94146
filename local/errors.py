"""Errors of the local tools, for the user who started them."""

from __future__ import annotations


class LocalError(RuntimeError):
    """Something that the embedded AWS cannot do or find.

    Args:
        problem: one line that names the subject and its fault.
        hint: the remedy, printed on a separate line.
    """

    def __init__(self, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.problem, self.hint = problem, hint

    def __str__(self) -> str:
        return f"{self.problem}\nhint: {self.hint}" if self.hint else self.problem
