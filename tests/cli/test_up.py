"""`alex up`, `demo` and `evaluate` beside another one."""

from __future__ import annotations

import dataclasses
import fcntl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.run import engine
from cli.run import up as command
from cli.run.alone import alone
from cli.run.demo import demo
from cli.run.up import up
from cli.shared.errors import UserError
from local.run_file import RunFile, write_run_file
from tests.cli.stand_ins import serving

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "portfolios" / "growth.json"
STARTS = """
import sys
from pathlib import Path
from cli.run.alone import alone
with alone(Path(sys.argv[1])):
    print("starts", flush=True)
    input()
"""


@pytest.fixture
def other() -> Iterator[RunFile]:
    """An `alex up` of another process."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process, serving({}) as url:
        words: dict[str, Any] = {field.name: url for field in dataclasses.fields(RunFile)}
        yield RunFile(**(words | {"pid": process.pid, "started": 1.0}))
        process.communicate(b"\n")


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def start(**_: object) -> None:
        pytest.fail("it must not start")

    for module, system in ((command, "LocalAlex"), (engine, "UndeployedAlex")):
        monkeypatch.setattr(module, "STATE_DIR", tmp_path)
        monkeypatch.setattr(module, system, start)
    return tmp_path


@pytest.fixture
def starting(state: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that starts, and has no run file yet."""
    arguments = [sys.executable, "-c", STARTS, str(state)]
    with subprocess.Popen(arguments, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "starts\n"
        yield process
        process.kill()


SYSTEMS = [
    pytest.param(lambda: up(0), id="up"),
    pytest.param(lambda: engine.up_for_engine(0), id="up --engine"),
    pytest.param(lambda: demo(SAMPLE), id="demo"),
]


@pytest.mark.parametrize("start", SYSTEMS)
def test_beside_a_running_one_it_is_refused_with_the_pid_of_the_first(other: RunFile, state: Path, start: Any) -> None:
    write_run_file(state, other)
    with pytest.raises(
        UserError, match=rf"\(pid {other.pid}\) is running here\nhint: use it, or stop it: kill {other.pid}"
    ):
        start()


@pytest.mark.parametrize("start", SYSTEMS)
def test_of_two_that_start_at_once_one_is_refused(starting: subprocess.Popen[str], start: Any) -> None:
    """Before it takes the traces of the other."""
    with pytest.raises(UserError, match=rf"\(pid {starting.pid}\) is running here"):
        start()


def test_one_that_was_killed_is_in_nobodys_way(starting: subprocess.Popen[str], state: Path) -> None:
    starting.kill()
    starting.wait()
    with alone(state), pytest.raises(UserError), alone(state):
        pytest.fail("twice")


def test_one_that_has_only_begun_to_start_is_not_named_after_the_one_before(state: Path) -> None:
    with alone(state):
        pass
    with (state / "lock").open("r+") as begun:
        fcntl.flock(begun, fcntl.LOCK_EX)
        with pytest.raises(UserError, match=r"`evaluate` is starting here\nhint: [^0-9]+$"), alone(state):
            pytest.fail("beside another")
