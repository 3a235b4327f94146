"""`alex up`: the embedded AWS with the real program deployed to it, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

from cli.shared.api_client import ORIGIN_HEADER
from cli.shared.console import console
from cli.shared.errors import UserError
from cli.shared.run_state import STATE_DIR
from local.engine.not_emulated import NOT_EMULATED
from local.errors import LocalError
from local.run_file import read_run_file
from local.stack import LocalAlex

if TYPE_CHECKING:
    from local.engine.deployer import Deployed

Phases = list[tuple[str, float]]
_DOING = {"start": "starting PostgreSQL, the emulator and the loopback servers", "deploy": "deploying __main__.py"}


def up(port: int, *, layers: bool = False) -> None:
    """Stays up until Ctrl-C or SIGTERM.

    Args:
        port: of the embedded AWS; 0 takes a free one.
        layers: the functions run from the built layers, as on AWS.

    Raises:
        UserError: it cannot be started, or the commands of this machine go to another one already.
    """
    _refuse_beside_another()
    done = threading.Event()
    # As Ctrl-C, also while it starts.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with running_alex([], port or None, layers=layers) as alex:
        # Two that started at the same time did not see each other before.
        _refuse_beside_another()
        # Unwrapped, so that they can be copied whole.
        console.print(_addresses(alex), soft_wrap=True, markup=False)
        console.print(_example(alex), soft_wrap=True, markup=False, style="dim")
        if alex.not_emulated:
            console.print(not_emulated_table(alex.not_emulated))
        console.print(
            "Try [bold]alex analyze[/bold] and [bold]alex trace[/bold] in another terminal; Ctrl-C ends it all."
        )
        try:
            done.wait()
        except KeyboardInterrupt:
            console.print("going down")


def _refuse_beside_another() -> None:
    """Commands go to the one in the run file: a second one would be up, and nobody would reach it."""
    run = read_run_file(STATE_DIR)
    if run is not None and run.pid != os.getpid():
        raise UserError(f"another `alex up` or `alex demo` (pid {run.pid}) is running here: stop it or use it")


@contextmanager
def running_alex(phases: Phases, port: int | None = None, *, layers: bool = False) -> Generator[LocalAlex]:
    """The system, with its start shown as it happens.

    Args:
        phases: each phase's name and seconds are appended to it.

    Raises:
        UserError: it cannot be started, or the program cannot be deployed.
    """
    created: Counter[str] = Counter()
    left_out: set[str] = set()
    with console.status(_DOING["start"]) as status:

        def on_phase(name: str, seconds: float) -> None:
            phases.append((name, seconds))
            what = f"{created.total()} resources of {len(created)} types" if name == "deploy" else ""
            if what and left_out:
                what += f"; {len(left_out)} types have no emulation, see docs/running-locally.md"
            console.print(f"[green]✔[/green] {name:<10}{seconds:5.1f} s  {what}")
            status.update("migrating the database" if name == "deploy" else _DOING["deploy"])

        def on_resource(resource: Deployed) -> None:
            if resource.type in NOT_EMULATED:
                left_out.add(resource.type)
                return
            created[resource.type] += 1
            status.update(f"{_DOING['deploy']}: {created.total()} resources, {resource.name}")

        alex = LocalAlex(state_dir=STATE_DIR, port=port, on_phase=on_phase, on_resource=on_resource, layers=layers)
        try:
            alex.__enter__()
        except LocalError as error:
            raise UserError(str(error)) from None
    try:
        yield alex
    finally:
        alex.__exit__(None, None, None)


def not_emulated_table(reasons: Mapping[str, str]) -> Table:
    """Resource types that are registered and not created, with the reason."""
    table = Table(
        title="In the program, not in the embedded AWS", title_justify="left", box=box.SIMPLE, show_header=False
    )
    table.add_column(overflow="fold", ratio=1)
    table.add_column(ratio=1)
    for type_, reason in reasons.items():
        table.add_row(type_, reason)
    return table


def _addresses(alex: LocalAlex) -> str:
    """No table: one has to fit into the terminal, and cuts what does not."""
    rows = {
        "API": f"{alex.api_url}/api",
        "AWS endpoint": alex.endpoint,
        "Langfuse (trace store)": alex.trace_url,
    }
    return "".join(f"\n  {name:<22}  {url}" for name, url in rows.items()) + "\n"


def _example(alex: LocalAlex) -> str:
    """A call of the API to copy: a user's token, and the header that CloudFront would send."""
    headers = (f"Authorization: Bearer {alex.token()}", f"{ORIGIN_HEADER}: {alex.origin_secret}")
    return " ".join(["curl", *(f"-H '{header}'" for header in headers), f"'{alex.api_url}/api/jobs'"])
