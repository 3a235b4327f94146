"""`alex up --engine`: the embedded AWS without a deployment, for the real `pulumi`, until Ctrl-C."""

from __future__ import annotations

import shutil
import threading
from contextlib import ExitStack

from cli.run.alone import alone
from cli.run.interrupt import interrupted_once
from cli.run.up import addresses, example, open_site, site_of
from cli.shared.console import console
from cli.shared.errors import UserError
from cli.shared.project import LOCAL_STACK, STATE_DIR
from local.errors import LocalError
from local.undeployed import UndeployedAlex

FOLDER = STATE_DIR / "engine"
"""Plugin, home and backend of the last run."""
ENVIRONMENT = "environment"
_EVERY_SECONDS = 1.0


def up_for_engine(port: int, site_port: int = 0, *, in_browser: bool = False) -> None:
    """Runs until Ctrl-C or SIGTERM.

    Args:
        port: of the embedded AWS; 0 takes a free one.
        site_port: of the site; 0 takes a free one.
        in_browser: open the site in the user's browser, once it is deployed.

    Raises:
        UserError: it cannot start, or another one is running.
    """
    with interrupted_once(), alone(STATE_DIR):
        alex = UndeployedAlex(FOLDER, state_dir=STATE_DIR, port=port or None)
        try:
            with console.status("starting PostgreSQL, the emulator and the loopback servers"):
                alex.__enter__()
        except LocalError as error:
            raise UserError(error.problem, error.hint) from None
        try:
            _introduce(alex)
            _follow(alex, site_port, in_browser=in_browser)
        except KeyboardInterrupt:
            console.print("stopping")
        finally:
            alex.__exit__(None, None, None)


def _introduce(alex: UndeployedAlex) -> None:
    """What to type. The lines are for a shell: neither wrapped nor styled."""
    lines = alex.environment.lines()
    file = FOLDER / ENVIRONMENT
    file.touch(mode=0o600)
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    if shutil.which("pulumi") is None:
        console.print("[yellow]! there is no `pulumi` on PATH: https://www.pulumi.com/docs/install/[/yellow]")
    console.print("The environment for `pulumi`, in another terminal:\n")
    console.print("\n".join(lines), soft_wrap=True, markup=False, highlight=False)
    commands = (
        f"source {file}    # the lines above",
        f"pulumi stack init {LOCAL_STACK}",
        f"pulumi up -s {LOCAL_STACK} --policy-pack policies",
    )
    console.print("\nThen, in the project's folder:\n")
    console.print("\n".join(commands), soft_wrap=True, markup=False, highlight=False)
    console.print("\nThe state ends with this command: Ctrl-C.\n")


def _follow(alex: UndeployedAlex, site_port: int, *, in_browser: bool) -> None:
    """Makes each deployment usable for browsers, `alex analyze` and the others, until the interrupt."""
    with ExitStack() as serving:
        _follow_and_serve(alex, site_port, serving, in_browser=in_browser)


def _follow_and_serve(alex: UndeployedAlex, site_port: int, serving: ExitStack, *, in_browser: bool) -> None:
    waiting = threading.Event()
    while not waiting.wait(_EVERY_SECONDS):
        try:
            if not alex.follow():
                continue
            # What is served is what was deployed when it started.
            serving.close()
            site = serving.enter_context(site_of(alex, site_port)) if alex.is_deployed else ""
        except (LocalError, UserError, OSError) as error:
            console.print(f"! the deployed stack cannot be used: {error}", soft_wrap=True, markup=False, style="yellow")
            continue
        if site:
            console.print(f"[green]✔[/green] {LOCAL_STACK} is deployed; try [bold]alex analyze[/bold]")
            console.print(addresses(alex, site), soft_wrap=True)
            console.print(example(alex), soft_wrap=True, markup=False, style="dim")
            if in_browser:
                open_site(site)
                in_browser = False
        else:
            console.print(f"{LOCAL_STACK} is gone")
