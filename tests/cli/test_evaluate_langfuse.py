"""`alex evaluate --langfuse`: an evaluation becomes a run of a dataset, and is read back with Langfuse's own SDK."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from langfuse.api.client import LangfuseAPI

from cli.evaluate.result import Evaluation, Row
from cli.trace.source import LangfuseServer
from local.traces.keys import KeyPair
from tests.cli.stand_ins import serving
from tests.local.served_store import served_store

ROOT = Path(__file__).resolve().parents[2]
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
DATASET = "alex-portfolios"
SECRET_NAME = "Karla's nest egg"
POSITIONS = [{"symbol": "VTI", "quantity": 3}, {"name": SECRET_NAME, "quantity": 1, "unit_price": 2}]
PORTFOLIOS = {
    "growth": {
        "display_name": SECRET_NAME,
        "notes": SECRET_NAME,
        "accounts": [{"name": SECRET_NAME, "kind": "ira", "positions": POSITIONS}],
    },
    "empty": {"accounts": [{"name": "A", "kind": "taxable"}]},
}
EVALUATION = Evaluation(
    model="fake",
    models=("us.amazon.nova-pro-v1:0",),
    threshold=0.95,
    rows=(
        Row(
            portfolio="growth",
            positions=2,
            outcome="degraded",
            job_id="j",
            notes=("degraded: the model left out the charts",),
            faithfulness=0.98,
            retries=1,
            seconds=4.5,
            output_tokens=7,
            cost_usd=0.02,
        ),
        Row(portfolio="empty", positions=0, outcome="refused", notes=("no portfolio",)),
    ),
)
# A process of its own: this one has the modules of a Lambda, which lack the SDK's experiments.
STORE = """
import json, sys
from cli.evaluate import experiment
from cli.evaluate.result import Evaluation
from cli.evaluate.run import Case
from cli.run.portfolio_file import PortfolioFile
from cli.shared.errors import UserError
from cli.trace.source import LangfuseServer

given = json.load(sys.stdin)
experiment.READ_BACK_SECONDS = given["patience"]
cases = [Case(name, PortfolioFile.model_validate(each)) for name, each in given["portfolios"].items()]
said = []
for evaluation, server in given["runs"]:
    try:
        said.append(experiment.store(Evaluation.model_validate(evaluation), cases, LangfuseServer(**server)))
    except UserError as error:
        said.append(f"error: {error.problem}")
print(json.dumps(said))
"""


def stored(runs: list[tuple[Evaluation, LangfuseServer]], patience: float) -> list[str]:
    """What each run says: a sentence, or an error."""
    described = [(evaluation.model_dump(mode="json"), asdict(server)) for evaluation, server in runs]
    given = json.dumps({"runs": described, "portfolios": PORTFOLIOS, "patience": patience})
    command = [sys.executable, "-c", STORE]
    done = subprocess.run(command, cwd=ROOT, input=given, text=True, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def keys() -> tuple[str, str]:
    """New ones: the SDK keeps the address of the first client of a public key for the whole process."""
    pair = KeyPair.new()
    return pair.public_key, pair.secret_key


@dataclass
class Stored:
    """A store with two runs of the dataset."""

    said: list[str]
    api: LangfuseAPI
    path: Path


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    path, auth = tmp_path_factory.mktemp("store") / "traces.db", keys()
    with served_store(path, auth) as url:
        server = LangfuseServer(url, *auth)
        other = EVALUATION.model_copy(update={"model": "bedrock:other"})
        said = stored([(EVALUATION, server), (other, server)], patience=120)
        yield Stored(said, LangfuseAPI(base_url=url, username=auth[0], password=auth[1]), path)


def test_a_run_is_stored_with_its_scores(store: Stored) -> None:
    assert "as run 'fake 20" in store.said[0]
    dataset = store.api.datasets.get(DATASET)
    found = store.api.experiments.list(from_start_time=SINCE, dataset_id=dataset.id, fields="core,metadata,scores").data
    [run] = [each for each in found if each.name.startswith("fake ")]
    assert (run.item_count, run.description) == (2, "alex evaluate with fake")
    assert (run.metadata or {})["models"] == "us.amazon.nova-pro-v1:0"
    totals = {score.name: score.value for score in run.scores or []}
    assert (totals["lowest_faithfulness"], totals["share_degraded"]) == (0.98, 1.0)


def test_its_items_have_input_output_and_scores(store: Stored) -> None:
    [name] = [each.name for each in store.api.experiments.list(from_start_time=SINCE).data if "fake" in each.name]
    fields = "core,dataset,io,itemMetadata,scores"
    page = store.api.experiments.list_items(from_start_time=SINCE, experiment_name=name, fields=fields)
    found = {each.experiment_item_id: each for each in page.data}
    growth, empty = found[f"{DATASET}-growth"], found[f"{DATASET}-empty"]
    assert growth.input
    assert growth.output
    assert (growth.input["portfolio"], growth.expected_output) == ("growth", {"outcome": "completed"})
    assert (growth.output["outcome"], growth.output["job_id"]) == ("degraded", "j")
    assert growth.experiment_dataset_id == store.api.datasets.get(DATASET).id
    assert {score.name: score.value for score in growth.scores or []} == {
        "outcome": "degraded",
        "faithfulness": 0.98,
        "retries": 1.0,
        "seconds": 4.5,
        "tokens": 7.0,
        "cost_usd": 0.02,
    }
    assert [each.name for each in empty.scores or []] == ["outcome"]


def test_another_run_has_the_same_items(store: Stored) -> None:
    expected = {each.id: each.expected_output for each in store.api.dataset_items.list(dataset_name=DATASET).data}
    assert expected == {
        f"{DATASET}-growth": {"outcome": "completed"},
        f"{DATASET}-empty": {"outcome": "refused"},
    }
    runs = store.api.experiments.list(from_start_time=SINCE).data
    assert [each.name.partition(" ")[0] for each in runs] == ["bedrock:other", "fake"]


def test_no_names_and_notes_are_sent(store: Stored) -> None:
    with closing(sqlite3.connect(store.path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        everything = json.dumps([connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables])
    assert "VTI" in everything
    assert "Karla" not in everything


def test_what_goes_wrong_is_one_line(tmp_path: Path) -> None:
    times = {"createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"}

    def item(body: bytes) -> tuple[int, Any]:
        about = {"datasetId": "d", "status": "ACTIVE", "mediaReferences": [], **times}
        return 200, {"input": None, "expectedOutput": None, "metadata": None, **json.loads(body), **about}

    losing = {
        "/api/public/v2/datasets": (200, {"id": "d", "projectId": "p", "name": DATASET, "metadata": None, **times}),
        "/api/public/dataset-items": item,
        "/api/public/projects": (200, {"data": []}),
        "/api/public/otel/v1/traces": (400, {}),
        "/api/public/scores": (202, {}),
        "/api/public/experiment-items": (200, {"data": [], "meta": {}}),
    }
    with serving(losing) as loses, served_store(tmp_path / "traces.db", keys()) as refuses:
        servers = [LangfuseServer(url, *keys()) for url in (loses, refuses, "http://127.0.0.1:9")]
        said = stored([(EVALUATION, server) for server in servers], patience=0.3)
    assert not [line for line in said if "\n" in line]
    lost, refused, away = said
    assert "error: Langfuse shows 0 of 2 portfolios of run 'fake" in lost
    assert "does not take the dataset: status 401" in refused
    assert "error: Langfuse at http://127.0.0.1:9 does not take the dataset" in away
