"""The snapshots of published versions: taken once, ended with their version or when a newer one serves."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from local.aws.emulator.lambda_.snapshots.snapshot import Snapshot
from local.aws.emulator.wraps import existing, existing_data


class Snapshots:
    """By the worker's key in ministack: account, region, function and version."""

    def __init__(self) -> None:
        self._held: dict[str, Snapshot] = {}
        """Also those that are being taken."""
        self._guard = threading.Lock()
        self._each: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._key_of = existing(lambda_runtime, "_worker_key", "func_name", "config", "qualifier")
        self._pools = existing_data(lambda_runtime, "_workers")
        self._functions = existing_data(lambda_svc, "_functions")

    def of(self, worker: Any) -> Snapshot:
        """The snapshot of the worker's version.

        It is taken unless there is one whose process runs: those of older versions end after idle time.

        Raises RuntimeError when the function fails, or when its version is deleted meanwhile.
        """
        key = self._key_of(worker.func_name, worker.config, worker.config["Version"])
        with self._guard:
            lock = self._each[key]
        with lock:
            snapshot = self._held.get(key)
            if snapshot is None or snapshot.has_ended():
                self._end(key)
                snapshot = self._taken(key, worker)
            return snapshot

    def _taken(self, key: str, worker: Any) -> Snapshot:
        # From here on, a deletion of the version ends the process, even while it still loads the function.
        self._held[key] = snapshot = Snapshot(worker)
        try:
            snapshot.take()
            # The deletion may have come before there was a process.
            if not self._is_published(key, worker.config):
                raise RuntimeError("the version was deleted while its snapshot was taken")
        except BaseException:
            if self._held.get(key) is snapshot:
                del self._held[key]
            snapshot.end()
            raise
        return snapshot

    def _is_published(self, key: str, config: dict[str, Any]) -> bool:
        """Whether there is this version, and not one of a later function with its name."""
        account, region, name, version = key.split(":")
        function = self._functions.get_scoped(account, region, name) or {"versions": {}}
        record = function["versions"].get(version)
        return record is not None and record["config"]["RevisionId"] == config["RevisionId"]

    def deleting(self, invalidate: Callable[..., None]) -> Callable[..., None]:
        def invalidate_worker(
            func_name: str, qualifier: str | None = None, account: str | None = None, region: str | None = None
        ) -> None:
            invalidate(func_name, qualifier, account, region)
            asked = (account, region, func_name, qualifier)
            for key in [*self._held]:
                if all(want in (None, has) for want, has in zip(asked, key.split(":"), strict=True)):
                    self._end(key)

        return invalidate_worker

    def reaping(self, reap: Callable[..., int]) -> Callable[..., int]:
        """Ends the snapshots of older versions that no longer run. An invocation would take another one."""

        def reap_idle_workers(ttl: float | None = None) -> int:
            ended = reap(ttl)
            newest: dict[str, int] = {}
            for function, version in map(_split, [*self._held]):
                newest[function] = max(version, newest.get(function, 0))
            for key in [*self._held]:
                function, version = _split(key)
                # A version whose snapshot is being taken would fail.
                if version < newest[function] and not self._pools.get(key) and not self._each[key].locked():
                    self._end(key)
            return ended

        return reap_idle_workers

    def _end(self, key: str) -> None:
        if snapshot := self._held.pop(key, None):
            snapshot.end()


def _split(key: str) -> tuple[str, int]:
    function, _, version = key.rpartition(":")
    return function, int(version)
