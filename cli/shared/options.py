"""Options that several commands have."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from cli.shared.project import complete_stack

StackOption = Annotated[
    str,
    typer.Option(
        "--stack",
        "-s",
        help="stack to use, e.g. prod; `local` is the running `alex up`",
        autocompletion=complete_stack,
    ),
]
#: For commands that read a stack's settings and reach nothing that runs.
SettingsOption = Annotated[
    str,
    typer.Option("--stack", "-s", help="stack whose settings to use, e.g. prod", autocompletion=complete_stack),
]
#: Standard output then holds nothing but the JSON; docs/cli.md documents its shape.
JsonOption = Annotated[bool, typer.Option("--json", help="print the result as JSON")]


class By(Enum):
    """What findings of the policy pack are grouped by."""

    RULE = "rule"
    RESOURCE = "resource"


ByOption = Annotated[By, typer.Option("--by", help="group the findings of the policy pack by rule or by resource")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="do not ask for confirmation")]


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"alex {version('alex')}")
        raise typer.Exit


VersionOption = Annotated[
    bool, typer.Option("--version", help="show the version and exit", callback=_print_version, is_eager=True)
]
