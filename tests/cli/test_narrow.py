"""On a narrow terminal and in a pipe, figures, names and statuses are whole; columns without room are listed."""

from __future__ import annotations

import io
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from cli.alarms.states import AlarmState
from cli.alarms.view import print_alarms
from cli.costs.report import By, CostReport, CostRow
from cli.costs.view import print_report
from cli.doctor.check import Check, Outcome, State
from cli.doctor.examine import _table as checks_table
from cli.iam.report import RoleReport
from cli.iam.view import overview
from cli.jobs.listing import Listed
from cli.jobs.listing import _table as jobs_table
from cli.jobs.redrive import Choice
from cli.jobs.redrive import _table as letters_table
from cli.policy import rules
from cli.run import up
from cli.run.job_view import job_view
from cli.secrets import list_secrets
from cli.secrets.list_secrets import SecretFacts
from cli.shared.tables import Column, Sheet, figures
from cli.trace.agents import divide
from cli.trace.model import Tokens, trace_from_api
from cli.trace.summary import render_table
from cli.versions.published import Published
from cli.versions.published import _table as versions_table
from local.engine.not_emulated import NOT_EMULATED
from policies.grouping import short_type
from policies.pack import RULES
from tests.cli.test_jobs import job, letter
from tests.cli.test_trace_tree import job_documents

AGENTS = ("planner", "tagger", "reporter", "charter", "retirement")
WIDTHS = pytest.mark.parametrize("width", [60, 80])


def drawn(what: Any, width: int) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(what)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "…" not in text
    assert all(len(line) <= width for line in text.splitlines())
    return text


@WIDTHS
def test_the_usage_of_a_job_is_whole(width: int) -> None:
    tokens = {"input_tokens": 1_234_567, "cached_input_tokens": 1_000_000, "output_tokens": 54_321}
    usage = {"model_calls": 112, "tool_calls": 231, **tokens, "cost_usd": 12.345678}
    point = {"name": "Vanguard Total International Stock Index Fund", "value": 1_234_567.0, "percentage": 100.0}
    results = {"charter": {"charts": [{"title": "Holdings", "data": [point]}]}}
    job = {"job_id": "1", "status": "completed", "errors": {}, "results": results, "cost_usd": 61.72839}
    text = drawn(job_view({**job, "usage": dict.fromkeys(AGENTS, usage)}), width)
    for whole in ("InstrumentTagger", "12.345678", "61.728390", "1,234,567", "6,172,835", "100.0"):
        assert whole in text


@WIDTHS
@pytest.mark.parametrize(
    ("margin", "title"),
    [({"margin_of_error": 0.2}, "79.2 % success rate (± 0.2 points)"), ({}, "79 % success rate")],
    ids=["now", "stored before"],
)
def test_a_projection_has_its_margin_of_error(margin: dict[str, float], title: str, width: int) -> None:
    year = {"year": 1, "age_phase": "retirement", "p10": 0.0, "p50": 1_234_567.0, "p90": 12_345_678.0}
    results = {"retirement": {"success_rate": 79.2, **margin, "yearly": [year] * 30}}
    job = {"job_id": "1", "status": "completed", "errors": {}, "results": results, "cost_usd": 0.0, "usage": {}}
    text = drawn(job_view(job), width)
    assert title in " ".join(text.split())


@WIDTHS
def test_the_summary_of_a_trace_is_whole(width: int) -> None:
    trace = trace_from_api("t" * 32, job_documents())
    text = drawn(render_table(trace, divide(trace)), width)
    for whole in ("🏷️ InstrumentTagger", "🎯 Financial Planner", "Specialist", "$0.008400", "completed", "failed"):
        assert whole in text


