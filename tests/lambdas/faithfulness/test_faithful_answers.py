"""What a model writes is held to what the run's tools gave: over the wire, through the specialists' handlers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from typing import Any

import boto3
import pytest

import charter.handler
import reporter.handler
import retirement.handler
from agent_runtime.agent import runner
from agent_runtime.agent.report_sections import SECTIONS
from agent_runtime.bedrock.model import BedrockModel
from agent_runtime.contracts import AgentReply, ErrorKind
from agent_runtime.portfolio.exposure import Dimension, slices
from agent_runtime.portfolio.snapshot import Portfolio
from faithfulness import check
from reporter.facts import ReportFacts
from reporter.plain_report import plain_report
from reporter.tools import compute_metrics
from tests.lambdas.scripted_converse import ScriptedConverse, call, serving, text

Converse = Callable[..., tuple[AgentReply, ScriptedConverse]]

METRICS = call("portfolio_metrics")
PROJECTION = call("run_projection")


@pytest.fixture
def converse(monkeypatch: pytest.MonkeyPatch, run_lambda: Any) -> Iterator[Converse]:
    """`converse(handler, answers, **request)`: the reply of a specialist whose model gives these answers."""
    with ExitStack() as servers:

        def run(handler: Any, answers: list[Any], **fields: Any) -> tuple[AgentReply, ScriptedConverse]:
            script = servers.enter_context(serving(answers))
            client = boto3.client("bedrock-runtime", region_name="us-east-1", endpoint_url=script.url)
            monkeypatch.setattr(runner, "bedrock_model", lambda: BedrockModel("us.amazon.nova-pro-v1:0", client))
            reply = run_lambda(handler.handle, **fields)
            assert script.unused == 0
            return reply, script

        yield run


@pytest.fixture
def good(portfolio: Portfolio) -> str:
    """A report in which every figure is right."""
    return plain_report(compute_metrics(portfolio)).rsplit("\n\n", 1)[0]


def holds(report: str, portfolio: Portfolio) -> bool:
    facts = ReportFacts(portfolio)
    facts.given(compute_metrics(portfolio))
    known = facts.known()
    assert known is not None
    return not check(report, known).problems


def written(reply: AgentReply) -> str:
    assert reply.output is not None, reply.error
    return reply.output["written"]


INVENTED = [
    pytest.param("The total value of the assets is $547.0 million.", "547", id="an amount of another portfolio"),
    pytest.param("Cash makes up 31.7 % of the portfolio.", "31.7", id="a share"),
    pytest.param("The largest holding is NVDA with 61 %.", "NVDA", id="a holding that is not held"),
    pytest.param("The portfolio is all cash and does not have any holdings.", "any holdings", id="absence"),
    pytest.param("No retirement goal was given.", "No retirement goal", id="no goal"),
    pytest.param("You retire in 33 years.", "33 years", id="years"),
    pytest.param("投资组合的现金比例较高。", "现金", id="another language"),
]


@pytest.mark.parametrize(("sentence", "wrong"), INVENTED)
def test_an_invented_statement_is_named_to_the_model_once_and_then_taken_out(
    sentence: str, wrong: str, good: str, portfolio: Portfolio, converse: Converse
) -> None:
    bad = good.replace("\n\n## Risk", f" {sentence}\n\n## Risk")
    reply, script = converse(reporter.handler, [METRICS, text(bad), text(bad)], portfolio=portfolio)
    assert written(reply) == "repaired"
    assert reply.output is not None
    assert wrong.removeprefix("No ") in script.asked(2), "the model was told"
    assert wrong not in reply.output["markdown"]
    assert 0.9 < reply.output["faithfulness"] < 1
    assert reply.output["sections"] == list(SECTIONS)
    assert holds(reply.output["markdown"], portfolio)


@pytest.mark.parametrize(("sentence", "wrong"), INVENTED)
def test_a_model_that_corrects_itself_is_taken_at_its_word(
    sentence: str, wrong: str, good: str, portfolio: Portfolio, converse: Converse
) -> None:
    bad = good.replace("\n\n## Risk", f" {sentence}\n\n## Risk")
    reply, _ = converse(reporter.handler, [METRICS, text(bad), text(good)], portfolio=portfolio)
    assert reply.output is not None
    assert (written(reply), reply.output["faithfulness"], reply.output["markdown"]) == ("corrected", 1.0, good)


def test_a_certain_figure_is_replaced(good: str, portfolio: Portfolio, converse: Converse) -> None:
    bad = good.replace("$80,000", "$80,600")
    assert bad != good
    reply, _ = converse(reporter.handler, [METRICS, text(bad), text(bad)], portfolio=portfolio)
    assert reply.output is not None
    assert (written(reply), reply.output["markdown"]) == ("repaired", good)


def test_a_good_report_is_delivered_as_written(good: str, portfolio: Portfolio, converse: Converse) -> None:
    reply, script = converse(reporter.handler, [METRICS, text(good)], portfolio=portfolio)
    assert reply.output is not None
    assert (written(reply), reply.output["faithfulness"], reply.output["markdown"]) == ("as written", 1.0, good)
    assert len(script.requests) == 2


def test_a_report_of_another_portfolio_is_written_by_code(good: str, portfolio: Portfolio, converse: Converse) -> None:
    other = portfolio.model_copy(deep=True)
    for position in other.positions():
        position.quantity *= Decimal("7.3")
    bad = plain_report(compute_metrics(other)).rsplit("\n\n", 1)[0]
    reply, _ = converse(reporter.handler, [METRICS, text(bad), text(bad)], portfolio=portfolio)
    assert reply.output is not None
    assert written(reply) == "by code"
    assert reply.output["markdown"].startswith(good)
    assert "written by code" in reply.output["markdown"].splitlines()[-1]


def test_a_report_without_its_tool_is_never_taken(good: str, portfolio: Portfolio, converse: Converse) -> None:
    reply, script = converse(reporter.handler, [text(good), text(good)], portfolio=portfolio)
    assert reply.output is not None
    assert (written(reply), reply.output["faithfulness"]) == ("by code", 0.0)
    assert "portfolio_metrics" in script.asked(1)
    assert "100,000" not in script.asked(1), "the correction hands over no figure"


def test_a_model_that_calls_its_tool_when_asked_again_is_taken(
    good: str, portfolio: Portfolio, converse: Converse
) -> None:
    reply, _ = converse(reporter.handler, [text(good), METRICS, text(good)], portfolio=portfolio)
    assert written(reply) == "corrected"


@pytest.mark.parametrize("answer", ["I would rather not.", "{}", "## Executive Summary\n\n<script>alert(1)</script>"])
def test_what_is_no_report_ends_in_one_by_code(
    answer: str, good: str, portfolio: Portfolio, converse: Converse
) -> None:
    reply, _ = converse(reporter.handler, [METRICS, text(answer), text(answer)], portfolio=portfolio)
    assert reply.output is not None
    assert written(reply) == "by code"
    assert reply.output["markdown"].startswith(good)


def test_a_correction_that_bedrock_refuses_leaves_the_first_report_put_right(
    good: str, portfolio: Portfolio, converse: Converse
) -> None:
    bad = good.replace("$80,000", "$80,600")
    reply, _ = converse(reporter.handler, [METRICS, text(bad), "AccessDeniedException"], portfolio=portfolio)
    assert reply.output is not None
    assert (written(reply), reply.output["markdown"]) == ("repaired", good)


def test_a_model_that_cannot_be_asked_is_still_an_error(portfolio: Portfolio, converse: Converse) -> None:
    reply, _ = converse(reporter.handler, ["AccessDeniedException"], portfolio=portfolio)
    assert reply.error is not None
    assert reply.error.kind is ErrorKind.MODEL_REFUSED


def test_a_book_is_not_read(portfolio: Portfolio, converse: Converse) -> None:
    book = text("The total value is $1. " * 40_000)
    reply, _ = converse(reporter.handler, [METRICS, book, book], portfolio=portfolio)
    assert written(reply) == "by code"


def test_the_share_is_a_metric(
    good: str, portfolio: Portfolio, converse: Converse, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = good.replace("$80,000", "$80,600")
    converse(reporter.handler, [METRICS, text(bad), text(bad)], portfolio=portfolio)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"Faithfulness"' in line]
    assert len(lines) == 1
    assert 90 < lines[0]["Faithfulness"][0] < 100
    assert ["Stack"] in lines[0]["_aws"]["CloudWatchMetrics"][0]["Dimensions"]


@pytest.fixture
def explanation(portfolio: Portfolio, converse: Converse) -> str:
    """A good explanation: the one by code, without its last line."""
    reply, _ = converse(retirement.handler, [text("no"), text("no")], portfolio=portfolio)
    assert reply.output is not None
    assert (written(reply), reply.output["faithfulness"]) == ("by code", 0.0)
    return reply.output["explanation"].rsplit("\n\n", 1)[0]


def test_a_good_explanation_is_delivered_as_written(explanation: str, portfolio: Portfolio, converse: Converse) -> None:
    reply, _ = converse(retirement.handler, [PROJECTION, text(explanation)], portfolio=portfolio)
    assert reply.output is not None
    assert (written(reply), reply.output["explanation"]) == ("as written", explanation)


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("The median balance at retirement is $19,650.", id="the cash is no balance"),
        pytest.param("The success rate is 12.3 %.", id="a second rate"),
        pytest.param("The money is certain to run out after 9 years of retirement.", id="an end made up"),
    ],
)
def test_a_wrong_figure_of_a_projection_does_not_reach_the_client(
    sentence: str, explanation: str, portfolio: Portfolio, converse: Converse
) -> None:
    bad = explanation.replace("\n\n### What", f" {sentence}\n\n### What")
    reply, script = converse(retirement.handler, [PROJECTION, text(bad), text(bad)], portfolio=portfolio)
    assert reply.output is not None
    assert written(reply) == "repaired"
    assert sentence not in reply.output["explanation"]
    assert "mistakes" in script.asked(2)


def test_an_explanation_without_its_tool_is_never_taken(
    explanation: str, portfolio: Portfolio, converse: Converse
) -> None:
    reply, script = converse(retirement.handler, [text(explanation), text(explanation)], portfolio=portfolio)
    assert written(reply) == "by code"
    assert "run_projection" in script.asked(1)


def chart(portfolio: Portfolio, dimension: Dimension, **changes: Any) -> dict[str, Any]:
    data = [part.model_dump() for part in slices(portfolio, dimension)]
    first = data[0]
    description = f"{first['name']} is the largest slice with {first['percentage']:g} %."
    made = {"key": dimension.value, "title": "Slices", "type": "bar", "description": description, "data": data}
    return made | changes


def submitted(*charts: Any) -> list[dict[str, Any]]:
    return call("submit_chart_set", rationale="Each shows the whole.", charts=list(charts))


@pytest.fixture
def charts(portfolio: Portfolio, converse: Converse) -> Callable[..., tuple[dict[str, Any], ScriptedConverse]]:
    """`charts(answer, …)`: the output of a chart maker whose model gives these answers."""

    def draw(*answers: Any) -> tuple[dict[str, Any], ScriptedConverse]:
        reply, script = converse(charter.handler, [submitted(*answer) for answer in answers], portfolio=portfolio)
        assert reply.output is not None, reply.error
        return reply.output, script

    return draw


def test_one_good_chart_among_bad_ones_is_kept(portfolio: Portfolio, charts: Any) -> None:
    good = chart(portfolio, Dimension.REGION)
    bad = [chart(portfolio, Dimension.SECTOR, data=[{"name": "Gold", "value": 1, "percentage": 100}]) for _ in range(5)]
    output, script = charts([good, *bad], [good, *bad])
    assert [one["key"] for one in output["charts"]] == ["region"]
    assert output["written"] == "repaired"
    assert "no slice Gold" in script.asked(1)


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param({"type": "radar"}, id="unknown type"),
        pytest.param({"data": []}, id="no data"),
        pytest.param({"key": "colour"}, id="unknown dimension"),
        pytest.param({"title": ""}, id="no title"),
    ],
)
def test_a_chart_in_a_wrong_form_does_not_spoil_the_others(bad: Any, portfolio: Portfolio, charts: Any) -> None:
    answer = [chart(portfolio, Dimension.REGION), chart(portfolio, Dimension.SECTOR, **bad)]
    output, _ = charts(answer, answer)
    assert [one["key"] for one in output["charts"]] == ["region"]


def test_a_key_that_is_used_twice_gets_a_number_and_the_same_chart_is_drawn_once(
    portfolio: Portfolio, charts: Any
) -> None:
    whole = chart(portfolio, Dimension.SECTOR)
    first, *others = whole["data"]
    rest = {key: sum(part[key] for part in others) for key in ("value", "percentage")}
    short = whole | {"data": [first, {"name": "Other", **rest}]}
    output, script = charts([whole, short, whole])
    assert [one["key"] for one in output["charts"]] == ["sector", "sector_2"]
    assert (output["written"], len(script.requests)) == ("as written", 1)


def test_a_field_that_charts_do_not_have_is_left_out(portfolio: Portfolio, charts: Any) -> None:
    output, script = charts([chart(portfolio, Dimension.REGION, system="x")])
    assert (output["written"], len(script.requests)) == ("as written", 1)
    assert "system" not in output["charts"][0]


def test_a_wrong_figure_in_a_description_is_put_right(portfolio: Portfolio, charts: Any) -> None:
    wrong = chart(portfolio, Dimension.ASSET_CLASS, description="Equity makes up 84 % of the portfolio.")
    output, script = charts([wrong], [wrong])
    assert "84" not in output["charts"][0]["description"]
    assert "84 %" in script.asked(1)
    assert (output["written"], output["faithfulness"] < 1) == ("repaired", True)


def test_what_is_drawn_are_the_computed_figures(portfolio: Portfolio, charts: Any) -> None:
    near = chart(portfolio, Dimension.ASSET_CLASS)
    near["data"] = [part | {"value": part["value"] + 400} for part in near["data"]]
    output, _ = charts([near])
    assert output["charts"][0]["data"] == [part.model_dump() for part in slices(portfolio, Dimension.ASSET_CLASS)]


def test_without_any_good_chart_code_draws_them(portfolio: Portfolio, charts: Any) -> None:
    output, _ = charts([], [])
    assert output["written"] == "by code"
    assert [one["key"] for one in output["charts"]] == ["asset_class", "region", "sector", "account"]
