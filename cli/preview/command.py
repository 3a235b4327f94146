"""`alex preview`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.shared.errors import UsageError, refuse_together
from cli.shared.options import By, ByOption, SettingsOption

if TYPE_CHECKING:
    from estimate.workload import Workload


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
    remediate: Annotated[
        bool, typer.Option("--remediate", help="let rules mend what has one right value, and show the difference")
    ] = False,
    by: ByOption = By.RULE,
    cost: Annotated[bool, typer.Option("--cost", help="show what a month costs, instead of the resources")] = False,
    analyses: Annotated[
        int | None, typer.Option(help="analyses a month, for --cost  [default: 1000]", min=0, max=100_000_000)
    ] = None,
    users: Annotated[int | None, typer.Option(help="users who sign in, for --cost  [default: 100]", min=0)] = None,
    no_free_tiers: Annotated[
        bool, typer.Option("--no-free-tiers", help="price what AWS gives an account free, for --cost")
    ] = False,
) -> None:
    """Preview a stack's resources offline: no Pulumi CLI, no AWS account.

    Exit code 0: the stack may be deployed, changed or not. 1: a mandatory rule is violated, a policy document is not
    fully known, or a setting or a file is wrong. 2: an unknown stack, or wrong options. With --remediate, what remains
    after the remediations decides.

    Examples:

        alex preview --save before.json
        alex preview --diff before.json

        alex preview --remediate

        alex preview --cost --analyses 10000
    """
    from cli.preview.run import preview

    refuse_together({"--json": as_json, "--markdown": as_markdown})
    refuse_together({"--no-policy": no_policy, "--policy-pack-config": pack_config is not None})
    refuse_together({"--no-policy": no_policy, "--remediate": remediate})
    refuse_together({"--diff": diff is not None, "--no-base": no_base is not None})
    if no_base is not None and not as_markdown:
        raise UsageError("--no-base is for a comment", "add --markdown")
    if not cost and (analyses is not None or users is not None or no_free_tiers):
        raise UsageError("--analyses, --users and --no-free-tiers are for a cost", "add --cost")
    load = _load(analyses, users, not no_free_tiers) if cost else None
    form = "json" if as_json else "markdown" if as_markdown else "text"
    raise typer.Exit(
        preview(
            stack,
            form=form,
            save=save,
            diff=diff,
            no_base=no_base,
            policy=not no_policy,
            pack_config=pack_config,
            remediate=remediate,
            by_resource=by is By.RESOURCE,
            load=load,
        )
    )


def _load(analyses: int | None, users: int | None, free_tiers: bool) -> Workload:
    from estimate.workload import Workload

    given = {"analyses": analyses, "users": users}
    return Workload(free_tiers=free_tiers, **{name: float(value) for name, value in given.items() if value is not None})
