"""`alex up` beside another one."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli.run import up as command
from cli.run.up import up
from cli.shared.errors import UserError
from local.run_file import RunFile, write_run_file
from tests.cli.stand_ins import serving


@pytest.fixture
def other() -> Iterator[RunFile]:
    """An `alex up` of another process."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process, serving({}) as url:
        words: dict[str, Any] = {field.name: url for field in dataclasses.fields(RunFile)}
        yield RunFile(**(words | {"pid": process.pid, "started": 1.0}))
        process.communicate(b"\n")


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_a_second_up_is_refused_with_the_pid_of_the_first(
    other: RunFile, when: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = list[str]()

    @contextmanager
    def starting(*_: object, **__: object) -> Generator[None]:
        started.append("started")
        write_run_file(tmp_path, other)
        yield

    monkeypatch.setattr(command, "STATE_DIR", tmp_path)
    monkeypatch.setattr(command, "running_alex", starting)
    if when == "before":
        write_run_file(tmp_path, other)
    with pytest.raises(
        UserError, match=rf"\(pid {other.pid}\) is running here\nhint: use it, or stop it: kill {other.pid}"
    ):
        up(0)
    assert bool(started) == (when == "meanwhile")
