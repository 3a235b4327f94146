"""Many instruments are classified in answers that fit the model; what one answer gave is kept when another fails."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest
from agents.testing import assistant_message

from agent_runtime.bedrock import capabilities
from agent_runtime.contracts import ErrorKind
from agent_runtime.errors import AgentFailure
from agent_runtime.portfolio.snapshot import Instrument
from holdings.kinds import InstrumentKind
from tagger import handler
from tagger.batches import MOST_IN_ANSWER, ask_in_batches, most_in_answer
from tagger.models import TaggerOutput
from tagger.tools import MOST_OF_A_REASON, brief
from tests.lambdas.test_tagger import tagged


def instruments(number: int) -> list[Instrument]:
    return [Instrument(symbol=f"S{n}", name=f"Fund {n}", kind=InstrumentKind.ETF) for n in range(number)]


def output(batch: Sequence[Instrument]) -> TaggerOutput:
    return TaggerOutput.model_validate(
        {"rationale": "r", "classifications": [tagged(one.symbol) for one in batch]}, strict=False
    )


def asked(number: int, limit: Any, fails: Any = lambda _: False) -> tuple[list[int], Any]:
    """The sizes of all requests, and what came of them. `fails` says of a batch whether there is no answer."""
    sizes: list[int] = []

    async def ask(batch: Sequence[Instrument]) -> TaggerOutput:
        sizes.append(len(batch))
        if fails(batch):
            raise AgentFailure(ErrorKind.MODEL_OUTPUT, "no answer")
        return output(batch)

    return sizes, asyncio.run(ask_in_batches(instruments(number), limit, ask))


@pytest.mark.parametrize(
    ("model", "most"),
    [
        ("us.amazon.nova-pro-v1:0", MOST_IN_ANSWER),
        ("anthropic.claude-3-haiku-20240307-v1:0", 7),
        ("some.new-model-v1", 7),
    ],
)
def test_an_answer_fits_the_models_limit(model: str, most: int) -> None:
    capabilities.forget()
    assert most_in_answer(capabilities.output_limit(model)) == most


def test_a_limit_that_a_refusal_taught_counts() -> None:
    capabilities.forget()
    capabilities.capabilities_of("some.new-model-v1").most_tokens = 2_000
    assert most_in_answer(capabilities.output_limit("some.new-model-v1")) == 2
    capabilities.forget()


def test_all_are_asked_for_once() -> None:
    sizes, answers = asked(40, lambda: 10_000)
    assert sizes == [15, 15, 10]
    found = [one.symbol for each in answers.outputs for one in each.classifications]
    assert found == [one.symbol for one in instruments(40)]


def test_a_batch_that_turns_out_too_large_is_asked_for_again_in_smaller_ones() -> None:
    limits = [10_000]

    def too_large(batch: Sequence[Instrument]) -> bool:
        if len(batch) > 5:
            limits[0] = 3_000
        return len(batch) > 5

    sizes, answers = asked(15, lambda: limits[0], too_large)
    assert sizes == [15, 5, 5, 5]
    assert not answers.failures


def test_a_bug_is_no_failure_of_a_batch() -> None:
    async def ask(_batch: Sequence[Instrument]) -> TaggerOutput:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(ask_in_batches(instruments(1), lambda: 10_000, ask))


def test_what_one_answer_gave_is_kept_when_the_other_fails(invoke: Any) -> None:
    """Two answers of a model whose limit is not known: the first request gets a good one, the second none."""
    first, second = instruments(14)[:7], instruments(14)[7:]
    good = [assistant_message(output(first).model_dump_json())]
    bad = [assistant_message(json.dumps({"rationale": "r", "classifications": []}))]
    reply, _ = invoke(handler.handle, [good, bad, bad], instruments=[*first, *second])
    assert reply.ok
    assert reply.output["instruments_tagged"] == 7


def test_what_is_right_of_an_answer_that_is_wrong_twice_is_kept(invoke: Any) -> None:
    wrong = [tagged("S0"), tagged("S1", percent=90), tagged("S2"), tagged("S2"), tagged("NOBODY")]
    answer = [assistant_message(json.dumps({"rationale": "r", "classifications": wrong}))]
    reply, model = invoke(handler.handle, [answer, answer], instruments=instruments(3))
    assert reply.ok
    assert list(reply.output["classifications"]) == ["S0"]
    assert len(model.calls) == 2


def test_an_error_if_no_answer_holds(invoke: Any) -> None:
    bad = [assistant_message(json.dumps({"rationale": "r", "classifications": []}))]
    reply, _ = invoke(handler.handle, [bad] * 4, instruments=instruments(14))
    assert reply.error.kind is ErrorKind.MODEL_OUTPUT


def test_a_reason_is_brief() -> None:
    assert brief("A fund.") == "A fund."
    long = brief("word " * 100)
    assert len(long) <= MOST_OF_A_REASON
    assert long.endswith("word…")


@pytest.mark.parametrize(
    ("kind", "asset_class"), [("money_market", "cash"), ("treasury", "fixed_income"), ("crypto", "crypto")]
)
def test_kinds_that_say_it_all_need_no_model(kind: str, asset_class: str) -> None:
    classification = Instrument(symbol="X", name="x", kind=InstrumentKind(kind)).classification
    assert classification is not None
    assert classification.asset_classes == {asset_class: 100}


@pytest.mark.parametrize("kind", ["stock", "etf", "bond", "option", "other"])
def test_the_others_are_for_the_tagger(kind: str) -> None:
    assert Instrument(symbol="X", name="x", kind=InstrumentKind(kind)).classification is None