@WIDTHS
@pytest.mark.parametrize("key", ["reporter", "us.amazon.nova-pro-v1:0"])
def test_costs_are_whole(key: str, width: int) -> None:
    row = CostRow(key, 1_234, 12_345, 0, Tokens(123_456_789, 98_765_432, 12_345_678), 1234.567891, 1.0)
    console = Console(file=io.StringIO(), width=width)
    print_report(CostReport(By.AGENT, datetime(2026, 11, 1, tzinfo=UTC), (row,), row), "somewhere", console)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert {key, "1,234.567891"} <= set(text.split())
    assert ("123,456,789" in text) == (width == 80 or key == "reporter")


@WIDTHS
def test_the_headings_of_the_roles_are_whole(width: int) -> None:
    text = drawn(overview([RoleReport("alex-local-database-monitoring", (), (), (), ())], "alex-local-"), width)
    assert {"role", "unused", "denied", "database-monitoring"} <= set(text.split())


@WIDTHS
def test_alarms_are_whole_and_at_80_columns_their_runbooks_too(width: int) -> None:
    runbook = "docs/runbooks/jobs-dead-letters.md"
    state = AlarmState("database-connections", "critical", "INSUFFICIENT_DATA", "2026-11-24T14:05:06Z", "", runbook)
    console = Console(file=io.StringIO(), width=width)
    print_alarms("local", [state], [state], console)
    words = console.file.getvalue().split()  # type: ignore[attr-defined]
    assert {"database-connections", "INSUFFICIENT_DATA"} <= set(words)
    assert (runbook in words) == (width == 80)


