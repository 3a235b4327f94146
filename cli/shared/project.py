"""This repository and its names, cheap enough to import for `alex --help` and for shell completion."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Run file and traces of the last `alex up` or `alex demo`.
STATE_DIR = ROOT / ".alex"
LOCAL_STACK = "local"
"""The stack of the running `alex up`; any other one is in AWS."""


def complete_stack(incomplete: str) -> list[str]:
    files = ROOT.glob("Pulumi.*.yaml")
    return _matching([file.name.removeprefix("Pulumi.").removesuffix(".yaml") for file in files], incomplete)


def complete_function(incomplete: str) -> list[str]:
    # The list of functions takes a second to import, because it loads Pulumi. Each has a folder with a handler.
    names = {file.parent.name for file in ROOT.glob("agents/*/handler.py")} - {"agent_runtime"}
    return _matching(names, incomplete)


def complete_settable_secret(incomplete: str) -> list[str]:
    agents = [file.parent.name for file in ROOT.glob("agents/*/agent.py")]
    return _matching(["langfuse", *(f"langfuse-{agent}" for agent in agents)], incomplete)


def complete_rotated_secret(incomplete: str) -> list[str]:
    return _matching(["database-app", "origin"], incomplete)


def _matching(names: Iterable[str], incomplete: str) -> list[str]:
    return sorted(name for name in names if name.startswith(incomplete))
