"""`alex costs`: sums over observations by agent, model, user and day, and their sources."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console

from cli.costs import find as find_module
from cli.costs import view as costs_command
from cli.costs.report import By, CostReport, CostRow, cost_report
from cli.costs.view import print_report, report_csv, report_json, show_costs
from cli.doctor.langfuse_generation import generation
from cli.shared.errors import UserError
from cli.shared.period import parse_since
from cli.trace import source as trace_source
from cli.trace.local_file import LocalFile
from cli.trace.model import HEALTH_CHECK, Tokens
from cli.trace.source import LangfuseServer, trace_id_of
from local.traces.database import TraceDatabase
from local.traces.ingest import observations_from_json
from local.traces.timestamps import iso_utc

NOW = datetime(2025, 11, 15, 12, tzinfo=UTC)
DAY_START = datetime(2025, 11, 15, tzinfo=UTC)
NOVA, UNKNOWN = "us.amazon.nova-pro-v1:0", "acme.model-1"
SERVER = LangfuseServer("http://langfuse.test", "pk", "sk")

Document = dict[str, Any]


def observation(
    job: str, id: str, parent: str | None, at: datetime, *, user: str | None = "ada", **more: Any
) -> Document:
    start = iso_utc(int(at.timestamp() * 1e6))
    return {
        "id": id,
        "traceId": trace_id_of(job),
        "parentObservationId": parent,
        "isRootObservation": parent is None,
        "type": "SPAN",
        "name": id,
        "startTime": start,
        "endTime": start,
        "level": "DEFAULT",
        "environment": "test",
        "traceName": None,
        "userId": user,
        "sessionId": None,
        "version": None,
        **more,
        "metadata": {"job_id": job, **more.get("metadata", {})},
    }


def model_call(job: str, id: str, parent: str, at: datetime, cost: float, **more: Any) -> Document:
    usage = {"input": 100, "input_cached_tokens": 20, "output": 10, "total": 130}
    fields = {"type": "GENERATION", "model": NOVA, "usageDetails": usage, "totalCost": cost}
    return observation(job, id, parent, at, **{**fields, **more})


def job(job: str, at: datetime, cost: float, user: str | None = "ada") -> list[Document]:
    """A planner with a model call, and a reporter with another one below the planner's tool."""
    agent = {"type": "AGENT", "user": user}
    return [
        observation(job, f"{job}-root", None, at, user=user),
        observation(job, f"{job}-planner", f"{job}-root", at, metadata={"agent": "planner"}, **agent),
        model_call(job, f"{job}-m1", f"{job}-planner", at, cost / 4, user=user),
        observation(job, f"{job}-tool", f"{job}-planner", at, user=user, type="TOOL"),
        observation(job, f"{job}-reporter", f"{job}-tool", at, metadata={"agent": "reporter"}, **agent),
        model_call(job, f"{job}-m2", f"{job}-reporter", at, cost * 3 / 4, user=user),
    ]


def three_jobs() -> list[Document]:
    yesterday = DAY_START - timedelta(hours=2)
    return [
        *job("one", yesterday, 0.004),
        *job("two", DAY_START, 0.008),
        *job("three", DAY_START + timedelta(hours=1), 0.1, user="bob"),
    ]


def report(by: By, documents: list[Document] | None = None, since: datetime = NOW - timedelta(days=30)) -> CostReport:
    return cost_report(three_jobs() if documents is None else documents, by, since)


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        (By.AGENT, {"reporter": (3, 3, 0.084), "planner": (3, 3, 0.028)}),
        (By.MODEL, {NOVA: (3, 6, 0.112)}),
        (By.USER, {"bob": (1, 2, 0.1), "ada": (2, 4, 0.012)}),
        (By.DAY, {"2025-11-14": (1, 2, 0.004), "2025-11-15": (2, 4, 0.108)}),
    ],
)
def test_rows_add_up_to_the_total_for_every_grouping(by: By, rows: dict[str, tuple[int, int, float]]) -> None:
    made = report(by)
    assert [(row.key, row.jobs, row.model_calls) for row in made.rows] == [(k, j, c) for k, (j, c, _) in rows.items()]
    assert [row.cost_usd for row in made.rows] == pytest.approx([cost for *_, cost in rows.values()])
    assert math.fsum(row.cost_usd for row in made.rows) == pytest.approx(made.total.cost_usd, abs=1e-12)
    assert (made.total.jobs, made.total.model_calls, made.total.tokens.total) == (3, 6, 780)
    assert math.fsum(row.share for row in made.rows) == pytest.approx(1)


def test_a_users_cost_is_the_sum_over_the_users_traces() -> None:
    stray = model_call("two", "stray", "lost-parent", DAY_START, 0.25)
    made = report(By.USER, [*three_jobs(), stray])
    assert {row.key: round(row.cost_usd, 9) for row in made.rows} == {"ada": 0.262, "bob": 0.1}


