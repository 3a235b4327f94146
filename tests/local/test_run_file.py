from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.processes.servers import Server
from local.run_file import RunFile, read_run_file, remove_run_file, write_run_file


async def nothing(_scope: object, _receive: object, _send: object) -> None:
    return


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server("nothing", nothing)
    server.wait_ready()
    yield server
    server.stop()


def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def run_file(endpoint: str) -> RunFile:
    """Of this process."""
    words: dict[str, Any] = {field.name: field.name for field in dataclasses.fields(RunFile)}
    return RunFile(**(words | {"pid": os.getpid(), "endpoint": endpoint, "started": 1.0}))


def test_a_run_file_belongs_to_the_first_that_is_up_until_it_takes_it_back(tmp_path: Path, server: Server) -> None:
    first = run_file(server.url)
    second = dataclasses.replace(first, started=2.0)
    assert read_run_file(tmp_path) is None
    assert write_run_file(tmp_path, first)
    assert (tmp_path / "run.json").stat().st_mode & 0o077 == 0
    assert not write_run_file(tmp_path, second)
    remove_run_file(tmp_path, second)
    assert read_run_file(tmp_path) == first
    with_site = dataclasses.replace(first, site_url="http://127.0.0.1:1")
    assert write_run_file(tmp_path, with_site)
    assert read_run_file(tmp_path) == with_site
    first = with_site
    remove_run_file(tmp_path, first)
    assert list(tmp_path.iterdir()) == []


def test_what_a_dead_process_or_half_a_write_left_is_ignored_and_replaced(tmp_path: Path, server: Server) -> None:
    mine = run_file(server.url)
    assert write_run_file(tmp_path, dataclasses.replace(mine, pid=dead_pid()))
    assert read_run_file(tmp_path) is None
    (tmp_path / "run.json").write_text('{"pid": 1')
    assert read_run_file(tmp_path) is None
    assert write_run_file(tmp_path, mine)
    assert read_run_file(tmp_path) == mine
