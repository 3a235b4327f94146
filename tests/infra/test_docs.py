"""Links in the docs resolve, and the workflow calls existing targets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), ROOT / "findings" / "README.md", *(ROOT / "docs").rglob("*.md")])
WORKFLOW = ROOT / ".github" / "workflows" / "preview.yml"
FOLDERS = "agents|bench|cli|components|docgen|docs|findings|local|policies|requirements|samples|scan|tests|web"
EXAMPLES = {"agents/taxes/"}
TESTS = {file.stem for file in (ROOT / "tests").rglob("test_*.py")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_relative_link_resolves_to_a_file(page: Path):
    targets = re.findall(r"\]\((?!https?://|#)([^)\s#]+)", page.read_text(encoding="utf-8"))

    assert not [target for target in targets if not (page.parent / target).exists()]


def test_the_workflow_needs_no_secret_and_writes_nothing_by_default():
    text = WORKFLOW.read_text(encoding="utf-8")

    assert "secrets." not in text
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}


def test_the_workflow_calls_existing_targets():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    called = set(re.findall(r"\bmake ([a-z-]+)", WORKFLOW.read_text(encoding="utf-8")))

    assert called
    assert called <= targets


def test_no_script_interpolates_text_from_a_pull_request():
    scripts = [
        step.get("run", "") for job in yaml.safe_load(WORKFLOW.read_text())["jobs"].values() for step in job["steps"]
    ]

    assert not [script for script in scripts if "${{" in script]


@pytest.mark.parametrize("workflow", sorted(WORKFLOW.parent.glob("*.yml")), ids=lambda file: file.stem)
def test_every_action_is_pinned_to_a_commit_and_names_its_version(workflow: Path):
    used = re.findall(r"uses: (.+)", workflow.read_text(encoding="utf-8"))

    assert used
    assert not [action for action in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_named_path_or_test_exists(page: Path):
    text = page.read_text(encoding="utf-8")
    paths = re.findall(rf"`((?:{FOLDERS})/[\w./-]+)`", text)
    tests = re.findall(r"`(test_[a-z_0-9]+)(?:\.py)?`", text)

    assert not [path for path in paths if path not in EXAMPLES and not (ROOT / path).exists()]
    assert not set(tests) - TESTS


def test_a_quoted_log_line_is_one_that_the_code_writes():
    quoted = {line for page in PAGES for line in re.findall(r"log line `([^`]+)`", page.read_text(encoding="utf-8"))}
    code = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "agents").rglob("*.py"))

    assert quoted
    assert not [line for line in quoted if line not in code]
