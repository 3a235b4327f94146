from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

from local.run_file import RunFile, read_run_file, remove_run_file, write_run_file
from local.servers import Server


async def nothing(_scope: object, _receive: object, _send: object) -> None:
    return


def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_run_file_belongs_to_the_first_that_is_up_until_it_takes_it_back(tmp_path: Path) -> None:
    server = Server("nothing", nothing)
    first = RunFile(os.getpid(), server.url, "api", "token", "trace", "pk", "sk", 1.0)
    second = dataclasses.replace(first, started=2.0)
    assert read_run_file(tmp_path) is None
    assert write_run_file(tmp_path, first)
    assert (tmp_path / "run.json").stat().st_mode & 0o077 == 0
    assert not write_run_file(tmp_path, second)
    remove_run_file(tmp_path, second)
    assert read_run_file(tmp_path) == first
    remove_run_file(tmp_path, first)
    assert list(tmp_path.iterdir()) == []
    server.stop()


def test_what_a_dead_process_or_half_a_write_left_is_ignored_and_replaced(tmp_path: Path) -> None:
    server = Server("nothing", nothing)
    mine = RunFile(os.getpid(), server.url, "api", "token", "trace", "pk", "sk", 1.0)
    assert write_run_file(tmp_path, dataclasses.replace(mine, pid=dead_pid()))
    assert read_run_file(tmp_path) is None
    (tmp_path / "run.json").write_text('{"pid": 1')
    assert read_run_file(tmp_path) is None
    assert write_run_file(tmp_path, mine)
    assert read_run_file(tmp_path) == mine
    server.stop()
