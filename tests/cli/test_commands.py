"""A user's mistakes: one line, a hint on the next, no traceback, and the documented exit code."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from agent_runtime import origin
from cli.shared import api_client

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "portfolios" / "starter.json"


def alex(*arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli.main", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)


def refused(*arguments: str, root: Path = ROOT, code: int = 2) -> str:
    """Problem and hint of a command that ends with this exit code."""
    done = alex(*arguments, root=root)
    assert done.returncode == code, done.stderr
    problem, *hints = done.stderr.strip().splitlines()
    assert problem.startswith("alex: ")
    assert all(hint.startswith("hint: ") for hint in hints), done.stderr
    assert "Traceback" not in done.stdout
    return "\n".join([problem, *hints])


def edited(folder: Path, **changes: object) -> str:
    portfolio = json.loads(SAMPLE.read_text())
    portfolio["accounts"][0]["positions"][0] |= changes
    file = folder / "mine.json"
    file.write_text(json.dumps(portfolio))
    return str(file)


def with_nothing_running(folder: Path) -> None:
    """Copies the command into a folder without a running `alex up`."""
    for item in ("cli", "local"):
        shutil.copytree(ROOT / item, folder / item)
    for item in ("components", "agents", "Pulumi.yaml", "Pulumi.local.yaml"):
        (folder / item).symlink_to(ROOT / item)


def test_an_unknown_stack_is_refused_with_the_known_ones() -> None:
    line = refused("preview", "--stack", "nowhere")
    assert "nowhere" in line
    assert "prod" in line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("trace", "--json", "--html"), "--json and --html cannot be used together"),
        (("costs", "--json", "--csv"), "--csv and --json cannot be used together"),
        (("preview", "--json", "--markdown"), "--json and --markdown cannot be used together"),
        (("redrive", "--dry-run", "--yes"), "--dry-run and --yes cannot be used together"),
        (("versions", "--yes"), "--yes needs --delete-old"),
        (("trace", "some-job", "page.html"), "page.html: a file needs --html"),
        (("iam", "--exercise", "--stack", "prod"), "--exercise works on the running `alex up` only"),
    ],
    ids=" ".join,
)
def test_options_that_would_be_ignored_are_refused(arguments: tuple[str, ...], said: str) -> None:
    assert said in refused(*arguments)


def test_the_page_of_a_trace_is_ignored_by_git() -> None:
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert "trace-*.html" in ignored


def test_a_missing_setting_is_named(tmp_path: Path) -> None:
    for item in ("__main__.py", "Pulumi.yaml", "Pulumi.prod.yaml", "components", "cli", "local", "agents"):
        (tmp_path / item).symlink_to(ROOT / item)
    (tmp_path / "Pulumi.prod.yaml").unlink()
    kept = [line for line in (ROOT / "Pulumi.prod.yaml").read_text().splitlines() if "alex:owner" not in line]
    (tmp_path / "Pulumi.prod.yaml").write_text("\n".join(kept))
    for link in ("cli", "local"):
        (tmp_path / link).unlink()
        shutil.copytree(ROOT / link, tmp_path / link)
    assert "alex:owner is missing" in refused("preview", "--stack", "prod", root=tmp_path, code=1)


def test_a_port_in_use_is_refused(tmp_path: Path) -> None:
    with_nothing_running(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"port {port}" in refused("up", "--port", str(port), root=tmp_path, code=1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"quantity": 0}, "accounts[0].positions[0].quantity: must not be 0", id="no quantity"),
        pytest.param({"colour": "red"}, "accounts[0].positions[0].colour: is not a known field", id="unknown field"),
    ],
)
def test_a_wrong_portfolio_file_is_refused_by_field(tmp_path: Path, change: dict[str, object], said: str) -> None:
    assert said in refused("analyze", edited(tmp_path, **change), code=1)


def test_analyze_without_a_running_system_says_how_to_start_one(tmp_path: Path) -> None:
    with_nothing_running(tmp_path)
    assert "alex up" in refused("analyze", str(SAMPLE), root=tmp_path, code=1)


def test_an_unknown_secret_is_refused_with_the_known_ones() -> None:
    assert "langfuse" in refused("secrets", "set", "nothing")


def test_the_command_sends_the_header_that_the_api_checks() -> None:
    assert api_client.ORIGIN_HEADER == origin.HEADER


def test_the_rules_are_listed_with_their_levels_in_a_stack() -> None:
    listed = {stack: alex("policy", "list", "--stack", stack).stdout for stack in ("prod", "local")}
    assert all("s3-tls-only" in text and "S3.5" in text for text in listed.values())
    assert "mandatory" in listed["prod"]
    assert "mandatory" not in listed["local"]


def test_the_rules_of_an_unknown_stack_are_refused() -> None:
    assert "the stacks are local, prod" in refused("policy", "list", "--stack", "nowhere")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(("rotate", "nothing"), "expected one of database-app, origin", id="an unknown secret"),
        pytest.param(("rotate", "langfuse"), "alex secrets set langfuse", id="a secret without rotation"),
        pytest.param(("list", "--stack", "nowhere"), "unknown stack 'nowhere'", id="an unknown stack"),
        pytest.param(
            ("rotate", "origin", "--stack", "nowhere"), "unknown stack 'nowhere'", id="an unknown stack to rotate in"
        ),
    ],
)
def test_wrong_arguments_of_secrets_are_refused_with_the_expected_ones(
    arguments: tuple[str, ...], expected: str
) -> None:
    assert expected in refused("secrets", *arguments)
