"""Policy packs beside ours."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from tests.engine.pulumi import ROOT

_HOUSE = """
from pulumi_policy import EnforcementLevel, PolicyConfigSchema, PolicyPack, ResourceValidationPolicy


def check(args, report):
    if args.resource_type == "aws:cloudwatch/logGroup:LogGroup":
        report(f"{args.name} is reviewed by {args.get_config()['by']}")


by = PolicyConfigSchema({"by": {"type": "string", "default": "nobody"}})
level = EnforcementLevel.ADVISORY
PolicyPack("house", [ResourceValidationPolicy("house-review", "Log groups are reviewed.", check, level, by)])
"""
_WAIVERS = """
from datetime import date

from policies.engine.waiver import Waiver

WAIVERS = (
    Waiver(
        rule="log-group-retention",
        resource="aws:cloudwatch/logGroup:LogGroup::web",
        reason="An auditor of the team asked for it",
        expires=date(9999, 12, 31),
    ),
)
"""
_FAILING = """

def _fail(group, config):
    raise RuntimeError("a fault of the test")


from dataclasses import replace

RULE = replace(RULE, check=_fail)
"""


def house(folder: Path) -> str:
    """The team's pack, with one rule and its option."""
    folder.mkdir(parents=True)
    runtime = {"name": "python", "options": {"virtualenv": sys.prefix}}
    (folder / "PulumiPolicy.yaml").write_text(json.dumps({"runtime": runtime}))
    (folder / "__main__.py").write_text(_HOUSE)
    return str(folder)


def copied(folder: Path) -> Path:
    """Our pack as a team copies it, without anything else of the repository."""
    shutil.copytree(ROOT / "policies", folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def changed(folder: Path) -> str:
    """Our pack with a waiver of the team, and a rule that fails."""
    copied(folder)
    (folder.parent / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    (folder / "waivers.py").write_text(_WAIVERS)
    with (folder / "rules" / "logs" / "log_group_encrypted.py").open("a") as rule:
        rule.write(_FAILING)
    return str(folder)
