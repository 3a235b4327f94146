"""A stack's settings, as the Pulumi files of this repository have them."""

from __future__ import annotations

from pathlib import Path

from cli.shared.errors import UsageError, UserError
from cli.shared.project import ROOT
from local.engine.stack_config import load_config, stacks
from local.errors import LocalError


def require_stack(stack: str, root: Path = ROOT) -> None:
    """Raises UsageError when no `Pulumi.<stack>.yaml` exists."""
    known = stacks(root)
    if stack not in known:
        raise UsageError(f"unknown stack {stack!r}", f"the stacks are {', '.join(known)}")


def stack_settings(stack: str, root: Path = ROOT, required: tuple[str, ...] = ("aws:region",)) -> dict[str, str]:
    """Full key to encoded value. Raises UsageError for an unknown stack, UserError for a wrong or missing setting."""
    require_stack(stack, root)
    try:
        settings = load_config(root, stack)
    except LocalError as error:
        raise UserError(error.problem, error.hint) from None
    for key in required:
        if not settings.get(key):
            raise UserError(f"stack {stack}: {key} is missing", f"set it in Pulumi.{stack}.yaml")
    return settings
