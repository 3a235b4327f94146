"""The form of the scripts in findings/. What they show needs packages of other versions, so no test runs them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

FINDINGS = Path(__file__).resolve().parents[2] / "findings"
SCRIPTS = sorted(FINDINGS.glob("*.sh"))
HEAD = """#!/usr/bin/env bash
# """
CLEAN_UP = """set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
"""
_HEADLINE = re.compile(r"(?P<tool>\S+)\b.* (?P<version>\d+(\.\d+)+)\b.*:")
_INSTALL = re.compile(r'"\$folder/venv/bin/pip" install (?P<arguments>(?:[^\n]*\\\n)*[^\n]*)')
_WITH_A_VALUE = re.compile(r"[A-Za-z0-9._-]+==\d\S*")


@pytest.fixture(params=SCRIPTS, ids=lambda script: script.stem)
def script(request: pytest.FixtureRequest) -> str:
    return request.param.read_text(encoding="utf-8")


def test_a_finding_says_tool_version_expectation_and_what_was_seen(script: str) -> None:
    assert script.startswith(HEAD)
    headline, *rest = (
        " ".join(line.removeprefix("# ") for line in part.splitlines())
        for part in script[len("#!/usr/bin/env bash\n") : script.index(CLEAN_UP)].split("\n#\n")
    )
    found = _HEADLINE.match(headline)
    assert found is not None, headline
    assert f"{found['tool']}==" in script, "the tool that it is about has a pinned version"
    assert re.search(r"might expect|expects|might call", " ".join(rest)), "what was expected"
    assert "Seen" in " ".join(rest), "what was seen"


def test_a_finding_installs_pinned_packages_into_a_folder_that_it_removes(script: str) -> None:
    installs = [found["arguments"].replace("\\\n", " ").split() for found in _INSTALL.finditer(script)]
    assert installs
    for arguments in installs:
        packages = [each for each in arguments if not each.startswith("-")]
        assert packages
        assert all(_WITH_A_VALUE.fullmatch(each) for each in packages), packages


def test_a_finding_fails_when_the_behaviour_changes(script: str) -> None:
    assert "assert " in script[script.index(CLEAN_UP) :]


def test_scripts_are_of_correct_syntax() -> None:
    for path in SCRIPTS:
        subprocess.run(["bash", "-n", str(path)], check=True, capture_output=True, timeout=30)


def test_the_readme_has_the_start_of_every_name() -> None:
    table = (FINDINGS / "README.md").read_text(encoding="utf-8").partition("names begin")[2]
    starts = re.findall(r"`([a-z-]+)`", table)
    assert [path.name for path in SCRIPTS if not path.stem.startswith(tuple(starts))] == []
    assert [start for start in starts if not any(path.stem.startswith(start) for path in SCRIPTS)] == []
