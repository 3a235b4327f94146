"""Every text of the fake model on every sample portfolio holds, as written; so does every text that code writes."""

from __future__ import annotations

from typing import Any

import pytest

import charter.handler
import reporter.handler
import retirement.handler
from agent_runtime.portfolio.exposure import Dimension, exposure
from agent_runtime.portfolio.snapshot import Portfolio
from faithfulness import check
from reporter.facts import ReportFacts
from reporter.form import mended
from reporter.plain_report import plain_report
from reporter.tools import compute_metrics
from reporter.validators import report_problems
from retirement.assumptions import asset_mix
from retirement.facts import ProjectionFacts
from retirement.plain_explanation import plain_explanation
from retirement.projection import project
from retirement.tools import digest
from retirement.validators import explanation_problems
from tests.lambdas.sample_portfolios import samples
from tests.lambdas.test_specialists_on_the_stand_in import PORTFOLIOS, StandIn, stand_in

__all__ = ["stand_in"]

SAMPLES = samples() | {f"odd: {name}": portfolio for name, portfolio in PORTFOLIOS.items()}
WITH_GOAL = {name: portfolio for name, portfolio in SAMPLES.items() if portfolio.goal}
AS_WRITTEN: dict[str, Any] = {"faithfulness": 1.0, "written": "as written"}

each_sample = pytest.mark.parametrize("portfolio", SAMPLES.values(), ids=list(SAMPLES))
each_with_goal = pytest.mark.parametrize("portfolio", WITH_GOAL.values(), ids=list(WITH_GOAL))


def of(output: dict[str, Any]) -> dict[str, Any]:
    return {key: output[key] for key in AS_WRITTEN}


@each_sample
def test_the_fake_models_report_holds(portfolio: Portfolio, stand_in: StandIn) -> None:
    assert of(stand_in.invoke(reporter.handler, portfolio=portfolio)) == AS_WRITTEN
    assert stand_in.calls() == 2


@each_sample
def test_the_fake_models_charts_hold(portfolio: Portfolio, stand_in: StandIn) -> None:
    assert of(stand_in.invoke(charter.handler, portfolio=portfolio)) == AS_WRITTEN
    assert stand_in.calls() == 2


@each_with_goal
def test_the_fake_models_explanation_holds(portfolio: Portfolio, stand_in: StandIn) -> None:
    assert of(stand_in.invoke(retirement.handler, portfolio=portfolio)) == AS_WRITTEN
    assert stand_in.calls() == 2


@each_sample
def test_a_report_by_code_is_fit_and_holds(portfolio: Portfolio) -> None:
    facts = ReportFacts(portfolio)
    metrics = compute_metrics(portfolio)
    facts.given(metrics)
    report = plain_report(metrics)
    known = facts.known()
    assert known is not None
    assert check(report, known).problems == []
    assert report_problems(report, portfolio) == []
    assert mended(report) == report
    assert "written by code" in report.splitlines()[-1]


@pytest.mark.parametrize("years", [None, 0, 1, 40, 60])
@each_with_goal
def test_an_explanation_by_code_is_fit_and_holds(portfolio: Portfolio, years: int | None) -> None:
    assert portfolio.goal is not None
    changed = {} if years is None else {"years_until_retirement": years}
    goal = portfolio.goal.model_copy(update=changed)
    mix = asset_mix(exposure(portfolio, Dimension.ASSET_CLASS))
    facts = ProjectionFacts(project(portfolio.value, mix, goal))
    facts.given(digest(facts.projection))
    text = plain_explanation(facts.projection)
    known = facts.known()
    assert known is not None
    assert check(text, known).problems == []
    assert explanation_problems(text, facts.projection.success_rate) == []
    assert "written by code" in text.splitlines()[-1]
