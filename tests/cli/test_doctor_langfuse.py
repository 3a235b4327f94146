"""The checks of Langfuse, against a healthy server on loopback, then against one with a single defect."""

from __future__ import annotations

import json
import time
from email.utils import formatdate
from typing import Any

import pytest

from cli.doctor.check import State, run_checks
from cli.doctor.langfuse import LangfuseChecks
from cli.doctor.langfuse_scores import score_check
from cli.doctor.langfuse_version import checked_version
from local.traces.endpoints.ingestion import SERVER_VERSION
from tests.cli.doctor_checks import failure, hanging, impatient, refusing
from tests.cli.stand_ins import Answers, serving

__all__ = ["hanging", "impatient", "refusing"]


class Store:
    """Keeps the last span sent."""

    def __init__(self) -> None:
        self.span: Any = None

    def receive(self, body: bytes) -> tuple[int, Any]:
        self.span = json.loads(body)["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
        return 200, {}

    def read(self, _body: bytes) -> tuple[int, Any]:
        return 200, {"data": [self.observation()], "meta": {}}

    def observation(self, **changes: Any) -> dict[str, Any]:
        values = {each["key"].rpartition(".")[2]: each["value"]["stringValue"] for each in self.span["attributes"]}
        contents = {name: values[name] for name in ("input", "output")}
        return {"id": self.span["spanId"], "type": values["type"].upper(), **contents, **changes}


def langfuse_answers() -> Answers:
    store = Store()
    return {
        "/api/public/health": (200, {"status": "OK", "version": "4.60.0"}),
        "/api/public/projects": (200, {"data": [{"name": "Alex"}]}),
        "/api/public/otel/v1/traces": store.receive,
        "/api/public/v2/observations": store.read,
        "/api/public/scores": (202, {"message": "Accepted"}),
    }


def langfuse_checks(url: str) -> LangfuseChecks:
    return LangfuseChecks(url, lambda: ("pk", "sk"), "prod")


def test_a_healthy_langfuse_passes_every_check() -> None:
    with serving(langfuse_answers()) as url:
        found = [check.run() for check in langfuse_checks(url).all()]
    assert (found[:3], found[4:]) == (["version 4.60.0", "project Alex", "within 1 s"], ["taken"])


@pytest.mark.parametrize("index", range(5), ids=["health", "keys", "clock", "round trip", "score"])
def test_a_langfuse_that_refuses_or_hangs_fails_each_check(index: int, refusing: str, hanging: str) -> None:
    assert "cannot be reached" in failure(langfuse_checks(refusing).all()[index].run).problem
    assert "does not answer within" in failure(langfuse_checks(hanging).all()[index].run).problem


@pytest.mark.parametrize(
    ("index", "path", "answer", "found"),
    [
        pytest.param(0, "health", (503, "down"), "answers 503: down", id="health is not 200"),
        pytest.param(0, "health", (200, "<html>"), "instead of a JSON object", id="health is a page"),
        pytest.param(0, "health", (200, {"status": "migrating"}), "'migrating' instead of 'OK'", id="not healthy"),
        pytest.param(
            0, "health", (200, {"status": "OK", "version": "4.16.0"}), "4.16.0 is too old for the", id="too old"
        ),
        pytest.param(0, "health", (308, {}, "https://u:p@l.test/x?k=1"), "redirect to https://l.test:", id="redirect"),
        pytest.param(1, "projects", (401, {}), "rejects the keys with 401", id="wrong keys"),
        pytest.param(1, "projects", (200, {"data": []}), "belong to no project", id="keys of nothing"),
        pytest.param(3, "otel/v1/traces", (401, {}), "answers 401", id="a span is refused"),
        pytest.param(3, "otel/v1/traces", (307, {}, "/other"), "a redirect to another path", id="spans redirected"),
        pytest.param(
            3,
            "otel/v1/traces",
            (200, {"partialSuccess": {"rejectedSpans": "1", "errorMessage": "too old"}}),
            "only in part: too old",
            id="partial success",
        ),
        pytest.param(3, "v2/observations", (200, {"data": []}), "cannot be read after", id="a span is lost"),
        pytest.param(3, "v2/observations", (200, {"data": [{"id": "x"}]}), "cannot be read", id="another span"),
    ],
)
def test_a_wrong_answer_of_langfuse_is_reported(index: int, path: str, answer: Any, found: str) -> None:
    with serving({**langfuse_answers(), f"/api/public/{path}": answer}) as url:
        assert found in failure(langfuse_checks(url).all()[index].run).problem


def test_rejected_keys_come_with_the_command_that_stores_others() -> None:
    with serving({**langfuse_answers(), "/api/public/projects": (401, {})}) as url:
        assert "alex secrets set langfuse --stack prod" in failure(langfuse_checks(url).keys).hint


@pytest.mark.parametrize(
    ("seconds", "found"), [(-3600, "s ahead of the server"), (90, "s behind the server")], ids=["ahead", "behind"]
)
def test_clock_skew_is_reported_with_its_direction(seconds: float, found: str) -> None:
    with serving(langfuse_answers(), formatdate(time.time() + seconds, usegmt=True)) as url:
        assert found in failure(langfuse_checks(url).clock).problem


def test_an_answer_without_a_date_header_fails() -> None:
    with serving(langfuse_answers(), None) as url:
        assert "without a Date header" in failure(langfuse_checks(url).clock).problem


def health(version: object) -> Answers:
    named = {} if version is None else {"version": version}
    return {**langfuse_answers(), "/api/public/health": (200, {"status": "OK", **named})}


@pytest.mark.parametrize("version", ["4.59.0", "v4.59.1", "4.100.0-rc.1", "5.0.0", SERVER_VERSION])
def test_a_version_that_is_new_enough(version: str) -> None:
    with serving(health(version)) as url:
        assert langfuse_checks(url).health() == f"version {version}"


@pytest.mark.parametrize(
    ("version", "found", "advice"),
    [
        pytest.param("4.58.0", "4.58.0 is too old", "upgrade Langfuse's web and worker to 4.59.0", id="just too old"),
        pytest.param("4.9.0", "4.9.0 is too old", "upgrade Langfuse's web and worker to 4.59.0", id="by number"),
        pytest.param("3.170.1", "3.170.1 is too old", "migrate Langfuse to version 4", id="version 3"),
        pytest.param(None, "names no version", "Langfuse's own address", id="none"),
        pytest.param("", "names no version", "Langfuse's own address", id="an empty one"),
        pytest.param("latest", "'latest' is no version", "Langfuse's own address", id="a word"),
        pytest.param({"a": [1]}, "is no version", "Langfuse's own address", id="an object"),
        pytest.param("4.59.0\n<script>" * 99, "is no version", "Langfuse's own address", id="garbage"),
    ],
)
def test_any_other_version_comes_with_one_line_of_advice(version: object, found: str, advice: str) -> None:
    with serving(health(version)) as url:
        [outcome] = run_checks([langfuse_checks(url).all()[0]], lambda _outcomes: None)
    assert outcome.state is State.FAILED
    assert found in outcome.found
    assert advice in outcome.advice
    assert "\n" not in outcome.found + outcome.advice


def test_the_cloud_may_report_any_version() -> None:
    assert checked_version("4.16.0", "https://us.cloud.langfuse.com") == "4.16.0"
    assert checked_version(None, "https://cloud.langfuse.com") == "of Langfuse's cloud"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        pytest.param({"type": "SPAN"}, "read back as SPAN", id="another type"),
        pytest.param({"output": '{"role": "assistant", "content": ""}'}, "without its tool call", id="no call"),
        pytest.param({"input": '{"messages": []}'}, "without its tool call", id="no definition"),
        pytest.param({"input": None, "output": None}, "without its tool call", id="no contents"),
        pytest.param({"output": '{"tool_calls": [{"na'}, "without its tool call", id="shortened"),
    ],
)
def test_a_generation_that_lost_something_is_reported(changes: dict[str, Any], found: str) -> None:
    store = Store()
    answers = {
        **langfuse_answers(),
        "/api/public/otel/v1/traces": store.receive,
        "/api/public/v2/observations": lambda _headers: (200, {"data": [store.observation(**changes)], "meta": {}}),
    }
    with serving(answers) as url:
        assert found in failure(langfuse_checks(url).all()[3].run).problem


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        pytest.param((202, {"message": "Accepted"}), None, id="taken"),
        pytest.param((400, {"message": "expected object"}), "refuses scores as a list", id="too old"),
        pytest.param((401, {}), "answers 401", id="refused keys"),
        pytest.param((207, {"accepted": 0, "rejected": 1, "errors": ["no"]}), "rejects a score: no", id="rejected"),
        pytest.param((302, {}, "https://other.test"), "a redirect to https://other.test", id="redirect"),
    ],
)
def test_a_refused_score_is_reported(answer: Any, found: str | None) -> None:
    with serving({"/api/public/scores": answer}) as url:
        check = score_check(url, lambda: ("pk", "sk"))
        if found is None:
            assert check.run() == "taken"
        else:
            assert found in failure(check.run).problem
