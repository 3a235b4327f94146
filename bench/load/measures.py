"""Computes the report from the recorded events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from bench.load.diary import Diary, Request
from bench.load.invocations import Invocation
from bench.load.outcome import Outcome
from bench.load.queue_watch import Depth
from bench.load.report import Aim, Report, Route, Share, Times

#: Aims at 20 users on 2 cores, in milliseconds at the 95th percentile.
ROUTE_MS, STATEMENT_MS = 500.0, 100.0


def times_of(values: Sequence[float]) -> Times:
    """Raises ValueError for no values."""
    if not values:
        raise ValueError("no times")
    p50, p95, p99 = np.percentile(values, (50, 95, 99))
    return Times(len(values), float(np.mean(values)), float(p50), float(p95), float(p99), max(values))


def make_report(
    diary: Diary, invocations: Iterable[Invocation], depths: list[Depth], jobs: Outcome, *, users: int
) -> Report:
    """Computes the report.

    Args:
        diary: of the users.
        invocations: of the functions that call the Data API, the API's among them.
    """
    start = diary.ready or 0.0
    end = diary.over or max((request.started for request in diary.requests), default=start)
    counted = [request for request in diary.requests if start <= request.started <= end]
    failed = [request for request in diary.requests if request.failed]
    routes = _routes(counted, max(end - start, 1e-9))
    operations, shares = _operations(made := list(invocations)), _shares(counted, made)
    span = jobs.last_end - _first_accepted(diary) if jobs.last_end else None
    return Report(
        users=users,
        seconds=end - start,
        requests=len(diary.requests),
        errors=len(failed),
        example_errors=sorted({f"{request.route}: {request.status} {request.error}" for request in failed})[:5],
        gave_up=diary.gave_up,
        complete=diary.ready is not None and diary.over is not None,
        routes=routes,
        shares=shares,
        operations=operations,
        depths=depths,
        outcome=jobs,
        jobs_per_minute=60 * len(jobs.wall_seconds) / span if span and span > 0 else None,
        job_seconds=times_of(jobs.wall_seconds) if jobs.wall_seconds else None,
        aims=_aims(routes, operations),
    )


def _routes(requests: list[Request], seconds: float) -> list[Route]:
    grouped: dict[str, list[Request]] = defaultdict(list)
    for request in requests:
        grouped[request.route].append(request)
    return [
        Route(
            route,
            errors=sum(request.failed for request in members),
            again=sum(request.again for request in members),
            per_second=len(members) / seconds,
            ms=times_of([request.ms for request in members if not request.again] or [each.ms for each in members]),
        )
        for route, members in sorted(grouped.items())
    ]


def _shares(requests: list[Request], invocations: list[Invocation]) -> list[Share]:
    waited: dict[str, list[float]] = defaultdict(list)
    worked: dict[str, list[Invocation]] = defaultdict(list)
    for request in requests:
        if not request.again:
            waited[request.route].append(request.ms)
    for invocation in invocations:
        worked[invocation.route].append(invocation)
    return [_share(route, waited[route], worked[route]) for route in sorted(waited.keys() & worked.keys())]


def _share(route: str, waited: list[float], worked: list[Invocation]) -> Share:
    total, in_lambda = np.mean(waited), np.mean([invocation.lambda_ms for invocation in worked])
    handler = np.mean([invocation.handler_ms for invocation in worked])
    sql = np.mean([invocation.sql_ms for invocation in worked])
    statements = np.mean([len(invocation.statements) for invocation in worked])
    parts = (total - in_lambda, in_lambda - handler, handler - sql, sql, statements)
    return Share(route, *(float(part) for part in parts))


def _operations(invocations: list[Invocation]) -> dict[str, Times]:
    grouped: dict[str, list[float]] = defaultdict(list)
    for operation, ms in (statement for invocation in invocations for statement in invocation.statements):
        grouped[operation].append(ms)
    return {operation: times_of(grouped[operation]) for operation in sorted(grouped)}


def _aims(routes: list[Route], operations: dict[str, Times]) -> list[Aim]:
    slowest = max(routes, key=lambda route: route.ms.p95, default=None)
    statement = max(operations, key=lambda name: operations[name].p95, default=None)
    return [
        Aim(f"p95 of every route ({slowest.route if slowest else 'none'})", ROUTE_MS, slowest and slowest.ms.p95),
        Aim(
            f"p95 of every statement ({statement or 'none'})",
            STATEMENT_MS,
            operations[statement].p95 if statement else None,
        ),
    ]


def _first_accepted(diary: Diary) -> float:
    return min((request.started for request in diary.requests if request.route == "POST /analyze"), default=0.0)
