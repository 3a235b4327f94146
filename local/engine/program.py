"""Runs the Pulumi program in this process, against a monitor of ours instead of the Pulumi engine."""

from __future__ import annotations

import asyncio
import contextlib
import runpy
import sys
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime import mocks, set_all_config
from pulumi.runtime.settings import Settings, configure, get_root_resource
from pulumi.runtime.stack import Stack, run_pulumi_func

from local.engine.stack_config import project_name

_REGISTRATIONS_AT_ONCE = 16
"""Threads in which the monitor is called; a look-up of the program must not queue behind registrations that wait."""


def run_program(
    root: Path, stack: str, config: Mapping[str, str], monitor: mocks.MockMonitor, *, dry_run: bool
) -> dict[str, Any]:
    """Runs `root/__main__.py` to its end and returns what it exports, unknown values as None.

    `config` as `stack_config.load_config` returns it. Raises what the program or the monitor raised.
    """

    def run() -> dict[str, Any]:
        # Pulumi keeps its state in context variables and in the thread's event loop: a fresh thread has neither.
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        # When a registration fails, all that waits for it fails too and no one asks; the first error is what we raise.
        loop.set_exception_handler(lambda _loop, _context: None)
        workers = ThreadPoolExecutor(_REGISTRATIONS_AT_ONCE, thread_name_prefix="register")
        loop.set_default_executor(workers)
        try:
            with _as_main_program(root):
                return loop.run_until_complete(_run(root, stack, config, monitor, dry_run))
        finally:
            workers.shutdown(cancel_futures=True)
            loop.close()

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="pulumi") as executor:
        return executor.submit(run).result()


async def _run(
    root: Path, stack: str, config: Mapping[str, str], monitor: mocks.MockMonitor, dry_run: bool
) -> dict[str, Any]:
    # Settings of its own: otherwise it would wait for what a program that failed before it has left unfinished.
    configure(Settings(project_name(root), stack))
    set_all_config(dict(config))
    mocks.set_mocks(monitor.mocks, project=project_name(root), stack=stack, preview=dry_run, monitor=monitor)

    async def program() -> None:
        runpy.run_path(str(root / "__main__.py"), run_name="__main__")

    await run_pulumi_func(program)
    stack_resource = get_root_resource()
    assert isinstance(stack_resource, Stack)
    return {name: await pulumi.Output.from_input(value).future() for name, value in stack_resource.outputs.items()}


@contextlib.contextmanager
def _as_main_program(root: Path) -> Generator[None]:
    """As the Pulumi CLI runs it: in the project's folder, which is on the path."""
    sys.path.insert(0, str(root))
    try:
        with contextlib.chdir(root):
            yield
    finally:
        sys.path.remove(str(root))
