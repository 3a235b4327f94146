"""`alex preview`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.shared.errors import UsageError, refuse_together
from cli.shared.options import SettingsOption


def preview(
    stack: SettingsOption = "prod",
    as_json: Annotated[
        bool, typer.Option("--json", help="print resources and findings as JSON; --diff reads it")
    ] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="print a pull-request comment")] = False,
    save: Annotated[Path | None, typer.Option(help="write the preview to this file", dir_okay=False)] = None,
    diff: Annotated[Path | None, typer.Option(help="compare with the preview saved in this file")] = None,
    no_base: Annotated[
        Path | None,
        typer.Option(help="say in the comment why nothing is compared: the error output of the base's preview"),
    ] = None,
    no_policy: Annotated[bool, typer.Option("--no-policy", help="do not run the policy pack")] = False,
    pack_config: Annotated[
        Path | None,
        typer.Option("--policy-pack-config", help="levels and options of rules, the file that pulumi takes"),
    ] = None,
) -> None:
    """Preview a stack's resources offline: no Pulumi CLI, no AWS account.

    Exit code 0: the stack may be deployed, changed or not. 1: a mandatory rule is violated, a policy document is not
    fully known, or a setting or a file is wrong. 2: an unknown stack, or wrong options.

    Examples:

        alex preview --save before.json
        alex preview --diff before.json
    """
    from cli.preview.run import preview

    refuse_together({"--json": as_json, "--markdown": as_markdown})
    refuse_together({"--no-policy": no_policy, "--policy-pack-config": pack_config is not None})
    refuse_together({"--diff": diff is not None, "--no-base": no_base is not None})
    if no_base is not None and not as_markdown:
        raise UsageError("--no-base is for a comment", "add --markdown")
    form = "json" if as_json else "markdown" if as_markdown else "text"
    raise typer.Exit(
        preview(stack, form=form, save=save, diff=diff, no_base=no_base, policy=not no_policy, pack_config=pack_config)
    )
