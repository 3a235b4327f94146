"""Whole jobs on the embedded AWS: Alex's overhead over the models' time, parallelism, and the size of the spans."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from bench.recorded_spans import has_root, recorded_spans, sizes
from bench.table import Row
from cli.run.portfolio_file import read_portfolio
from cli.shared.api_client import ApiClient
from components.foundation.functions import FUNCTIONS
from components.foundation.names import LIVE
from local.stack import LocalAlex

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "portfolios" / "growth.json"
ENDED = {"completed", "partial", "failed"}
SPECIALISTS = ("reporter", "charter", "retirement")
SLOW_SECONDS = 2.0
MIB = 1024 * 1024
#: The planner sends its spans, with the root, after the job has ended.
LAST_SPANS_SECONDS = 10.0


def measure() -> Iterator[Row]:
    """The first job includes the cold starts of five functions; later ones do not."""
    first = 0.0
    for latency, label in ((0.0, "instant model"), (1.0, "model at usual speed")):
        with (
            LocalAlex(model_latency=latency) as alex,
            ApiClient(alex.api_url, alex.token(), alex.origin_secret) as api,
        ):
            api.replace_portfolio(read_portfolio(SAMPLE))
            for warmth in ("cold", "warm"):
                seconds = _job(api)
                first = first or seconds
                yield Row("one job", f"{label}, {warmth} functions", seconds, seconds / first)
            if not latency:
                yield from _spans(api)
                _slow_down(alex.model_url)
                seconds = _job(api)
                label = f"3 parallel specialists of {SLOW_SECONDS:g} s (serial: {3 * SLOW_SECONDS:g} s)"
                yield Row("one job", label, seconds, seconds / first)
    yield from _restored(first)


def _restored(first: float) -> Iterator[Row]:
    """The first job again, its agents restored from snapshots that the deployment took."""
    with (
        LocalAlex(model_latency=0.0, settings={"snapStart": True}) as alex,
        ApiClient(alex.api_url, alex.token(), alex.origin_secret) as api,
    ):
        api.replace_portfolio(read_portfolio(SAMPLE))
        waiter = alex.client("lambda").get_waiter("function_active_v2")
        for spec in FUNCTIONS:
            waiter.wait(FunctionName=alex.outputs["functions"][spec.name], Qualifier=LIVE, WaiterConfig={"Delay": 1})
        for warmth in ("cold", "warm"):
            seconds = _job(api)
            yield Row("one job", f"instant model, snapStart, {warmth} functions", seconds, seconds / first)


def _spans(api: ApiClient) -> Iterator[Row]:
    """What the spans of a job take on the wire."""
    with recorded_spans() as bodies:
        _job(api)
        deadline = time.monotonic() + LAST_SPANS_SECONDS
        while not has_root(bodies) and time.monotonic() < deadline:
            time.sleep(0.05)
    plain, sent = sizes(bodies)
    yield Row("spans of one job", "as OpenTelemetry writes them", plain / MIB, 1.0, "MiB")
    yield Row("spans of one job", "compressed, as sent", sent / MIB, sent / plain, "MiB")


def _slow_down(model_url: str) -> None:
    """Delays the next answer to each specialist."""
    slow = [{"match": name, "seconds": SLOW_SECONDS} for name in SPECIALISTS]
    httpx.post(f"{model_url}/__control", json={"fail": slow}).raise_for_status()


def _job(api: ApiClient) -> float:
    started = time.perf_counter()
    job_id = api.start_analysis()
    while api.job(job_id)["status"] not in ENDED:
        time.sleep(0.05)
    return time.perf_counter() - started
