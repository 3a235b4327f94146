"""Text of a model, a user or a server is printed as plain text: no control sequences, no markup."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from rich.console import Console

from cli import main
from cli.run.job_view import job_view
from cli.shared.errors import UserError
from cli.trace.agents import divide
from cli.trace.model import trace_from_api
from cli.trace.summary import render_table, render_waterfall
from cli.trace.tree import render_tree
from local.traces.timestamps import iso_utc
from tests.attack.corpus import corpus, payloads

LINK = "[link=http://foreign.example]x[/link]"
EVIL = [*corpus("cross_site_scripting")["terminal"], "[/]", LINK, "\x1b[1;1H\x07\x08"]
#: rich's own style sequences are allowed, no other character of the C0 and C1 sets.
STYLE = re.compile(r"\x1b\[[0-9;]*m")


def printed(*what: Any) -> str:
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=200, legacy_windows=False)
    for each in what:
        console.print(each)
    return file.getvalue()


def steering(text: str) -> list[str]:
    """Control characters other than line ends and styles."""
    return re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", STYLE.sub("", text))


def job(evil: str) -> dict[str, Any]:
    point = {"name": evil, "value": 1.0, "percentage": 100.0}
    year = {"year": 1, "age_phase": evil, "p10": 1.0, "p50": 2.0, "p90": 3.0}
    usage = dict.fromkeys(("model_calls", "tool_calls", "input_tokens", "cached_input_tokens", "output_tokens"), 1)
    return {
        "job_id": "1",
        "status": "partial",
        "errors": {"tagger": {"kind": "internal", "message": evil}, evil: {"kind": "internal", "message": evil}},
        "results": {
            "reporter": {"markdown": f"# {evil}\n\n{evil}\n\n[text]({evil})", "words": 2},
            "charter": {"charts": [{"title": evil, "data": [point]}]},
            "retirement": {"success_rate": 50.0, "yearly": [year]},
        },
        "usage": {"planner": {**usage, "cost_usd": 0.0}},
        "cost_usd": 0.0,
    }


@pytest.mark.parametrize("evil", [*EVIL, *payloads("cross_site_scripting")[::4]], ids=repr)
def test_a_job_is_shown_as_plain_text(evil: str) -> None:
    text = printed(job_view(job(evil)))
    assert steering(text) == []
    assert "\x1b]" not in text


@pytest.mark.parametrize("evil", EVIL, ids=repr)
def test_a_trace_is_shown_as_plain_text(evil: str) -> None:
    times = {"startTime": iso_utc(1_767_225_600_000_000), "endTime": iso_utc(1_767_225_601_000_000)}
    common = {"traceId": "t" * 32, "name": evil, "level": "ERROR", "statusMessage": evil, "userId": evil, **times}
    more = {"metadata": {"job_id": evil, "agent": evil, evil: evil}, "input": evil, "output": {evil: evil}}
    root = {**common, **more, "id": "root", "parentObservationId": None, "type": "SPAN"}
    agent = {**common, **more, "id": "agent", "parentObservationId": "root", "type": "AGENT"}
    call = {**common, **more, "id": "call", "parentObservationId": "agent", "type": "GENERATION", "model": evil}
    tool = {**common, **more, "id": "tool", "parentObservationId": "agent", "type": "TOOL"}
    trace = trace_from_api("t" * 32, [root, agent, call, tool])
    work = divide(trace)

    tree, table = render_tree(trace, work, verbose=True), render_table(trace, work)
    text = printed(tree, table, render_waterfall(trace, work, 200))

    assert steering(text) == []
    assert "\x1b]" not in text


def test_an_error_that_quotes_a_server_is_shown_as_plain_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise UserError("job 1 failed: \x1b[2Jowned\x9b31m")

    monkeypatch.setattr(main, "app", fail)
    with pytest.raises(SystemExit):
        main.main()
    assert steering(capsys.readouterr().err) == []
