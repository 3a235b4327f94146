"""Lambda SnapStart: a published version is initialised once, and its sandboxes are copies of that process.

ministack keeps such a version Pending while it is initialised, but starts each of its sandboxes as any other.
"""

from __future__ import annotations

import inspect
import json
import queue
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from local.aws.emulator.lambda_.snapshots import server
from local.aws.emulator.lambda_.snapshots.held import Snapshots
from local.aws.emulator.lambda_.snapshots.snapshot import Snapshot, being_taken
from local.aws.emulator.wraps import Response, changed, existing, existing_data, wrap

_RESTORED = "                for _fn, _args, _kwargs in get_after_restore():"
"""Line of ministack's program, after the hooks before a snapshot and before those after a restore."""

#: Lambda sets no name of a log stream with SnapStart.
_ENVIRONMENT = """import os
os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "{kind}"
"""
_SNAPSHOT_ENVIRONMENT = _ENVIRONMENT.format(kind="snap-start") + 'os.environ.pop("AWS_LAMBDA_LOG_STREAM_NAME", None)\n'
_PENDING = b"following state: Pending"
_NOT_READY = "Lambda is initializing your function. It will be ready to invoke once your function state becomes ACTIVE."


def install() -> None:
    """Takes snapshots of published versions and restores sandboxes from them.

    Install it after the delay of starts, which delays the snapshot then and not the restores, and before the functions'
    metrics, whose init duration is the restore's.
    """
    snapshots = Snapshots()
    wrap(lambda_runtime, "_detect_runtime_binary", "runtime", by=_programs())
    wrap(lambda_runtime.Worker, "_spawn", "self", by=_restoring(snapshots))
    wrap(lambda_svc, "ensure_spawned", "worker", by=_taking(snapshots))
    wrap(lambda_svc, "invalidate_worker", "func_name", "qualifier", "account", "region", by=snapshots.deleting)
    wrap(lambda_svc, "reap_idle_workers", "ttl", by=snapshots.reaping)
    wrap(lambda_svc, "_invoke", "name", "event", "headers", "path_qualifier", "query_params", by=_refusing)


def starts_from_snapshot(config: dict[str, Any]) -> bool:
    """Whether sandboxes of this version are restored. `$LATEST` has no snapshot."""
    return (config.get("SnapStart") or {}).get("OptimizationStatus") == "On"


def _restoring(snapshots: Snapshots) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """A sandbox's start, from the version's snapshot."""

    def restoring(spawn: Callable[[Any], None]) -> Callable[[Any], None]:
        def start(worker: Any) -> None:
            if being_taken() or not starts_from_snapshot(worker.config):
                spawn(worker)
            else:
                _restore(worker, snapshots.of(worker))

        return start

    return restoring


def _taking(snapshots: Snapshots) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """What ministack does when a version is published, in its thread. A failure makes the version Failed."""

    def taking(_spawn: Callable[[Any], None]) -> Callable[[Any], None]:
        def initialise(worker: Any) -> None:
            snapshots.of(worker)

        return initialise

    return taking


def _restore(worker: Any, snapshot: Snapshot) -> None:
    """As a worker's start in ministack, with another process. Hooks after the restore have run when it returns."""
    worker._proc = sandbox = snapshot.sandbox()
    worker._stderr_queue = queue.Queue()
    name = f"stderr-{worker.func_name}"
    worker._stderr_thread = threading.Thread(target=worker._read_stderr, daemon=True, name=name)
    worker._stderr_thread.start()
    for line in sandbox.stdout:
        # What modules print comes in between.
        if line.startswith("{"):
            status = json.loads(line)
            if status["status"] != "ready":
                raise RuntimeError(f"restore failed: {status['error']}")
            worker._start_time = time.time()
            return
    raise RuntimeError("the sandbox ended while it was restored")


def _programs() -> Callable[[Callable[[str], tuple[str, str]]], Callable[[str], tuple[str, str]]]:
    program: str = existing_data(lambda_runtime, "_PYTHON_WORKER_SCRIPT")
    if program.count(_RESTORED) != 1:
        raise changed(f"one line {_RESTORED.strip()!r} in lambda_runtime._PYTHON_WORKER_SCRIPT")
    serving = program.replace(_RESTORED, f"                serve_copies()\n{_RESTORED}")
    snapshots = f"{inspect.getsource(server)}\n{_SNAPSHOT_ENVIRONMENT}\n{serving}"
    on_demand = f"{_ENVIRONMENT.format(kind='on-demand')}\n{program}"

    def choosing(detect: Callable[[str], tuple[str, str]]) -> Callable[[str], tuple[str, str]]:
        def binary_and_program(runtime: str) -> tuple[str, str]:
            binary, found = detect(runtime)
            if found != program:
                return binary, found
            return binary, snapshots if being_taken() else on_demand

        return binary_and_program

    return choosing


def _refusing(invoke: Callable[..., Awaitable[Response]]) -> Callable[..., Awaitable[Response]]:
    """An invocation while the snapshot is taken: ministack answers as for another change of the function."""
    parameters = ("code", "message", "status", "extra", "message_key", "content_type")
    error_response = existing(lambda_svc, "error_response_json", *parameters)

    async def answer(*arguments: Any, **named: Any) -> Response:
        response = await invoke(*arguments, **named)
        if response[0] == 409 and _PENDING in response[2]:
            return error_response("SnapStartNotReadyException", _NOT_READY, 409)
        return response

    return answer
