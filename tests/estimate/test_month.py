"""The estimate of the program's own stacks: nothing without a price, nothing guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cli.preview.model import readable
from components.monitoring.metrics import ANALYSIS_COST_NAMESPACE, NEAR_TIMEOUT_NAMESPACE
from estimate.month import PRICED, estimate
from estimate.prices import prices
from estimate.services.monitoring import TROUBLE
from estimate.services.unbilled import REASONS, is_free
from estimate.stack import stack_of
from estimate.usage import recorded
from estimate.workload import Workload
from local.engine.preview import Preview
from tests.previews import preview as run_preview

ROOT = Path(__file__).resolve().parents[2]
LOAD = Workload(analyses=1000)


@pytest.fixture(scope="module", params=["prod", "local"])
def planned(request: pytest.FixtureRequest) -> Preview:
    return readable(run_preview(ROOT, request.param))


@pytest.fixture(scope="module")
def prod() -> Preview:
    return readable(run_preview(ROOT, "prod"))


def test_every_type_of_the_program_has_a_price_or_a_reason_for_none(planned: Preview) -> None:
    types = stack_of(planned.resources).types
    assert sorted(type_ for type_ in types if type_ not in PRICED and not is_free(type_)) == []
    assert estimate(planned.resources, LOAD).unknown == ()


@pytest.mark.parametrize("plan", ["pro", "business"])
def test_every_type_of_a_stack_under_a_plan_has_a_price(plan: str) -> None:
    found = estimate(readable(run_preview(ROOT, "prod", {"edgePlan": plan})).resources, LOAD)
    assert found.unknown == found.exceeded == ()
    assert [line.what for line in found.lines if line.price.meter.startswith("cloudfront.")] == [
        f"CloudFront's plan {plan.upper()}"
    ]


def test_no_priced_type_is_called_free_by_name() -> None:
    assert not PRICED & REASONS.keys()


def test_totals_are_the_sums_of_the_lines_and_the_dearest_comes_first(prod: Preview) -> None:
    found = estimate(prod.resources, LOAD)
    assert found.month_usd == pytest.approx(sum(line.month_usd for line in found.lines))
    assert [line.month_usd for line in found.lines] == sorted((it.month_usd for it in found.lines), reverse=True)
    assert 0 < found.idle_usd < found.month_usd


def test_more_analyses_cost_more_and_free_tiers_cost_less(prod: Preview) -> None:
    totals = [estimate(prod.resources, Workload(analyses=n)).month_usd for n in (0, 100, 1_000, 10_000)]
    assert totals == sorted(totals)
    without = estimate(prod.resources, replace(LOAD, free_tiers=False))
    assert without.month_usd > estimate(prod.resources, LOAD).month_usd


def test_an_unknown_type_model_or_region_is_named_and_not_guessed(prod: Preview) -> None:
    def changed(name: str, **inputs: object) -> Preview:
        return replace(
            prod,
            resources=tuple(
                replace(it, inputs={**it.inputs, **inputs}) if it.name == name else it for it in prod.resources
            ),
        )

    environment = {"variables": {"BEDROCK_MODEL_ID": "us.nobody.knows-v1:0"}}
    other = [replace(it, type="aws:nobody/knows:Thing") for it in prod.resources[:1]]
    assert estimate([*prod.resources, *other], LOAD).unknown == ("aws:nobody/knows:Thing",)
    assert estimate(changed("tagger-function", environment=environment).resources, LOAD).unknown == (
        "us.nobody.knows-v1:0",
    )
    moved = [
        replace(it, inputs={**it.inputs, "region": "eu-west-1"}) if it.type == "pulumi:providers:aws" else it
        for it in prod.resources
    ]
    assert estimate(moved, LOAD).unknown == ("region eu-west-1: these are the prices of us-east-1",)


def test_a_stack_in_frankfurt_is_told_so_and_pays_that_regions_price_of_its_model(prod: Preview) -> None:
    """Its only provider with a region is that of the firewall, in us-east-1."""
    overrides = {"aws:region": "eu-central-1", "model": "eu.amazon.nova-pro-v1:0"}
    frankfurt = estimate(readable(run_preview(ROOT, "prod", overrides)).resources, LOAD)

    assert frankfurt.unknown == ("region eu-central-1: these are the prices of us-east-1",)
    here, there = (
        sum(line.month_usd for line in it.lines if line.type == "model")
        for it in (frankfurt, estimate(prod.resources, LOAD))
    )
    assert here == pytest.approx(1.3125 * there)


def test_every_price_has_a_source_and_a_day() -> None:
    for price in prices().values():
        assert "" not in (price.source, price.unit), price.meter
        assert date(2026, 1, 1) <= price.seen, price.meter
        assert min(price.usd, price.free) >= 0, price.meter


def test_the_kept_counts_are_of_a_whole_analysis() -> None:
    counts = recorded()
    assert set(counts.tokens) <= set(counts.invocations)
    assert {"planner", "reporter", "charter", "retirement"} <= set(counts.tokens)
    assert min(counts.calls["rds-data"], *counts.log_bytes.values(), *counts.series.values()) > 0


def test_metrics_without_data_in_a_good_month_have_the_names_that_the_program_gives_them() -> None:
    assert set(TROUBLE) == {NEAR_TIMEOUT_NAMESPACE, ANALYSIS_COST_NAMESPACE}
