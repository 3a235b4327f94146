"""Errors that end a command with a message instead of a traceback."""

from __future__ import annotations

import sys
from collections.abc import Mapping


class UserError(Exception):
    """A problem that the user can act on; `cli.main` prints it and exits with `exit_code`.

    Args:
        problem: one line that names the subject and its fault.
        hint: the remedy. It is printed on a separate line, so that a command in it can be copied.
    """

    exit_code = 1

    def __init__(self, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.problem, self.hint = problem, hint

    def __str__(self) -> str:
        return f"{self.problem}\nhint: {self.hint}" if self.hint else self.problem


class UsageError(UserError):
    """Wrong options or arguments: the command was not started."""

    exit_code = 2


def refuse_together(options: Mapping[str, bool], hint: str = "") -> None:
    """Raises UsageError when more than one of the options was given; maps each option to whether it was."""
    given = [option for option, is_given in options.items() if is_given]
    if len(given) > 1:
        raise UsageError(f"{' and '.join(given)} cannot be used together", hint)


def print_problem(problem: str, hint: str) -> None:
    """Prints problem and hint to standard error, each on separate lines."""
    from cli.shared.text import plain  # a message may quote a server or a model

    for label, text in (("alex", problem), ("hint", hint)):
        for line in text.splitlines():
            print(f"{label}: {plain(line).plain}", file=sys.stderr)  # noqa: T201
