"""A killed run leaves no process, no file and no lock behind."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from cli.run.alone import alone
from local.run_file import read_run_file
from tests.alex_apart import alex_apart
from tests.waiting import until

pytestmark = pytest.mark.local

ROOT = Path(__file__).resolve().parents[2]


def family(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


@pytest.fixture
def temporary() -> Iterator[Path]:
    """An empty folder for this run's temporary files, which PostgreSQL's unprivileged user can reach."""
    with tempfile.TemporaryDirectory(prefix="alex-killed-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def start_and_wait_until_deployed(temporary: Path, state: Path) -> subprocess.Popen[str]:
    run = subprocess.Popen(
        alex_apart(state, "demo"),
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # Shells start background jobs with SIGINT ignored, and child processes inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert run.stdout is not None
    for line in run.stdout:
        if "secrets" in line:
            return run
    raise AssertionError(f"ended before it was deployed with {run.wait()}")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=lambda how: how.name)
def test_a_demo_ended_half_way_leaves_nothing(how: signal.Signals, temporary: Path, tmp_path: Path) -> None:
    run = start_and_wait_until_deployed(temporary, tmp_path)
    processes = family(run.pid)
    assert len(processes) > 3, "PostgreSQL, the emulator and its Lambda workers should be running"
    os.kill(run.pid, how)
    assert run.wait(timeout=120) != 0
    _, alive = psutil.wait_procs(processes[1:], timeout=120)
    assert alive == []
    until(lambda: not list(temporary.iterdir()), lambda: list(temporary.iterdir()))
    assert read_run_file(tmp_path) is None
    with alone(tmp_path):
        pass  # the next one may start
