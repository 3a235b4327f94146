"""Workflows around the stack prod: rights, pinned actions, order, the comment that is edited."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("preview", "deploy", "drift")
TEXTS = {name: (ROOT / ".github" / "workflows" / f"{name}.yml").read_text(encoding="utf-8") for name in NAMES}
WORKFLOWS: dict[str, dict[Any, Any]] = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
MARKER = "<!-- alex preview prod -->"


def steps(workflow: str, job: str) -> list[dict[str, Any]]:
    return WORKFLOWS[workflow]["jobs"][job]["steps"]


def place(workflow: str, job: str, text: str) -> int:
    """Number of the step that runs or uses this."""
    (found,) = [n for n, step in enumerate(steps(workflow, job)) if text in step.get("run", "") + step.get("uses", "")]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_action_is_pinned_and_no_secret_is_stored(name: str):
    used = [step["uses"] for job in WORKFLOWS[name]["jobs"] for step in steps(name, job) if "uses" in step]

    assert [action for action in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action)] == []
    assert "secrets." not in TEXTS[name]


@pytest.mark.parametrize("name", NAMES)
def test_no_script_interpolates_an_expression(name: str):
    runs = [step["run"] for job in WORKFLOWS[name]["jobs"] for step in steps(name, job) if "run" in step]

    assert [run for run in runs if "${{" in run] == []


def test_only_what_was_merged_is_deployed_with_packages_of_one_build():
    deploy = WORKFLOWS["deploy"]

    # YAML 1.1 reads the key `on` as true.
    assert deploy[True]["push"] == {"branches": ["main"]}
    assert deploy["jobs"]["deploy"]["environment"] == "production"
    assert deploy["jobs"]["package"]["permissions"] == {"contents": "read"}
    assert place("deploy", "package", "merge-base --is-ancestor HEAD origin/main") < place(
        "deploy", "package", "setup-py"
    )
    assert not [step for step in steps("deploy", "deploy") if "make package" in step.get("run", "")]
    # The same artifact has the site.
    assert place("deploy", "package", "make site") < place("deploy", "package", "actions/upload-artifact@")
    assert place("deploy", "deploy", "actions/download-artifact@") < place("deploy", "deploy", "pulumi up")


def test_a_deployment_enforces_the_pack_and_ends_with_a_smoke_test():
    (up,) = [step for step in steps("deploy", "deploy") if "pulumi up" in step.get("run", "")]

    assert "--policy-pack policies" in up["run"]
    assert "--skip-preview" not in up["run"]
    order = [place("deploy", "deploy", text) for text in ("pulumi up", "alex doctor --stack prod", "alex analyze")]
    assert order == sorted(order)


PACK_RUNS = (
    ("deploy", "deploy", "pulumi up"),
    ("preview", "aws", "pulumi preview"),
    ("preview", "offline", "--markdown"),
)
"""Workflow, job, and a part of the step that runs the policy pack."""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which a `pulumi` and an `alex` note their arguments, one to a line."""
    for program in (tmp_path / "pulumi", tmp_path / ".venv" / "bin" / "alex"):
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text('#!/usr/bin/env bash\nprintf "%s\\n" "$@" >> "$CALLS"\n')
        program.chmod(0o755)
    for name, value in {
        "CALLS": "calls",
        "RUNNER_TEMP": ".",
        "GITHUB_STEP_SUMMARY": "summary",
        "GITHUB_OUTPUT": "output",
        "RELEASE": "abc",
    }.items():
        monkeypatch.setenv(name, str(tmp_path / value))
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path / "calls"


@pytest.mark.parametrize(("workflow", "job", "text"), PACK_RUNS, ids=lambda value: value)
@pytest.mark.parametrize("file", ["", "config/our pack.json"])
@pytest.mark.parametrize("base", ["", "{}"], ids=["without a base", "with a base"])
def test_the_pack_has_the_configuration_that_a_variable_names(
    workflow: str, job: str, text: str, file: str, base: str, calls: Path
):
    (calls.parent / "base.json").write_text(base)
    step = steps(workflow, job)[place(workflow, job, text)]
    assert step["env"]["POLICY_PACK_CONFIG"] == "${{ vars.POLICY_PACK_CONFIG }}"

    # As the runner starts a script, see GitHub's documentation of `shell`.
    command = ["bash", "-e", "-c", step["run"]]
    subprocess.run(command, check=True, cwd=calls.parent, env={**os.environ, "POLICY_PACK_CONFIG": file}, timeout=60)

    words = calls.read_text().splitlines()
    assert ("--policy-pack-config" in words) is bool(file)
    assert not file or words[words.index("--policy-pack-config") + 1] == file
    assert "" not in words


def test_deployments_and_the_drift_check_take_turns_and_are_never_cut_off():
    for name in ("deploy", "drift"):
        assert WORKFLOWS[name]["concurrency"] == {"group": "deploy-prod", "cancel-in-progress": False}


def test_the_drift_check_changes_nothing():
    (refresh,) = [step["run"] for step in steps("drift", "drift") if "pulumi refresh" in step.get("run", "")]

    assert {"--preview-only", "--expect-no-changes"} <= set(refresh.split())


def test_the_preview_compares_with_the_merges_own_base_and_survives_a_broken_one():
    base, change = (
        next(step["run"] for step in steps("preview", "offline") if text in step.get("run", ""))
        for text in ("git worktree add", "--markdown")
    )

    assert "HEAD^1" in base
    assert "||" in base
    assert "--no-base" in change


@pytest.fixture
def github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a `gh` that answers from `comments.json` and notes its arguments in `calls`."""
    fake = tmp_path / "gh"
    fake.write_text(
        "#!/usr/bin/env bash\n"
        'printf "%s\\n" "$*" >> "$FAKE/calls"\n'
        'case "$*" in *--slurp*) cat "$FAKE/comments.json";; esac\n'
    )
    fake.chmod(0o755)
    (tmp_path / "comment.md").write_text(f"{MARKER}\n## Preview\n")
    monkeypatch.setenv("FAKE", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("GH_REPO", "owner/alex")
    return tmp_path


@pytest.mark.parametrize(
    ("comments", "call"),
    [
        ([], "--method POST repos/owner/alex/issues/7/comments"),
        ([(1, "somebody", f"{MARKER} quoted")], "--method POST repos/owner/alex/issues/7/comments"),
        ([(2, "github-actions[bot]", "another workflow")], "--method POST repos/owner/alex/issues/7/comments"),
        (
            [(3, "github-actions[bot]", f"{MARKER}\nold"), (4, "github-actions[bot]", "a later one")],
            "--method PATCH repos/owner/alex/issues/comments/3",
        ),
    ],
    ids=["none", "somebody else's", "another of the same account", "its own"],
)
def test_the_comment_with_the_marker_is_edited_and_no_other(
    github: Path, comments: list[tuple[int, str, str]], call: str
):
    content = [{"id": number, "user": {"login": login}, "body": body} for number, login, body in comments]
    (github / "comments.json").write_text(json.dumps([content[:1], content[1:]]))

    subprocess.run([ROOT / ".ci" / "comment", "7", github / "comment.md"], check=True)

    written = (github / "calls").read_text().splitlines()[-1]
    assert written == f"api --silent {call} --field body=@{github / 'comment.md'}"
