"""The runbook for an outage of a region: the settings that it makes are those of a stack that may be deployed there."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from policies.engine import Level
from policies.engine.rule import level_of
from policies.pack import RULES
from tests.runbooks.pages import ROOT, Runbook
from tests.runbooks.shell import Shell

FOLDERS = ("agents", "cli", "components", "local", "policies", "requirements", "web")
GLOBAL = {"Budget", "Bucket", "CachePolicy", "OriginAccessControl", "ResponseHeadersPolicy", "Role", "Trail", "WebAcl"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy, because the runbook makes a stack file."""
    folder = tmp_path / "alex"
    folder.mkdir()
    for file in ("__main__.py", "Pulumi.yaml", "Pulumi.prod.yaml"):
        shutil.copy(ROOT / file, folder)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_the_new_stack_may_be_deployed_beside_the_old_one(project: Path, tmp_path: Path, prod: Any) -> None:
    page = Runbook("region-out")

    def alex(words: list[str]) -> tuple[int, str]:
        command = [sys.executable, "-m", "cli.main", *words, "--json"]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
        return done.returncode, done.stderr if done.returncode else done.stdout

    with closing(Shell(tmp_path, {"alex": alex}, stack="prod", project=project)) as shell:
        found = json.loads(shell.run(page.next("The new stack's settings")))
    page.end()

    resources = {resource["name"]: resource["inputs"] for resource in found["resources"]}
    names = {(type_, name) for each in found["resources"] for type_, name in global_names(each["type"], each["inputs"])}
    taken = {(type_, name) for each in prod.resources for type_, name in global_names(each.type, each.inputs)}
    violated = {each["rule"] for each in found["violations"] if each["kind"] == "violation"}
    mandatory = {rule.name for rule in RULES if level_of(rule, "prod") is Level.MANDATORY}

    assert resources["reporter-function"]["environment"]["variables"]["BEDROCK_REGION"] == "us-west-2"
    assert not resources["website-distribution"].get("aliases")
    # Until the domain moves, the distribution has CloudFront's own certificate.
    assert violated & mandatory <= {"cloudfront-viewer-tls", "cloudfront-custom-cert"}
    assert {type_ for type_, _ in names} == {type_ for type_, _ in taken} >= {"Role", "Bucket", "WebAcl"}
    assert not names & taken


def global_names(type_: str, inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Short type and name of what two regions of an account cannot both have."""
    short = type_.rpartition(":")[2]
    if short in GLOBAL and (name := inputs.get("bucket" if short == "Bucket" else "name")):
        yield short, name