@WIDTHS
def test_secrets_are_whole(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rotated = SecretFacts("database-candidate", "For the " * 9, True, None, "every 30 days, next 2026-12-24")
    console = Console(file=io.StringIO(), width=width)
    monkeypatch.setattr(list_secrets, "console", console)
    monkeypatch.setattr(list_secrets, "account_of", lambda _stack: None)
    monkeypatch.setattr(list_secrets, "secrets_of", lambda _account: [rotated])
    list_secrets.list_secrets("local")
    words = console.file.getvalue().split()  # type: ignore[attr-defined]
    assert {"database-candidate", "yes", "2026-12-24"} <= set(words)


@WIDTHS
def test_the_addresses_of_a_running_system_are_whole(
    width: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = "http://127.0.0.1:34567/restapis/" + "7ad4a556" * 6 + "/$default"
    system = SimpleNamespace(
        api_url=url, endpoint="http://127.0.0.1:1", trace_url="http://127.0.0.1:2", not_emulated={}
    )
    system.model = SimpleNamespace(name="the fake model")
    system.issuer = SimpleNamespace(url="http://127.0.0.1:3")
    system.token, system.origin_secret = (lambda: "token"), "secret"
    system.public_key, system.secret_key = "pk", "sk"
    console = Console(file=io.StringIO(), width=width)
    monkeypatch.setattr(up, "console", console)
    monkeypatch.setattr(up, "STATE_DIR", tmp_path)
    monkeypatch.setattr(up, "running_alex", lambda *_, **__: nullcontext(system))
    monkeypatch.setattr(up, "site_of", lambda *_: nullcontext("http://127.0.0.1:4"))
    monkeypatch.setattr(up.threading, "Event", lambda: SimpleNamespace(wait=lambda: None))
    up.up(0)
    words = console.file.getvalue().split()  # type: ignore[attr-defined]
    assert {f"{url}/api", "http://127.0.0.1:4", "http://127.0.0.1:3/test"} <= set(words)


@WIDTHS
def test_the_rules_have_no_broken_word(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console(file=io.StringIO(), width=width)
    monkeypatch.setattr(rules, "console", console)
    rules.list_rules("prod")
    words = set(console.file.getvalue().replace(",", "").split())  # type: ignore[attr-defined]
    for rule in RULES:
        assert {rule.name, *rule.title.replace(",", "").split(), *" ".join(rule.controls).split()} <= words


@WIDTHS
def test_the_types_without_emulation_have_no_broken_word(width: int) -> None:
    words = set(drawn(up.not_emulated_table({type_: row.reason for type_, row in NOT_EMULATED.items()}), width).split())
    for type_, row in NOT_EMULATED.items():
        assert {short_type(type_), *row.reason.split()} <= words


def test_columns_are_left_out_and_listed_only_without_room() -> None:
    sheet = Sheet(Column("name"), *figures("one", "two", spare=("two",)))
    sheet.add_row("[red]", "1" * 10, "2" * 10)
    assert "too narrow for: two" in drawn(sheet, 20)
    assert "2" * 10 in drawn(sheet, 40)
    assert "[red]" in drawn(sheet, 40)
    assert "too narrow" not in drawn(sheet, 40)


def test_on_the_narrowest_terminal_a_figure_wraps_and_is_not_cut() -> None:
    sheet = Sheet(Column("id"))
    sheet.add_row("0123456789" * 3)
    assert "0123456789" * 3 in "".join(drawn(sheet, 12).split())


ID = "4f6f3c1e-9d7a-4b57-8f0f-0b6d7b1c2a3d"
USER = "auth0|65f1c0ffee65f1c0ffee65f1"


def unbroken(table: Any, *words: str) -> None:
    """Of a terminal's 80 columns. A column may be left out: its words are then not there at all."""
    console = Console(file=io.StringIO(), width=80)
    console.print(table)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert all(len(line) <= 80 for line in text.splitlines())
    shown = set(text.split())
    left_out = text.partition("too narrow for: ")[2].split(", ")
    for word in words:
        assert word in shown or left_out != [""], text
        assert word in shown or word[:6] not in text, text


def test_jobs_are_whole_and_say_their_error() -> None:
    errors = {"reporter": {"message": f"{ID[:8]} answered 503, then classification_failed"}}
    listed = Listed(job("failed", user_id=USER, errors=errors, attempts=3), None, None)
    words = set(drawn(jobs_table([listed]), 80).split())
    assert {ID, "failed", "answered", "classification_failed"} <= words
    choice = Choice(letter(), job("failed", user_id=USER, errors=errors), "")
    assert {ID, "failed", "answered", "classification_failed"} <= set(drawn(letters_table([choice]), 80).split())
    long = {"reporter": {"message": f"reporter failed in {ID}"}}
    table = drawn(jobs_table([Listed(job("failed", errors=long), None, None)]), 80)
    assert {"error", "reporter", "failed"} <= set(table.split()), "a long word hides no text"


def test_users_secrets_versions_and_checks_are_whole() -> None:
    names = [f"langfuse-clickhouse-{number:02}" for number in range(12)]
    found = " ".join(f"https://alex.example/{name}" for name in names)
    check = Check("Langfuse: a generation with a tool call, sent and read back", lambda: "", "")
    unbroken(checks_table([check], [Outcome(State.FAILED, found, f"read {ID}")]), ID, *found.split(), "generation")
    versions = Published("database-monitoring", range(100, 140), frozenset({139}), 139)
    unbroken(versions_table([versions]), "database-monitoring", "100,", "139")


@pytest.mark.parametrize("width", range(50, 140, 7))
def test_no_word_is_broken_while_a_column_could_be_left_out(width: int) -> None:
    sheet = Sheet(Column("id"), Column("text", least=4), Column("more", least=4, spare=0), *figures("n", spare=("n",)))
    texts = "instrument_classification_failed in reporter", f"user {USER} is unknown to the issuer"
    sheet.add_row("12345678", *texts, "99")
    words = set(drawn(sheet, width).split())
    assert {"12345678", *texts[0].split()} <= words
    assert set(texts[1].split()) <= words or "more" in words


def test_the_room_is_used() -> None:
    sheet = Sheet(Column("a", least=4), Column("b", least=4))
    sheet.add_row("one two three " * 5, "short")
    lines = drawn(sheet, 60).splitlines()
    assert len([line for line in lines if "two" in line]) == 2
