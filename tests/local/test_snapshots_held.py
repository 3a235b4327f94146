"""Snapshots of older versions end when nothing runs, and not while they are taken."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest

from local.aws.clients import ACCOUNT
from local.aws.emulator.lambda_.snapshots import held
from tests.waiting import PATIENCE_SECONDS, until

ARN = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:held"


class Process:
    """A snapshot without a process. That of version 1 is taken when `gate` opens."""

    def __init__(self, worker: Any) -> None:
        self.version = worker.config["Version"]
        self.began, self.gate, self.ended = threading.Event(), threading.Event(), False

    def take(self) -> None:
        self.began.set()
        assert self.version != "1" or self.gate.wait(PATIENCE_SECONDS)
        if self.ended:
            raise RuntimeError("the process has ended")

    def has_ended(self) -> bool:
        return self.ended

    def end(self) -> None:
        self.ended = True


def worker(version: str) -> Any:
    return SimpleNamespace(func_name="held", config={"FunctionArn": ARN, "Version": version})


def test_an_older_versions_snapshot_ends_once_it_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Process] = []
    monkeypatch.setattr(held, "Snapshot", lambda of: made.append(Process(of)) or made[-1])
    monkeypatch.setattr(held.Snapshots, "_is_published", lambda *_: True)
    snapshots = held.Snapshots()
    reap = snapshots.reaping(lambda _: 0)
    with ThreadPoolExecutor(1) as publishing:
        older = publishing.submit(snapshots.of, worker("1"))
        try:
            until(lambda: made and made[0].began.is_set(), "no snapshot is being taken", every=0.01)
            newer = snapshots.of(worker("2"))
            reap()
        finally:
            for process in made:
                process.gate.set()
        assert older.result() is made[0]
    assert not made[0].ended
    reap()
    assert made[0].ended
    assert not newer.has_ended()
