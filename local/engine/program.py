"""Runs the Pulumi program in this process, against a recording monitor instead of the Pulumi engine."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import gc
import runpy
import sys
import threading
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime import mocks, set_all_config
from pulumi.runtime.settings import Settings, configure, get_root_resource
from pulumi.runtime.stack import Stack, run_pulumi_func

from local.engine.stack_config import StackConfig, project_name

_REGISTRATIONS_AT_ONCE = 16
"""Threads that call the monitor: an invoke must not queue behind registrations that wait."""

# Pulumi leaves a million objects behind. A frozen heap spares the interpreter their collection at exit (0.6 s).
atexit.register(gc.freeze)


def run_program(
    root: Path, stack: str, config: StackConfig, monitor: mocks.MockMonitor, *, dry_run: bool
) -> dict[str, Any]:
    """Runs `root/__main__.py` to its end and returns what it exports, unknown values as None.

    Raises errors of the program and the monitor unchanged. Ctrl-C raises KeyboardInterrupt at once: the program's
    thread is left behind and ends with the process.
    """
    outcome: Future[dict[str, Any]] = Future()

    def run() -> None:
        try:
            outcome.set_result(_run_in_own_loop(root, stack, config, monitor, dry_run))
        except BaseException as error:
            outcome.set_exception(error)

    with _collections_paused():
        # No executor: it would wait for its thread, and an interrupted program may still be loading pulumi-aws.
        threading.Thread(target=run, daemon=True, name="pulumi").start()
        return outcome.result()


@contextlib.contextmanager
def _collections_paused() -> Generator[None]:
    """Pauses garbage collection, a third of a program's time: nearly all that it makes lives until it ends."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _run_in_own_loop(
    root: Path, stack: str, config: StackConfig, monitor: mocks.MockMonitor, dry_run: bool
) -> dict[str, Any]:
    """Pulumi keeps its state in context variables and in the thread's event loop: call this in a fresh thread."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    # A failed registration fails everything that waits for it; only the first error is raised.
    loop.set_exception_handler(lambda _loop, _context: None)
    workers = ThreadPoolExecutor(_REGISTRATIONS_AT_ONCE, thread_name_prefix="register")
    loop.set_default_executor(workers)
    try:
        with _as_main_program(root):
            return loop.run_until_complete(_run(root, stack, config, monitor, dry_run))
    finally:
        workers.shutdown(cancel_futures=True)
        loop.close()


async def _run(
    root: Path, stack: str, config: StackConfig, monitor: mocks.MockMonitor, dry_run: bool
) -> dict[str, Any]:
    # Fresh settings: otherwise it would wait for unfinished work of an earlier, failed program.
    configure(Settings(project_name(root), stack))
    set_all_config(config.values, list(config.secret_keys))
    mocks.set_mocks(monitor.mocks, project=project_name(root), stack=stack, preview=dry_run, monitor=monitor)

    async def program() -> None:
        runpy.run_path(str(root / "__main__.py"), run_name="__main__")

    await run_pulumi_func(program)
    stack_resource = get_root_resource()
    assert isinstance(stack_resource, Stack)
    return {name: await pulumi.Output.from_input(value).future() for name, value in stack_resource.outputs.items()}


@contextlib.contextmanager
def _as_main_program(root: Path) -> Generator[None]:
    """Runs in the project's folder, with the folder on the path, as under the Pulumi CLI."""
    sys.path.insert(0, str(root))
    try:
        with contextlib.chdir(root):
            yield
    finally:
        sys.path.remove(str(root))