@pytest.mark.parametrize("order", [1, -1])
def test_of_rows_with_the_same_id_the_newest_arrival_counts(order: int) -> None:
    """A span that is sent again with another start is a second row, and Langfuse's API returns both."""
    newest, before = (
        model_call("one", "same", "p", DAY_START, cost, updatedAt=f"2025-11-15T0{hour}:00:00Z")
        for hour, cost in ((2, 0.5), (1, 0.25))
    )
    assert report(By.MODEL, [newest, before][::order]).total.cost_usd == 0.5


@pytest.mark.parametrize("by", list(By))
def test_what_the_doctor_sends_is_no_use(by: By, tmp_path: Path) -> None:
    """As the trace store has it."""
    with closing(TraceDatabase(tmp_path / "traces.db")) as database:
        sent = json.dumps(generation("d" * 32, "e" * 16)).encode()
        database.write_observations(observations_from_json(sent), received_us=1)
    [stored] = LocalFile(tmp_path / "traces.db").observations_since(datetime(2020, 1, 1, tzinfo=UTC))
    assert (stored["type"], stored["environment"]) == ("GENERATION", HEALTH_CHECK)
    assert report(by, [*three_jobs(), stored]) == report(by)


def test_a_call_outside_of_agents_has_a_separate_row() -> None:
    stray = model_call("two", "stray", "lost-parent", DAY_START, 0.25)
    assert {row.key: row.cost_usd for row in report(By.AGENT, [*three_jobs(), stray]).rows}["no agent"] == 0.25


def test_only_observations_of_the_period_count_and_keep_their_agent() -> None:
    late = model_call("one", "late", "one-reporter", DAY_START, 0.5)
    made = report(By.AGENT, [*job("one", DAY_START - timedelta(minutes=1), 0.004), late], since=DAY_START)
    assert [(row.key, row.model_calls, row.cost_usd) for row in made.rows] == [("reporter", 1, 0.5)]


def test_a_model_without_a_price_is_shown_as_unpriced() -> None:
    unpriced = model_call("two", "u", "two-planner", DAY_START, 0.0, model=UNKNOWN)
    made = report(By.MODEL, [*three_jobs(), unpriced])
    assert {row.key: row.unpriced_calls for row in made.rows} == {NOVA: 0, UNKNOWN: 1}
    drawn = draw(made)
    assert "unpriced" in drawn
    assert "1 model calls have no price" in drawn


def test_a_trace_without_a_job_counts_no_job() -> None:
    probe = {**observation("probe", "p", None, DAY_START, user=None), "metadata": {}}
    assert report(By.USER, [*three_jobs(), probe]) == report(By.USER)


def draw(made: CostReport) -> str:
    output = io.StringIO()
    print_report(made, "here", Console(file=output, width=100))
    return output.getvalue()


def test_the_table_ends_with_the_total() -> None:
    lines = [line.split() for line in draw(report(By.USER)).splitlines() if line.strip()]
    assert lines[-1] == ["total", "3", "6", "600", "120", "60", "0.112000", "100.0%"]


def test_a_period_without_calls_is_one_line() -> None:
    assert draw(report(By.USER, [])) == "no model calls since 2025-10-16 12:00 UTC in here\n"


def test_text_of_a_trace_cannot_control_the_terminal() -> None:
    assert "\x1b" not in draw(report(By.USER, job("one", DAY_START, 1, user="[red]ada\x1b[2J")))


def test_csv_and_json_hold_the_same_rows() -> None:
    made = report(By.USER)
    rows = list(csv.DictReader(io.StringIO(report_csv(made))))
    document = report_json(made, "here")
    assert [{key: str(value) for key, value in row.items()} for row in document["rows"]] == rows
    assert [row["user"] for row in rows] == ["bob", "ada"]
    assert document["total"]["cost_usd"] == pytest.approx(0.112)


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("7d", NOW - timedelta(days=7)),
        ("12h", NOW - timedelta(hours=12)),
        ("2w", NOW - timedelta(days=14)),
        ("2025-11-01", datetime(2025, 11, 1, tzinfo=UTC)),
        ("2025-11-01T06:00+02:00", datetime(2025, 11, 1, 4, tzinfo=UTC)),
    ],
)
def test_a_period_starts_a_while_ago_or_at_a_date(text: str, since: datetime) -> None:
    assert parse_since(text, NOW) == since


@pytest.mark.parametrize("text", ["yesterday", "7", "-7d", "7 d", "2025-13-01", "999999w", "", "7d\n"])
def test_a_wrong_period_is_refused_with_the_expected_form(text: str) -> None:
    with pytest.raises(
        UserError, match=r"--since .*: not a time\nhint: expected a time such as 10m, 12h, 7d .* or a date"
    ):
        parse_since(text, NOW)


def test_a_period_in_the_future_is_refused() -> None:
    with pytest.raises(UserError, match="in the future"):
        parse_since("2025-12-01", NOW)


# Sources


@pytest.fixture
def file(tmp_path: Path) -> LocalFile:
    with closing(TraceDatabase(tmp_path / "traces.db")) as database:
        database.write_observations(three_jobs(), received_us=1)
    return LocalFile(tmp_path / "traces.db")


def answer(monkeypatch: pytest.MonkeyPatch, handler: Callable[[httpx.Request], httpx.Response]) -> None:
    client = httpx.Client(transport=httpx.MockTransport(handler))
    monkeypatch.setattr(trace_source.httpx, "get", client.get)


