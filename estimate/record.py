"""`make usage`: counts on the embedded AWS what one analysis uses, and keeps the counts in `usage.json`."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from rich.console import Console

from cli.run.portfolio_file import read_portfolio
from cli.shared.api_client import ApiClient
from components.foundation.shared_names import API
from estimate.usage import FILE, Tokens, Usage
from local.stack import LocalAlex

_SAMPLE = "growth"
_SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "portfolios"
_ENDED = {"completed", "partial", "failed"}
#: The last lines of functions reach their log groups after the job has ended.
_PATIENCE_SECONDS, _TICK = 60, 0.25
_REPORT = "platform.report"


def main() -> None:
    console = Console()
    with console.status("running two analyses on the embedded AWS"), LocalAlex(model_latency=0.0) as alex:
        found = measure(alex)
    FILE.write_text(json.dumps(asdict(found), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    console.print(
        f"{FILE.name}: {sum(found.invocations.values())} invocations, {sum(found.series.values())} custom metrics"
    )


def measure(alex: LocalAlex) -> Usage:
    """Counts the second analysis of the sample: the first one starts functions, and classifies what is unknown."""
    portfolio = read_portfolio(_SAMPLES / f"{_SAMPLE}.json")
    _analyse(alex, "usage-first")
    started, job = _analyse(alex, "usage-second")
    logs = _logs(alex, started, job)
    made = Counter(_calls(alex, started))
    api = logs.pop(API)
    requests = sum(_REPORT in line for line in api)
    return Usage(
        portfolio=_SAMPLE,
        positions=sum(len(account.positions) for account in portfolio.accounts),
        invocations={function: sum(_REPORT in line for line in lines) for function, lines in logs.items()},
        log_bytes={function: sum(len(line.encode()) for line in lines) for function, lines in logs.items()},
        series=_series(logs),
        calls=_by_service(made, lambda function: function != API),
        request_calls=_a_request(_by_service(made, lambda function: function == API), requests),
        request_log_bytes=round(sum(len(line.encode()) for line in api) / requests, -2),
        tokens={agent: _tokens(usage) for agent, usage in job["usage"].items()},
    )


def _analyse(alex: LocalAlex, user: str) -> tuple[float, dict[str, Any]]:
    """Unix time of its start, and the ended job. Raises TimeoutError."""
    with ApiClient(alex.api_url, alex.token(user), alex.origin_secret) as api:
        api.replace_portfolio(read_portfolio(_SAMPLES / f"{_SAMPLE}.json"))
        started = time.time()
        job_id = api.start_analysis()
        for _ in range(round(_PATIENCE_SECONDS / _TICK)):
            if (job := api.job(job_id))["status"] in _ENDED:
                return started, job
            time.sleep(_TICK)
    raise TimeoutError(f"the analysis {job_id} did not end within {_PATIENCE_SECONDS} s")


def _logs(alex: LocalAlex, since: float, job: Mapping[str, Any]) -> dict[str, list[str]]:
    """Lines by function, once each agent of the job has reported its end. Raises TimeoutError."""
    agents = set(cast(Mapping[str, Any], job["usage"]))
    ended = set[str]()
    for _ in range(round(_PATIENCE_SECONDS / _TICK)):
        found = {function: _lines(alex, name, since) for function, name in alex.outputs["functions"].items()}
        ended = {function for function, lines in found.items() if any(_REPORT in line for line in lines)}
        if agents <= ended:
            return {function: lines for function, lines in found.items() if lines}
        time.sleep(_TICK)
    raise TimeoutError(f"no report line of {', '.join(sorted(agents - ended))}")


def _lines(alex: LocalAlex, function: str, since: float) -> list[str]:
    pages = alex.client("logs").get_paginator("filter_log_events")
    found = pages.paginate(logGroupName=f"/aws/lambda/{function}", startTime=int(since * 1000))
    return [event["message"] for page in found for event in page["events"]]


def _calls(alex: LocalAlex, since: float) -> Iterator[tuple[str, str]]:
    """Function and service of each call that was allowed."""
    for decision in alex.iam_log():
        if decision["time"] >= since and decision["decision"] == "Allow" and ":assumed-role/" in decision["who"]:
            yield decision["who"].rpartition("-")[2], decision["action"].partition(":")[0]


def _by_service(made: Mapping[tuple[str, str], int], counted: Callable[[str], bool]) -> dict[str, int]:
    found = Counter[str]()
    for (function, service), number in made.items():
        if counted(function):
            found[service] += number
    return dict(found)


def _a_request(calls: Mapping[str, int], requests: int) -> dict[str, float]:
    """Without what happens in few requests only: starting the analysis is none of the many questions for its state."""
    each = {service: round(number / requests, 1) for service, number in calls.items()}
    return {service: number for service, number in each.items() if number >= 1}


def _series(logs: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Distinct metrics by function; one without the dimension `service` counts once for the stack."""
    seen: dict[str, set[tuple[str, ...]]] = {}
    for function, lines in logs.items():
        for line in lines:
            for name, dimensions in _metrics(line):
                owner = function if "service" in dimensions else "stack"
                values = tuple(f"{key}={value}" for key, value in sorted(dimensions.items()))
                seen.setdefault(owner, set()).add((name, *values))
    return {owner: len(found) for owner, found in sorted(seen.items())}


def _metrics(line: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Metrics of a line in embedded metric format, each with its dimensions."""
    if '"_aws"' not in line:
        return
    content: dict[str, Any] = json.loads(line)
    for directive in content["_aws"]["CloudWatchMetrics"]:
        for dimensions in directive["Dimensions"]:
            for metric in directive["Metrics"]:
                yield metric["Name"], {name: content[name] for name in dimensions}


def _tokens(usage: Mapping[str, Any]) -> Tokens:
    """A prefix is cached for minutes, and analyses are assumed to come further apart: none finds the one before it."""
    return Tokens(
        calls=usage["model_calls"],
        input=usage["input_tokens"] + usage["cached_input_tokens"],
        cached=0,
        output=usage["output_tokens"],
    )


if __name__ == "__main__":
    main()
