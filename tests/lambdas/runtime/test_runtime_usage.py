"""Prices, a run's usage, and metrics as EMF."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent_runtime.bedrock import regional_prices
from agent_runtime.bedrock.model_call import span_usage
from agent_runtime.bedrock.prices import TokenCounts, cost_of
from agent_runtime.bedrock.usage import track_usage, usage_tracker
from agent_runtime.telemetry import metrics
from agent_runtime.traces.trace_generation import token_counts, usage_buckets

NOVA = "us.amazon.nova-pro-v1:0"


def emitted(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    metrics.flush()
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_regional_profile_is_priced_and_cached_tokens_cost_less() -> None:
    plain = cost_of(NOVA, TokenCounts(input=1000, output=100))
    cached = cost_of(NOVA, TokenCounts(input=200, cache_read=800, output=100))
    assert plain is not None
    assert cached is not None
    assert plain.total == pytest.approx(0.00112)
    assert cached.total < plain.total


@pytest.mark.parametrize(
    ("model", "region", "usd"),
    [
        ("us.amazon.nova-pro-v1:0", "us-east-2", 4.0),
        ("eu.amazon.nova-pro-v1:0", "eu-central-1", 5.25),
        ("eu.amazon.nova-pro-v1:0", "eu-west-3", 5.9),
        ("amazon.nova-pro-v1:0", "eu-west-1", 4.6),
        ("eu.amazon.nova-lite-v1:0", "eu-central-1", 0.39),
        ("eu.amazon.nova-micro-v1:0", "eu-north-1", 0.19),
        ("eu.amazon.nova-2-lite-v1:0", "eu-central-1", 0.429 + 3.575),
        ("openai.gpt-oss-120b-1:0", "eu-central-1", 0.99),
    ],
)
def test_a_call_costs_what_the_region_it_is_made_from_charges(model: str, region: str, usd: float) -> None:
    """The price tables have the price of us-east-1 for all of them."""
    million = cost_of(model, TokenCounts(input=1_000_000, output=1_000_000), region)
    assert million is not None
    assert million.total == pytest.approx(usd)


def test_a_cached_token_of_another_region_costs_its_share_there() -> None:
    cached = cost_of("eu.amazon.nova-pro-v1:0", TokenCounts(cache_read=1_000_000), "eu-central-1")
    assert cached is not None
    assert cached.total == pytest.approx(0.2625)


def test_the_region_is_that_of_the_function(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    here = cost_of("eu.amazon.nova-pro-v1:0", TokenCounts(input=1_000_000))
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    elsewhere = cost_of("eu.amazon.nova-pro-v1:0", TokenCounts(input=1_000_000))
    assert here is not None
    assert elsewhere is not None
    assert (here.total, elsewhere.total) == (pytest.approx(0.92), pytest.approx(1.05))


@pytest.mark.parametrize("name", [*regional_prices.PRICES])
def test_the_tables_still_have_one_price_for_all_regions(name: str) -> None:
    """Otherwise a region's share would be counted twice, or from another price."""
    version = "-1:0" if "gpt-oss" in name else "-v1:0"
    for model in (f"{name}{version}", f"eu.{name}{version}", f"us.{name}{version}"):
        million = cost_of(model, TokenCounts(input=1_000_000, output=1_000_000), "eu-nowhere-1")
        assert million is not None
        assert (million.input, million.output) == pytest.approx(regional_prices.PRICES[name]["us-east-1"])


def test_an_unknown_model_has_no_price() -> None:
    assert cost_of("nobody.knows-v1:0", TokenCounts(input=1)) is None


def test_a_run_adds_up_what_it_used(capsys: pytest.CaptureFixture[str]) -> None:
    run = track_usage()
    usage_tracker().model_call(NOVA, TokenCounts(input=1000, output=100))
    usage_tracker().model_call(NOVA, TokenCounts(input=1000, output=100))
    usage_tracker().tool_call("look")
    assert (run.usage.model_calls, run.usage.tool_calls) == (2, 1)
    assert run.usage.cost_usd == pytest.approx(0.00224)
    costs = [line["CostUSD"] for line in emitted(capsys) if "CostUSD" in line]
    assert sum(costs[0]) == pytest.approx(run.usage.cost_usd)


def test_an_unpriced_model_is_named_and_counted_not_costed_at_zero(capsys: pytest.CaptureFixture[str]) -> None:
    run = track_usage()
    usage_tracker().model_call("nobody.knows-v1:0", TokenCounts(input=5))
    assert run.usage.unpriced_models == ["nobody.knows-v1:0"]
    lines = emitted(capsys)
    assert any(line.get("UnpricedModelCalls") == [1.0] for line in lines)
    assert not any("CostUSD" in line for line in lines)


def test_a_metric_that_is_not_registered_is_an_error() -> None:
    with pytest.raises(KeyError, match="Typo"):
        metrics.count("Typo")
    with pytest.raises(KeyError, match="colour"):
        metrics.count("AgentDuration", colour="red")


def test_measurements_of_one_invocation_share_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    metrics.duration("DataApiLatency", 3, operation="Jobs.get")
    metrics.duration("DataApiLatency", 5, operation="Jobs.get")
    [line] = emitted(capsys)
    assert line["DataApiLatency"] == [3.0, 5.0]
    assert (line["Stack"], line["service"], line["Operation"]) == ("test", "planner", "Jobs.get")


def test_what_is_billed_by_combination_is_a_field_where_a_total_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    metrics.duration("DataApiLatency", 3, operation="Jobs.get")
    [line] = emitted(capsys)
    assert line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["Stack"]]


def test_a_tool_call_is_a_log_line(caplog: pytest.LogCaptureFixture) -> None:
    track_usage()
    usage_tracker().tool_call("look")
    [line] = [vars(record) for record in caplog.records if record.message == "tool called"]
    assert line["tool"] == "look"


def test_buckets_do_not_contain_one_another() -> None:
    tokens = TokenCounts(input=1, cache_read=2, cache_write=4, output=8, reasoning=16)
    buckets = usage_buckets(tokens)
    assert buckets == {
        "input": 1,
        "input_cached_tokens": 2,
        "input_cache_creation": 4,
        "output": 8,
        "output_reasoning_tokens": 16,
        "total": 31,
    }
    assert token_counts(span_usage(tokens)) == tokens
