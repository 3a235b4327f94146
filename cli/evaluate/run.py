"""Analyses portfolios in parallel, each as another user, and collects the figures."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.evaluate.observe import Observed, observe, repeated_calls
from cli.evaluate.result import Outcome, Row
from cli.run.analyze import ENDED
from cli.run.portfolio_file import PortfolioFile, read_portfolio
from cli.shared.api_client import ApiClient
from cli.shared.errors import UserError
from cli.trace.source import LangfuseServer

if TYPE_CHECKING:
    from local.stack import LocalAlex

POLL_SECONDS = 0.3
#: How the API begins its refusal of an analysis without a portfolio.
REFUSED = "409: "
AGENTS = ("planner", "tagger", "reporter", "charter", "retirement")


@dataclass(frozen=True)
class Case:
    """A portfolio to analyse."""

    name: str
    portfolio: PortfolioFile

    @property
    def positions(self) -> int:
        return sum(len(account.positions) for account in self.portfolio.accounts)

    @property
    def needs_all_agents(self) -> bool:
        """Whether it has a goal to project, and perhaps an unclassified instrument: only those need a price."""
        held = (position for account in self.portfolio.accounts for position in account.positions)
        return self.portfolio.goal is not None and any(position.unit_price for position in held)


@dataclass(frozen=True)
class _Ended:
    """An analysis, with the job as the API returned it last; without one if it was refused."""

    job: dict[str, Any] | None
    reason: str = ""
    observed: Observed = field(default_factory=Observed)


def read_cases(files: Iterable[Path]) -> list[Case]:
    """Raises UserError for a file that is wrong, and for two of one name."""
    cases = [Case(file.stem, read_portfolio(file)) for file in files]
    names = [case.name for case in cases]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise UserError(f"two portfolios are called {repeated[0]}", "rename one file: its name is the row's")
    return cases


class Evaluator:
    """Runs cases on a running system.

    Args:
        alex: the system.
        patience: seconds after which a job that has not ended counts as lost.
        before_each: called before each analysis.
        on_start, on_end: called with a case's name, and with its job's status.

    The callbacks are called from several threads.
    """

    def __init__(
        self,
        alex: LocalAlex,
        *,
        patience: float,
        before_each: Callable[[], None] = lambda: None,
        on_start: Callable[[str], None] = lambda _name: None,
        on_end: Callable[[str, str], None] = lambda _name, _status: None,
    ) -> None:
        self._alex, self._patience = alex, patience
        self._before_each, self._on_start, self._on_end = before_each, on_start, on_end
        self._secret = alex.origin_secret
        self._traces = LangfuseServer(alex.trace_url, alex.public_key, alex.secret_key)
        self._stopped = threading.Event()
        self.models: frozenset[str] = frozenset()
        """Model ids that were called."""

    def run(self, cases: Sequence[Case], parallel: int) -> list[Row]:
        """One row per case, in their order. Raises UserError when the API fails."""
        ended: dict[str, _Ended] = {}
        waiting = list(cases)
        # The first call of each agent fills the model's prompt cache. Made by one analysis alone, the others' costs do
        # not depend on which of them comes first.
        if first := next((case for case in cases if case.needs_all_agents), None):
            waiting.remove(first)
            ended[first.name] = self._analyse(first)
        with self._pool(parallel) as pool:
            futures: dict[Future[_Ended], str] = {pool.submit(self._analyse, case): case.name for case in waiting}
            for future in as_completed(futures):
                ended[futures[future]] = future.result()
        self.models = frozenset[str]().union(*(each.observed.models for each in ended.values()))
        repeated = repeated_calls(self._alex.client("logs"), self._log_groups())
        return [_row(case, ended[case.name], repeated) for case in cases]

    @contextmanager
    def _pool(self, parallel: int) -> Generator[ThreadPoolExecutor]:
        """Threads that end soon when the block fails or is interrupted."""
        pool = ThreadPoolExecutor(parallel)
        try:
            yield pool
        finally:
            self._stopped.set()
            pool.shutdown(cancel_futures=True)

    def _log_groups(self) -> list[str]:
        names = self._alex.outputs["functions"]
        return [f"/aws/lambda/{names[agent]}" for agent in AGENTS]

    def _analyse(self, case: Case) -> _Ended:
        self._on_start(case.name)
        self._before_each()
        ended = self._job(case)
        self._on_end(case.name, ended.job["status"] if ended.job else "refused")
        if ended.job is None or ended.job["status"] not in ENDED:
            return ended
        return _Ended(ended.job, observed=observe(self._traces, ended.job["job_id"]))

    def _job(self, case: Case) -> _Ended:
        token = self._alex.token(f"evaluate-{case.name}")
        with ApiClient(self._alex.api_url, token, self._secret) as api:
            api.replace_portfolio(case.portfolio)
            try:
                job_id = api.start_analysis()
            except UserError as error:
                _, is_refusal, reason = error.problem.partition(REFUSED)
                if not is_refusal:
                    raise
                return _Ended(None, reason)
            deadline = time.monotonic() + self._patience
            while (job := api.job(job_id))["status"] not in ENDED and time.monotonic() < deadline:
                if self._stopped.wait(POLL_SECONDS):
                    break
            return _Ended(job)


def _row(case: Case, ended: _Ended, repeated: dict[str, int]) -> Row:
    job, observed = ended.job, ended.observed
    if job is None:
        return Row(portfolio=case.name, positions=case.positions, outcome="refused", notes=(ended.reason,))
    usage = list[dict[str, Any]](job["usage"].values())
    return Row(
        portfolio=case.name,
        positions=case.positions,
        outcome=_outcome(job),
        job_id=job["job_id"],
        notes=_notes(job),
        faithfulness=observed.faithfulness,
        classifications=observed.classifications,
        classifications_summing_to_100=observed.classifications_summing_to_100,
        retries=observed.retries + repeated.get(job["job_id"], 0),
        seconds=_seconds(job),
        model_calls=sum(each["model_calls"] for each in usage),
        input_tokens=sum(each["input_tokens"] for each in usage),
        cached_input_tokens=sum(each["cached_input_tokens"] for each in usage),
        output_tokens=sum(each["output_tokens"] for each in usage),
        cost_usd=float(job["cost_usd"]),
        unpriced_models=tuple(sorted({model for each in usage for model in each.get("unpriced_models", [])})),
    )


def _outcome(job: dict[str, Any]) -> Outcome:
    status = job["status"]
    if status not in ENDED:
        return "lost"
    return "degraded" if status == "completed" and _degraded(job) else status


def _notes(job: dict[str, Any]) -> tuple[str, ...]:
    errors = sorted(job["errors"].items())
    notes = [f"{agent}: {error['kind']}: {error['message']}" for agent, error in errors]
    if job["status"] not in ENDED:
        notes.insert(0, f"still {job['status']} when the evaluation ended")
    if reason := _degraded(job):
        notes.append(f"degraded: {reason}")
    return tuple(notes)


def _degraded(job: dict[str, Any]) -> str | None:
    """Why code had to do a part of the model's work; None if it had not."""
    return job.get("degraded_reason") or ("no reason given" if job.get("degraded") else None)


def _seconds(job: dict[str, Any]) -> float | None:
    if not job.get("finished_at"):
        return None
    taken = datetime.fromisoformat(job["finished_at"]) - datetime.fromisoformat(job["created_at"])
    return max(0.0, taken.total_seconds())
