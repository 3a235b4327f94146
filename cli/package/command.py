"""`alex package`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from cli.shared.project import complete_function


class Architecture(StrEnum):
    X86_64 = "x86_64"
    ARM64 = "arm64"


class BuilderName(StrEnum):
    UV = "uv"
    DOCKER = "docker"


def package(
    function: Annotated[
        str | None,
        typer.Argument(help="one function, with its layers", show_default="all", autocompletion=complete_function),
    ] = None,
    arch: Annotated[
        Architecture | None, typer.Option(help="processor architecture", show_default="those of the stacks")
    ] = None,
    builder: Annotated[BuilderName, typer.Option(help="docker: in AWS's image of the runtime")] = BuilderName.UV,
    check: Annotated[bool, typer.Option(help="check sizes, shared objects, and imports from the zips alone")] = True,
    largest: Annotated[bool, typer.Option("--largest", help="show the ten largest packages")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print artefacts and findings as JSON")] = False,
) -> None:
    """Build the functions' zips and the dependency layers into build/, for Lambda from any host, and check them.

    Exit code 1: a build failed, or a check found something.
    """
    from cli.package.build import package

    architecture = arch.value if arch else None
    if not package(function, architecture, builder.value, checked=check, show_largest=largest, as_json=as_json):
        raise typer.Exit(1)
