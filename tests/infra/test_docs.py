"""Links in the docs lead somewhere, and the workflow calls what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), ROOT / "findings" / "README.md", *(ROOT / "docs").rglob("*.md")])
WORKFLOW = ROOT / ".github" / "workflows" / "preview.yml"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_relative_link_leads_to_a_file(page: Path):
    targets = re.findall(r"\]\((?!https?://|#)([^)\s#]+)", page.read_text(encoding="utf-8"))

    assert not [target for target in targets if not (page.parent / target).exists()]


def test_the_workflow_needs_no_secret_and_writes_nothing_by_default():
    text = WORKFLOW.read_text(encoding="utf-8")

    assert "secrets." not in text
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}


def test_the_workflow_calls_targets_that_there_are():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    called = set(re.findall(r"\bmake ([a-z-]+)", WORKFLOW.read_text(encoding="utf-8")))

    assert called
    assert called <= targets


def test_no_text_from_a_pull_request_is_pasted_into_a_script():
    scripts = [
        step.get("run", "") for job in yaml.safe_load(WORKFLOW.read_text())["jobs"].values() for step in job["steps"]
    ]

    assert not [script for script in scripts if "${{" in script]
