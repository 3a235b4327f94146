"""`alex package`: the dependency layers, built for Lambda from any host."""

from __future__ import annotations

from pathlib import Path

from cli.console import console
from cli.errors import UserError
from components.layer_build import build_layers
from components.package import PackageError
from local.errors import LocalError
from local.stack_config import load_config, stacks

ROOT = Path(__file__).resolve().parent.parent


def package() -> None:
    """Builds what the stacks that deploy layers need. Raises UserError."""
    try:
        for architecture in _architectures():
            build_layers(architecture, console.print)
    except (LocalError, PackageError) as error:
        raise UserError(str(error)) from None


def _architectures() -> list[str]:
    configs = [load_config(ROOT, stack) for stack in stacks(ROOT)]
    return sorted({config["alex:architecture"] for config in configs if config["alex:dependencies"] == "layer"})
