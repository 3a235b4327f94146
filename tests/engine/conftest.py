"""One stack, deployed by the real engine, through whose life the tests go in the order of their file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from local.provider.connection import read_connection, write_connection
from local.undeployed import UndeployedAlex
from tests.engine.faults import Faults
from tests.engine.pulumi import PACK, Done, Pulumi, programs


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
def first_up(pulumi: Pulumi) -> Done:
    """The first deployment, with the policy pack."""
    done = pulumi.run("up", "--yes", *PACK)
    assert done.code == 0, done.output
    return done


@pytest.fixture
def deployed(pulumi: Pulumi, first_up: Done) -> Pulumi:
    return pulumi


@pytest.fixture(scope="module")
def another_project(
    undeployed: UndeployedAlex, faults: Faults, cli: Path, tmp_path_factory: pytest.TempPathFactory
) -> Pulumi:
    """A copy of the project without stacks, for one file of tests."""
    return Pulumi(tmp_path_factory.mktemp("project") / "alex", undeployed, cli)
