"""What a guarded command leaves behind: nothing, however its parent ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from local.errors import LocalError
from local.processes.guarded import GuardedProcess
from tests.waiting import until

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = None
if len(sys.argv) > 2:
    child = subprocess.Popen([sys.executable, __file__, sys.argv[2]])
open(sys.argv[1], "w").write("up")
time.sleep(60)
"""
PARENT = """
import os, sys, time
from pathlib import Path
from local.processes.guarded import GuardedProcess
command, folder, marks = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
guarded = GuardedProcess("stubborn", [sys.executable, command, *marks], env=os.environ, remove=folder, grace=0.2)
guarded.wait_ready(lambda: all(Path(mark).exists() for mark in marks), 10)
print("ready", flush=True)
time.sleep(60)
"""


def running(text: str) -> list[str]:
    """Command lines of processes that mention `text`, zombies included."""
    listing = subprocess.run(["ps", "-A", "-ww", "-o", "args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listing.splitlines() if text in line and "ps -A" not in line]


def guarded(script: str, **options: object) -> GuardedProcess:
    return GuardedProcess("probe", [sys.executable, "-c", script], env=os.environ, **options)  # pyright: ignore


def test_a_killed_parent_leaves_no_process_and_no_directory(tmp_path: Path) -> None:
    command, folder = tmp_path / "stubborn.py", tmp_path / "data"
    command.write_text(STUBBORN)
    folder.mkdir()
    marks = [str(tmp_path / "one"), str(tmp_path / "two")]
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(command), str(folder), *marks],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert parent.stdout
    assert parent.stdout.readline() == "ready\n"
    assert len(running(str(command))) >= 4  # parent, guard, command and its child

    parent.send_signal(signal.SIGKILL)
    parent.wait()

    until(lambda: not running(str(command)), lambda: running(str(command)))
    until(lambda: not folder.exists(), "the folder is removed")


def test_a_command_that_fails_at_start_is_told_in_one_line_with_its_last_words(tmp_path: Path) -> None:
    process = guarded("import sys; print('first', flush=True); sys.exit('the port is taken')")
    with pytest.raises(LocalError, match=r"^probe ended at start with exit code 1: first \| the port is taken$"):
        process.wait_ready(lambda: False, 10)
    process.stop()


def test_a_command_that_never_gets_ready_is_given_up() -> None:
    process = guarded("import time; print('thinking', flush=True); time.sleep(60)")
    until(lambda: "thinking" in process.log(), process.log)
    with pytest.raises(LocalError, match=r"^probe was not ready after 0.1 s: thinking$"):
        process.wait_ready(lambda: False, 0.1)
    process.stop()


def test_stopping_kills_a_command_that_ignores_the_request_after_the_grace_period(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    process = guarded(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
        grace=0.2,
        remove=folder,
    )
    until(lambda: "up" in process.log(), process.log)
    started = time.monotonic()
    process.stop()
    assert time.monotonic() - started < 30
    assert not folder.exists()
