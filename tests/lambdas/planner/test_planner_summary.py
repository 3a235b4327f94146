"""The summary says what was made and what is missing, from results and errors alone."""

from __future__ import annotations

from typing import Any

import pytest

from agent_runtime.contracts import MAX_TEXT, AgentError, ErrorKind
from planner.outcome import outcome
from planner.progress import Progress

ALL = ["tagger", "reporter", "charter", "retirement"]
RESULTS: dict[str, dict[str, Any]] = {
    "tagger": {"classifications": {"SOFI": {}, "ARKK": {}}},
    "reporter": {"markdown": "x", "words": 1234, "sections": []},
    "charter": {"charts": [{}, {}, {}]},
    "retirement": {"success_rate": 84.6, "margin_of_error": 0.2},
}


def told(results: list[str], errors: dict[str, AgentError], planner: AgentError | None = None) -> str:
    progress = Progress(results={name: RESULTS[name] for name in results}, earlier={}, errors=errors, needed=ALL)
    return outcome(progress, planner).summary


def error(message: str, kind: ErrorKind = ErrorKind.TIMEOUT) -> AgentError:
    return AgentError(kind=kind, message=message)


def test_a_completed_job() -> None:
    assert told(ALL, {}) == (
        "Delivered: a report of 1,234 words, 3 charts and a retirement projection with a success rate of 84.6 % "
        "(± 0.2 points). Classified before: ARKK and SOFI."
    )


def test_a_projection_of_before_has_no_margin_of_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RESULTS, "retirement", {"success_rate": 84.6})
    assert told(["retirement"], {}).startswith("Delivered: a retirement projection with a success rate of 85 %.")


def test_a_partial_job_says_what_is_missing_and_why() -> None:
    errors = {"charter": error("Too slow."), "tagger": error("Refused.")}
    assert told(["reporter", "retirement"], errors) == (
        "Delivered: a report of 1,234 words and a retirement projection with a success rate of 84.6 % (± 0.2 points). "
        "Missing: the classification (Refused) and the charts (Too slow)."
    )


def test_a_job_that_broke_off_names_everything_that_did_not_run() -> None:
    assert told(["tagger", "charter"], {}, error("An internal error.", ErrorKind.INTERNAL)) == (
        "Delivered: 3 charts. Classified before: ARKK and SOFI. Missing: the report and the retirement projection. "
        "An internal error."
    )


@pytest.mark.parametrize("kind", list(ErrorKind))
def test_a_failed_job_says_what_to_do(kind: ErrorKind) -> None:
    errors = {name: error("Why not.", kind) for name in ALL}
    text = told([], errors)
    assert text.startswith("Nothing could be delivered. Missing: the classification (Why not), the report (Why not),")
    assert "Why not). " in text, "advice follows"


def test_an_agent_that_is_not_a_deliverable_is_named_too_and_long_errors_are_cut() -> None:
    errors = {name: error("x" * 5000) for name in (*ALL, "taxes")}
    text = told([], errors)
    assert "the result of the taxes (xxx" in text
    assert text.endswith("Start the analysis again in a few minutes.")
    assert len(text) <= MAX_TEXT
