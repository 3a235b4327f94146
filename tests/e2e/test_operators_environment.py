"""A running system in a hostile environment: proxies that lead nowhere, a profile that does not exist, no HOME.

Every command that has a result prints it as JSON of the documented shape, and nothing else, on standard output.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docgen.cli_contract import SHAPES
from local.run_file import write_run_file
from tests.alex_apart import alex_apart, closed_port
from tests.cli.command_tree import LEAVES, called, has_option, import_all, replace_everywhere
from tests.cli.command_tree import alex as run_alex

pytestmark = pytest.mark.local

ROOT = Path(__file__).resolve().parents[2]
#: They start a system of their own, read only files, or build.
ELSEWHERE = {"demo", "evaluate", "preview", "package", "policy list", "policy show", "policy report"}
OF_THE_STACK = [
    pytest.param(path, command, id=" ".join(path))
    for path, command in LEAVES
    if has_option(command, "--json") and " ".join(path) not in ELSEWHERE
]
#: Options that change the shape. The bill needs AWS.
WITH_OPTIONS = [
    pytest.param((command, option), dict(LEAVES)[(command,)], id=f"{command} {option}")
    for command, option in (name.split() for name in SHAPES if " --" in name)
    if command not in ELSEWHERE and option != "--forecast"
]
MORE = {"redrive": ["--dry-run"], "import": ["--dry-run"], "users erase": ["--dry-run"], "logs": ["--since", "1h"]}
#: With findings: a shared stack has not done everything, and earlier tests may have left dead letters.
MAY_FIND = {"iam", "doctor"}


def hostile(port: int) -> dict[str, str]:
    proxies = dict.fromkeys(
        ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "grpc_proxy"), f"http://user:secret@127.0.0.1:{port}"
    )
    aws = {"AWS_PROFILE": "typo", "AWS_CONFIG_FILE": str(ROOT / "README.md"), "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    return proxies | aws | {"ALL_PROXY": f"socks5://127.0.0.1:{port}"}


@pytest.fixture
def nowhere() -> Iterator[int]:
    with closed_port() as port:
        yield port


@pytest.fixture(scope="module")
def job_id(running: Any, sample: Any) -> str:
    return running.analyse("operator", sample("starter"))["job_id"]


@pytest.mark.parametrize(("path", "command"), [*OF_THE_STACK, *WITH_OPTIONS])
def test_a_command_prints_json_of_the_documented_shape(
    running: Any,
    job_id: str,
    nowhere: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    path: tuple[str, ...],
    command: Any,
) -> None:
    import_all()
    replace_everywhere(monkeypatch, "STATE_DIR", tmp_path)
    assert write_run_file(tmp_path, running.stack.run_file(0.0))
    for name in ("HOME", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name, value in hostile(nowhere).items():
        monkeypatch.setenv(name, value)
    name = " ".join(path)

    ended = run_alex(monkeypatch, capsys, *called(path, command, "--json", *MORE.get(name, [])))

    assert ended.code in ({0, 1} if name in MAY_FIND else {0}), ended.err
    printed = [json.loads(line) for line in ended.out.splitlines()] if name == "logs" else json.loads(ended.out)
    shape = SHAPES[name]
    assert isinstance(printed, dict) == (shape.kind == "object")
    objects: list[dict[str, Any]] = [printed] if isinstance(printed, dict) else printed
    assert objects
    assert all(set(shape.fields) <= each.keys() for each in objects)
    if name == "doctor":
        assert {each["state"] for each in objects if not each["check"].startswith("Queue ")} == {"good"}


def test_a_demo_starts_works_and_ends(nowhere: int, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("HOME", "NO_PROXY", "no_proxy")}
    done = subprocess.run(
        alex_apart(tmp_path, "demo", "--json"),
        cwd=ROOT,
        env=environment | hostile(nowhere),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert set(SHAPES["demo"].fields) == result.keys()
    assert result["job"]["status"] == "completed"
    assert set(SHAPES["analyze"].fields) <= result["job"].keys()
    assert "deploy" in done.stderr
    assert "secret" not in done.stderr.replace("secrets", "")


def test_a_preview_judges_and_prints_its_json(nowhere: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "preview", "--json"],
        cwd=ROOT,
        env=os.environ | hostile(nowhere),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert set(SHAPES["preview"].fields) <= json.loads(done.stdout).keys()
