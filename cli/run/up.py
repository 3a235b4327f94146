"""`alex up`: the embedded AWS with the real program deployed to it, until Ctrl-C."""

from __future__ import annotations

import threading
import webbrowser
from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from rich.text import Text

from cli.run.alone import alone
from cli.run.interrupt import interrupted_once
from cli.shared.api_client import ORIGIN_HEADER
from cli.shared.console import console
from cli.shared.errors import UserError
from cli.shared.project import STATE_DIR
from cli.shared.tables import Column, Sheet
from cli.shared.text import page
from local.engine.not_emulated import NOT_EMULATED
from local.errors import LocalError
from local.real_model.serve import ModelChoice
from local.stack import LocalAlex
from local.traces.keys import KeyPair
from local.traces.links import link
from policies.grouping import short_type

if TYPE_CHECKING:
    from local.engine.deployer import Deployed

DEFAULT = ModelChoice()
Phases = list[tuple[str, float]]
_DOING = {"start": "starting PostgreSQL, the emulator and the loopback servers", "deploy": "deploying __main__.py"}


def up(
    port: int, *, site_port: int = 0, layers: bool = False, choice: ModelChoice = DEFAULT, in_browser: bool = False
) -> None:
    """Runs until Ctrl-C or SIGTERM.

    Args:
        port: of the embedded AWS; 0 takes a free one.
        site_port: of the site; 0 takes a free one.
        in_browser: open the site in the user's browser.
        layers: run the functions from the built layers, as on AWS.
        choice: the model that answers.

    Raises:
        UserError: it cannot start, or another one is running.
    """
    with running_alex([], port or None, layers=layers, choice=choice) as alex:
        try:
            with site_of(alex, site_port) as site:
                _introduce(alex, site)
                if in_browser:
                    open_site(site)
                threading.Event().wait()
        except KeyboardInterrupt:
            console.print("stopping")


def _introduce(alex: LocalAlex, site: str) -> None:
    # Unwrapped, so that they can be copied whole.
    console.print(addresses(alex, site), soft_wrap=True)
    console.print(example(alex), soft_wrap=True, markup=False, style="dim")
    if alex.not_emulated:
        console.print(not_emulated_table(alex.not_emulated))
    console.print("Try [bold]alex analyze[/bold] and [bold]alex trace[/bold] in another terminal; Ctrl-C stops it.")


@contextmanager
def site_of(alex: LocalAlex, port: int = 0) -> Generator[str]:
    """The address of the site and the API behind the edge, until the end of the block. Raises UserError."""
    from local.aws.edge import edge  # here, because it loads the components: `alex --help` and others do without

    with ExitStack() as stack:
        try:
            site = stack.enter_context(edge(alex, port or None))
        except LocalError as error:
            raise UserError(error.problem, error.hint) from None
        alex.announce_site(site)
        yield site


def open_site(site: str) -> None:
    if not webbrowser.open(site):
        console.print(f"[yellow]! no browser could be opened[/yellow]: open {site}", soft_wrap=True)


@contextmanager
def running_alex(
    phases: Phases, port: int | None = None, *, layers: bool = False, choice: ModelChoice = DEFAULT
) -> Generator[LocalAlex]:
    """The running system; shows the progress of its start.

    Args:
        phases: each phase's name and seconds are appended to it.

    Raises:
        UserError: it cannot start, another one is running, or the program cannot be deployed.
        KeyboardInterrupt: on Ctrl-C or SIGTERM; further ones do not interrupt the shutdown.
    """
    from cli.trace.pages import Pages  # not at the top: only a running system needs Jinja

    created: Counter[str] = Counter()
    left_out: set[str] = set()
    with interrupted_once(), alone(STATE_DIR):
        with console.status(_DOING["start"]) as status:

            def on_phase(name: str, seconds: float) -> None:
                phases.append((name, seconds))
                counted = f"{created.total()} resources of {len(created)} types" if name == "deploy" else ""
                if counted and left_out:
                    counted += f"; {len(left_out)} types not emulated"
                console.print(f"[green]✔[/green] {name:<10}{seconds:5.1f} s  {counted}")
                status.update("filling the secrets" if name == "deploy" else _DOING["deploy"])

            def on_resource(resource: Deployed) -> None:
                if resource.type in NOT_EMULATED:
                    left_out.add(resource.type)
                    return
                created[resource.type] += 1
                status.update(f"{_DOING['deploy']}: {created.total()} resources, {resource.name}")

            alex = LocalAlex(
                state_dir=STATE_DIR,
                port=port,
                on_phase=on_phase,
                on_resource=on_resource,
                layers=layers,
                model=choice.source,
                misbehaviours=choice.misbehaviours,
                trace_pages=Pages(),
            )
            try:
                alex.__enter__()
            except LocalError as error:
                raise UserError(error.problem, error.hint) from None
        try:
            if alex.model.warning:
                console.print(Text(f"! {alex.model.warning}", style="yellow"))
            yield alex
        finally:
            alex.__exit__(None, None, None)


def not_emulated_table(reasons: Mapping[str, str]) -> Sheet:
    """Resource types that are registered and not created, with the reason."""
    table = Sheet(Column("type"), Column("reason", least=24), title="Not emulated")
    for type_, reason in reasons.items():
        table.add_row(short_type(type_), reason)
    return table


def addresses(alex: LocalAlex, site: str) -> Text:
    """Lines instead of a table, which would cut them to the terminal's width."""
    rows = {
        "Site": Text(site),
        "Sign-in, for tests": Text(f"{alex.issuer.url}/test"),
        "API": Text(f"{alex.api_url}/api"),
        "API reference": page("docs/openapi.json"),
        "AWS endpoint": Text(alex.endpoint),
        "Langfuse (trace store)": Text(alex.trace_url),
        "Traces, in a browser": Text(link(alex.trace_url, KeyPair(alex.public_key, alex.secret_key))),
        "Model": Text(alex.model.name),
    }
    lines = (Text(f"  {name:<22}  ").append_text(value) for name, value in rows.items())
    return Text("\n").join([Text(), *lines, Text()])


def example(alex: LocalAlex) -> str:
    """A call of the API to copy: a user's token, and the header that CloudFront would send."""
    headers = (f"Authorization: Bearer {alex.token()}", f"{ORIGIN_HEADER}: {alex.origin_secret}")
    return " ".join(["curl", *(f"-H '{header}'" for header in headers), f"'{alex.api_url}/api/jobs'"])