def test_a_file_and_a_server_give_the_same_report(file: LocalFile, monkeypatch: pytest.MonkeyPatch) -> None:
    def page(request: httpx.Request) -> httpx.Response:
        assert datetime.fromisoformat(request.url.params["fromStartTime"]) == DAY_START
        done = "cursor" in request.url.params
        found = file.observations_since(DAY_START)
        data = found[5:] if done else found[:5]
        return httpx.Response(200, json={"data": data, "meta": {} if done else {"cursor": "next"}})

    answer(monkeypatch, page)
    read = [cost_report(source.observations_since(DAY_START), By.USER, DAY_START) for source in (file, SERVER)]
    assert read[0] == read[1]
    assert read[0].total.jobs == 2


def test_a_server_that_repeats_a_page_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, lambda _: httpx.Response(200, json={"data": [], "meta": {"cursor": "again"}}))
    with pytest.raises(UserError, match="repeats a page"):
        SERVER.observations_since(DAY_START)


def test_a_rate_limit_is_waited_for_a_limited_number_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(trace_source.time, "sleep", waits.append)
    limited = httpx.Response(429, headers={"retry-after": "7"}, text="slow down")
    answers = iter([limited, httpx.Response(200, json={"data": [], "meta": {}})])
    answer(monkeypatch, lambda _: next(answers))
    assert SERVER.observations_since(DAY_START) == []
    assert waits == [7.0]
    answer(monkeypatch, lambda _: limited)
    with pytest.raises(UserError, match="answers 429: slow down"):
        SERVER.observations_since(DAY_START)


def test_an_observation_without_a_start_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, lambda _: httpx.Response(200, json={"data": [{"id": "x"}], "meta": {}}))
    with pytest.raises(UserError, match="does not answer like Langfuse"):
        SERVER.observations_since(DAY_START)


def test_the_command_reads_the_last_run_and_prints_json(
    file: LocalFile, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(costs_command, "STATE_DIR", file.path.parent)
    for name in ("LANGFUSE_BASE_URL", "LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    show_costs(By.DAY, "2025-11-15", "json")
    printed = json.loads(capsys.readouterr().out)
    assert [row["day"] for row in printed["rows"]] == ["2025-11-15"]
    assert printed["source"] == str(file.path)


# The jobs table


class Booked:
    """Stands in for the jobs table: so many jobs for 0.7 USD, or none of its answers."""

    def __init__(self, jobs: int | None) -> None:
        self._jobs = jobs

    def total(self, _since: datetime) -> CostRow:
        if self._jobs is None:
            raise UserError("the database does not answer")
        return CostRow("total", self._jobs, 9, 0, Tokens(1, 2, 3), 0.7, 1.0)

    def report(self, by: By, since: datetime) -> CostReport:
        total = self.total(since)
        return CostReport(by, since, (total,), total)


@pytest.fixture
def found(file: LocalFile, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[CostReport, str]]:
    """Finds costs with this many jobs in the table, `traceSamplePercent`, and three traced jobs; None for no table."""

    def find(by: By, jobs: int | None, percent: str = "100", *, account: bool = True) -> tuple[CostReport, str]:
        monkeypatch.setattr(find_module, "BookedCosts", lambda _account: Booked(jobs))
        monkeypatch.setattr(find_module, "account_here", lambda *_: object() if account else None)
        monkeypatch.setattr(find_module, "source_of", lambda *_: file)
        monkeypatch.setattr(find_module, "stack_settings", lambda *_: {find_module.SAMPLE: percent})
        return find_module.find_costs(by, NOW - timedelta(days=30), "local", file.path.parent)

    return find


def test_all_jobs_count_whatever_was_sampled(found: Callable[..., Any]) -> None:
    made, where = found(By.USER, 41, "20")
    assert (made.total.jobs, made.total.cost_usd, made.note, where) == (41, 0.7, None, "the jobs of local")


def test_costs_by_model_say_how_many_jobs_have_a_trace(found: Callable[..., Any], file: LocalFile) -> None:
    made, where = found(By.MODEL, 41, "20")
    assert [(row.key, row.jobs) for row in made.rows] == [(NOVA, 3)]
    assert where == str(file.path)
    assert "3 of 41 jobs" in made.note
    assert "0.700000 USD" in made.note
    assert made.note in draw(made).replace("\n", " ")
    assert report_json(made, where)["note"] == made.note
    assert found(By.MODEL, 3)[0].note is None


def test_without_a_database_the_traces_count_and_it_is_said(found: Callable[..., Any]) -> None:
    made, _ = found(By.USER, None, "20")
    assert made.total.jobs == 3
    assert "the database does not answer" in made.note
    assert "traceSamplePercent is 20" in made.note


@pytest.mark.parametrize(("percent", "says"), [("20", True), ("100", False)])
def test_the_last_runs_traces_say_whether_they_are_all(found: Callable[..., Any], percent: str, says: bool) -> None:
    made, _ = found(By.DAY, None, percent, account=False)
    assert ("traceSamplePercent is 20" in (made.note or "")) == says
