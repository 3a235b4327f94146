"""`alex iam` for the running `alex up`: its roles' grants beside its authorization decisions."""

from __future__ import annotations

from collections.abc import Sequence

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from cli.exercise.run import exercise as run_exercise
from cli.exercise.system import System
from cli.iam.calls import calls_of
from cli.iam.report import RoleReport, Use, report
from cli.iam.view import detail, overview, to_json
from cli.shared.errors import UsageError, UserError
from cli.shared.process.output import console, print_json
from cli.shared.stack_account import running

_NOT_YET = "Unused grants may be for work the system has not done yet. Make it do everything: alex iam --exercise"


def iam(role: str | None, *, as_json: bool = False, exercise: bool = False) -> bool:
    """Prints the report. True if every role uses all of its grants and was denied no call.

    Args:
        role: only this role, with all its grants; its physical name, or the last part of it.
        as_json: print JSON only.
        exercise: first make the system do everything.

    Raises:
        UserError: no `alex up` is running, no such role, or the exercise found the system broken.
    """
    system = System(running())
    try:
        if exercise:
            run_exercise(system, _say_nothing if as_json else _show_step)
        roles = system.roles()
    except (ClientError, BotoCoreError, ResponseParserError) as error:
        raise UserError(f"the embedded AWS refused: {error}", "check the system: alex doctor") from error
    except ValueError as error:
        raise UserError(str(error)) from error
    reports = report(roles, calls_of(system.decisions()))
    chosen = reports if role is None else [_find(reports, role, system.names.of(role))]
    if as_json:
        print_json(to_json(chosen))
    else:
        console.print(overview(chosen, f"{system.names.prefix}-") if role is None else detail(chosen[0]))
        if not exercise and any(each.number(Use.UNUSED) for each in chosen):
            console.print(_NOT_YET, soft_wrap=True)
    return not any(finding for each in chosen for finding in each.findings())


def _show_step(name: str, seconds: float) -> None:
    console.print(f"[green]✔[/green] {seconds:5.1f} s  {name}")


def _say_nothing(_name: str, _seconds: float) -> None:
    pass


def _find(reports: Sequence[RoleReport], *names: str) -> RoleReport:
    found = [each for each in reports if each.name in names]
    if not found:
        raise UsageError(f"no role {names[0]!r}", f"the roles are {', '.join(each.name for each in reports)}")
    return found[0]
