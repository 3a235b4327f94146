"""`alex evaluate --langfuse`: the portfolios as a dataset, and an evaluation as one run of it, with its scores.

Langfuse calls the run an experiment. Its spans hold the figures of analyses that have ended: their own times say
nothing.
"""

from __future__ import annotations

import base64
import logging
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import requests
from langfuse import Evaluation as Score
from langfuse import Langfuse
from langfuse.api.core.api_error import ApiError
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider

from cli.evaluate.result import STARTED, Evaluation, Row
from cli.shared.errors import UserError
from cli.shared.reach import http
from cli.trace.source import LangfuseServer

if TYPE_CHECKING:
    from langfuse.experiment import ExperimentResult

    from cli.evaluate.run import Case

DATASET = "alex-portfolios"
TIMEOUT_SECONDS = 20
READ_BACK_SECONDS = 30.0
POLL_SECONDS = 0.2
MOST_READ_BACK = 100
_CHECK = "check the server's version and keys: it must be 4.59.0 or later"


def store(evaluation: Evaluation, cases: Sequence[Case], server: LangfuseServer) -> str:
    """Stores the run, and reads it back. Returns a sentence about it. Raises UserError."""
    # Its lines about failed requests: the error below is one line.
    logging.getLogger("langfuse").setLevel(logging.CRITICAL)
    started = datetime.now(UTC)
    client = _client(server)
    try:
        result = _run(client, evaluation, cases)
        _read_back(client, result, started, len(evaluation.rows))
    except (ApiError, httpx.HTTPError, OSError) as error:
        reason = f"status {error.status_code}" if isinstance(error, ApiError) else str(error)
        raise UserError(f"Langfuse at {server.base_url} does not take the dataset: {reason}", _CHECK) from error
    finally:
        client.shutdown()
    return f"stored as run {result.run_name!r} of dataset {DATASET} in Langfuse at {server.base_url}"


def _client(server: LangfuseServer) -> Langfuse:
    """A client of the SDK with the proxies of all commands, and without the process's OpenTelemetry settings."""
    os.environ["LANGFUSE_MEDIA_UPLOAD_ENABLED"] = "false"
    base_url, options = server.base_url.rstrip("/"), http.connection(server.base_url)
    session = requests.Session()
    session.trust_env = options.get("trust_env", True)
    key = base64.b64encode(f"{server.public_key}:{server.secret_key}".encode()).decode()
    return Langfuse(
        public_key=server.public_key,
        secret_key=server.secret_key,
        base_url=base_url,
        timeout=TIMEOUT_SECONDS,
        httpx_client=httpx.Client(timeout=TIMEOUT_SECONDS, **options),
        tracer_provider=TracerProvider(),
        span_exporter=OTLPSpanExporter(
            endpoint=f"{base_url}/api/public/otel/v1/traces",
            headers={"Authorization": f"Basic {key}", "x-langfuse-ingestion-version": "4"},
            timeout=TIMEOUT_SECONDS,
            compression=Compression.Gzip,
            session=session,
        ),
    )


def _run(client: Langfuse, evaluation: Evaluation, cases: Sequence[Case]) -> ExperimentResult:
    client.create_dataset(name=DATASET, description="Portfolios that `alex evaluate` analyses.")
    items = [
        client.create_dataset_item(
            dataset_name=DATASET,
            id=f"{DATASET}-{case.name}",
            input=item_input(case),
            expected_output={"outcome": "completed" if case.positions else "refused"},
            metadata={"portfolio": case.name},
        )
        for case in cases
    ]
    by_name = {row.portfolio: row for row in evaluation.rows}

    def task(*, item: Any, **_: Any) -> dict[str, Any]:
        return by_name[item.metadata["portfolio"]].model_dump(mode="json", exclude={"portfolio"})

    def figures(*, metadata: dict[str, Any] | None, **_: Any) -> list[Score]:
        return item_scores(by_name[(metadata or {})["portfolio"]])

    def totals(**_: Any) -> list[Score]:
        return run_scores(evaluation)

    return client.run_experiment(
        name=DATASET,
        run_name=f"{evaluation.model} {datetime.now(UTC).isoformat(timespec='seconds')}",
        description=f"alex evaluate with {evaluation.model}",
        data=items,
        task=task,
        evaluators=[figures],
        run_evaluators=[totals],
        max_concurrency=1,
        metadata={
            "model": evaluation.model,
            "models": ", ".join(evaluation.models),
            "misbehave": ", ".join(evaluation.misbehave),
            "threshold": str(evaluation.threshold),
        },
    )


def item_input(case: Case) -> dict[str, Any]:
    """What is held, without what people call it: no names of accounts, instruments or the client, and no notes."""
    document = case.portfolio
    return {
        "portfolio": case.name,
        "currency": document.currency,
        "goal": document.goal.model_dump(mode="json") if document.goal else None,
        "accounts": [
            {
                "kind": account.kind.value,
                "cash": str(account.cash),
                "positions": [
                    {"symbol": each.symbol or each.isin or each.cusip, "quantity": str(each.quantity)}
                    for each in account.positions
                ],
            }
            for account in document.accounts
        ],
    }


def item_scores(row: Row) -> list[Score]:
    """Those that are known."""
    scores = [Score(name="outcome", value=row.outcome, data_type="CATEGORICAL", comment="; ".join(row.notes) or None)]
    if not row.is_started:
        return scores
    numbers = {
        "faithfulness": row.faithfulness,
        "retries": row.retries,
        "seconds": row.seconds,
        "tokens": row.tokens,
        "cost_usd": None if row.unpriced_models else row.cost_usd,
    }
    return scores + [Score(name=name, value=float(each)) for name, each in numbers.items() if each is not None]


def run_scores(evaluation: Evaluation) -> list[Score]:
    totals = evaluation.totals
    numbers: dict[str, float | None] = {
        "lowest_faithfulness": totals.lowest_faithfulness,
        "mean_faithfulness": totals.mean_faithfulness,
        **{f"share_{outcome}": totals.share(outcome) for outcome in STARTED},
        "seconds_per_analysis": totals.per_analysis(totals.seconds),
        "cost_usd_per_analysis": None if totals.is_unpriced else totals.per_analysis(totals.cost_usd),
    }
    return [Score(name=name, value=each) for name, each in numbers.items() if each is not None]


def _read_back(client: Langfuse, result: ExperimentResult, started: datetime, expected: int) -> None:
    """Waits until all items are there. Raises UserError: the SDK logs what it could not send, and goes on."""
    deadline, wanted = time.monotonic() + READ_BACK_SECONDS, min(expected, MOST_READ_BACK)
    since, found = started - timedelta(minutes=1), 0
    while time.monotonic() < deadline:
        page = client.api.experiments.list_items(
            from_start_time=since, experiment_id=result.experiment_id, limit=MOST_READ_BACK
        )
        found = len(page.data)
        if found >= wanted:
            return
        time.sleep(POLL_SECONDS)
    raise UserError(f"Langfuse shows {found} of {wanted} portfolios of run {result.run_name!r}", _CHECK)
