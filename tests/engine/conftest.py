"""One stack, deployed by the real engine, through whose life the tests go in the order of their file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from local.provider.connection import read_connection, write_connection
from local.undeployed import UndeployedAlex
from tests.engine.faults import Faults
from tests.engine.pulumi import Done, Pulumi, programs
from tests.engine.runbook_shell import runbook_shell
from tests.runbooks.pages import Runbook
from tests.runbooks.shell import Shell


@pytest.fixture(scope="session")
def undeployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UndeployedAlex]:
    folder = tmp_path_factory.mktemp("engine")
    with UndeployedAlex(folder, fixed=False, model_latency=0.2) as alex:
        yield alex


@pytest.fixture(scope="session")
def faults(undeployed: UndeployedAlex) -> Iterator[Faults]:
    """Between the plugin and the embedded AWS."""
    file = undeployed.folder / "connection.json"
    served = Faults(undeployed.endpoint)
    write_connection(file, replace(read_connection(file, {}), endpoint=served.url))
    yield served
    served.stop()


@pytest.fixture(scope="session", autouse=True)
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folder with a `pulumi` that finds its Python host; ALEX_PULUMI names it meanwhile."""
    folder = programs(tmp_path_factory.mktemp("cli") / "bin")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALEX_PULUMI", str(folder / "pulumi"))
        yield folder


@pytest.fixture(scope="session")
def pulumi(undeployed: UndeployedAlex, faults: Faults, cli: Path, tmp_path_factory: pytest.TempPathFactory) -> Pulumi:
    made = Pulumi(tmp_path_factory.mktemp("project") / "alex", undeployed, cli)
    made.configure(jwtIssuer=undeployed.issuer.url, langfuseBaseUrl=undeployed.trace_url)
    made.new_stack("local")
    return made


@pytest.fixture(scope="session")
def first_up(pulumi: Pulumi, tmp_path_factory: pytest.TempPathFactory) -> Done:
    """The first deployment, by its runbook: with the policy pack."""
    page = Runbook("first-deployment")
    with runbook_shell(pulumi, tmp_path_factory.mktemp("first")) as (shell, done):
        shell.run(page.next("Before: what AWS grants late"))
        shell.run(page.next("Deploy"))
        shell.run(page.next("Afterwards"))
    page.end()
    return done[0]


@pytest.fixture
def by_runbook(pulumi: Pulumi, first_up: Done, tmp_path: Path) -> Iterator[tuple[Shell, list[Done]]]:
    """A shell on the deployed stack, and what each `pulumi` in it has done."""
    with runbook_shell(pulumi, tmp_path) as made:
        yield made


@pytest.fixture
def deployed(pulumi: Pulumi, first_up: Done) -> Pulumi:
    return pulumi


@pytest.fixture(scope="module")
def another_project(
    undeployed: UndeployedAlex, faults: Faults, cli: Path, tmp_path_factory: pytest.TempPathFactory
) -> Pulumi:
    """A copy of the project without stacks, for one file of tests."""
    return Pulumi(tmp_path_factory.mktemp("project") / "alex", undeployed, cli)
