"""Usage and cost that Langfuse's server adds to what was sent: rules 6.4 and 7.1 to 7.7."""

from __future__ import annotations

from typing import Any

import pytest

from local.traces.mapping import prices
from local.traces.mapping.usage import by_kind
from tests.local.otlp import OBSERVATION, mapped

CLAUDE = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"
NOVA = "us.amazon.nova-pro-v1:0"


def generation(model: str, **more: Any) -> dict[str, Any]:
    names = {"type": "generation", "model.name": model, "input": "a" * 40, "output": "b" * 8, **more}
    return mapped({f"{OBSERVATION}.{name}": value for name, value in names.items()})


# rule 7.2
@pytest.mark.parametrize(
    ("cost", "costs"),
    [
        ('{"input": 1, "output": 2}', {"input": 1, "output": 2, "total": 3}),
        ('{"input": 1, "output": 2, "total": 9}', {"input": 1, "output": 2, "total": 9}),
        ('{"input": 1, "input_cached_tokens": 2}', {"input": 1, "input_cached_tokens": 2}),
    ],
)
def test_with_a_given_cost_nothing_is_computed(cost: str, costs: dict[str, float]) -> None:
    found = generation(CLAUDE, cost_details=cost)
    assert (found["costDetails"], found["usageDetails"]) == (costs, {})


# rule 7.3
def test_a_known_model_is_priced_by_bucket() -> None:
    usage = '{"input": 1000000, "input_cached_tokens": 1000000, "output": 1000000, "output_reasoning_tokens": 5}'
    costs = generation(CLAUDE, usage_details=usage)["costDetails"]
    assert costs == pytest.approx({"input": 3.0, "input_cached_tokens": 0.3, "output": 15.0, "total": 18.3})


# rule 7.4
def test_a_call_without_usage_and_cost_is_counted_and_priced_unless_it_is_an_error() -> None:
    found = generation(CLAUDE)
    assert found["usageDetails"] == {"input": 10, "output": 2, "total": 12}
    assert found["totalCost"] == pytest.approx(10 * 3e-6 + 2 * 15e-6)
    failed = generation(CLAUDE, level="ERROR")
    assert (failed["usageDetails"], failed["costDetails"], failed["totalCost"]) == ({}, {}, 0.0)


# rule 7.4: the status alone makes an error too
def test_a_failed_span_is_not_counted() -> None:
    given = {f"{OBSERVATION}.type": "generation", f"{OBSERVATION}.model.name": CLAUDE, f"{OBSERVATION}.input": "a"}
    assert mapped(given, status={"code": 2})["usageDetails"] == {}


# rule 7.1
@pytest.mark.parametrize("kind", ["span", "agent", "tool"])
def test_any_type_with_a_model_is_counted(kind: str) -> None:
    assert generation(CLAUDE, type=kind)["usageDetails"]["total"] == 12


# rule 7.5
@pytest.mark.parametrize(
    ("model", "input_price"),
    [
        ("anthropic.claude-3-haiku-20240307-v1:0", 0.25),
        ("us.anthropic.claude-3-5-haiku-20241022-v1:0", 0.8),
        ("global.anthropic.claude-haiku-4-5-20251001-v1:0", 1.0),
        ("apac.anthropic.claude-3-5-sonnet-20240620-v1:0", 3.0),
        ("us.anthropic.claude-sonnet-4-20250514-v1:0", 3.0),
        (CLAUDE, 3.0),
        ("jp.anthropic.claude-sonnet-5", 2.0),
        ("us.anthropic.claude-opus-4-1-20250805-v1:0", 15.0),
        ("us.anthropic.claude-opus-4-5-20251101-v1:0", 5.0),
        (NOVA, None),
        ("openai.gpt-oss-120b-1:0", None),
        ("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc", None),
        ("my-anthropic.claude-sonnet-4-5-20250929-v1:0", None),
    ],
)
def test_models_that_the_server_knows(model: str, input_price: float | None) -> None:
    found = prices.of(model)
    assert (found and found.input) == input_price


# rule 7.5
def test_an_unknown_model_costs_what_the_sender_says_else_nothing() -> None:
    assert (generation(NOVA)["usageDetails"], generation(NOVA)["totalCost"]) == ({}, 0.0)
    assert generation(NOVA, usage_details='{"input": 5}')["totalCost"] == 0.0
    assert generation(NOVA, cost_details='{"total": 0.5}')["totalCost"] == 0.5


# rules 6.4, 2.8
def test_reasoning_tokens_are_a_bucket_beside_output() -> None:
    usage = generation(NOVA, usage_details='{"output": 5, "output_reasoning_tokens": 7}')["usageDetails"]
    assert usage == {"output": 5, "output_reasoning_tokens": 7, "total": 12}


# rule 7.6
def test_buckets_are_summed_by_what_their_names_contain() -> None:
    usage = {
        "input": 5,
        "cache_read_input_tokens": 2,
        "output": 3,
        "Output_Reasoning_tokens": 4,
        "audio": 9,
        "total": 23,
    }
    assert by_kind(dict(usage)) == {"input": 7, "output": 7}


# rule 7.6
@pytest.mark.parametrize("bucket", ["input", "input_cached_tokens", "input_cache_creation_1h", "output"])
def test_buckets_with_a_price(bucket: str) -> None:
    assert bucket in prices.BUCKETS
    assert generation(CLAUDE, usage_details=f'{{"{bucket}": 1000}}')["totalCost"] > 0
    assert generation(CLAUDE, usage_details='{"output_reasoning_tokens": 1000}')["totalCost"] == 0


# rule 7.7
def test_counts_are_whole_and_costs_have_twelve_decimals() -> None:
    found = generation(NOVA, usage_details='{"input": 5.9}', cost_details='{"total": 0.1234567890123456}')
    assert (found["usageDetails"]["input"], found["totalCost"]) == (5, 0.123456789012)
