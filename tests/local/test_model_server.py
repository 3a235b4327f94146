"""The fake model: Bedrock's wire format, answers from the request, failures on demand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from starlette.testclient import TestClient

from agent_runtime.agent.prompting import data_block
from agent_runtime.bedrock.capabilities import CACHE_MINIMUMS, cache_minimum
from agent_runtime.portfolio.snapshot import Classification
from local.fake_model.server import create_app
from local.fake_model.tagger import inferred
from local.processes.servers import Server

MODEL = "us.amazon.nova-pro-v1:0"


def tool(name: str) -> dict[str, Any]:
    return {"toolSpec": {"name": name, "description": name, "inputSchema": {"json": {"type": "object"}}}}


def user(*texts: str) -> dict[str, Any]:
    return {"role": "user", "content": [{"text": text} for text in texts]}


def asks(*ids: str) -> dict[str, Any]:
    uses = [{"toolUse": {"toolUseId": identifier, "name": "submit_tagger_output", "input": {}}} for identifier in ids]
    return {"role": "assistant", "content": uses}


def gives(*ids: str, text: str = "ok") -> dict[str, Any]:
    results = [{"toolResult": {"toolUseId": identifier, "content": [{"text": text}]}} for identifier in ids]
    return {"role": "user", "content": results}


def thinks(content: dict[str, Any]) -> dict[str, Any]:
    return {"role": "assistant", "content": [{"reasoningContent": content}]}


TAGGER: dict[str, Any] = {
    "messages": [
        user(
            data_block(
                "instruments",
                [
                    {"symbol": "ARKK", "name": "ARK Innovation ETF", "kind": "etf"},
                    {"symbol": "SOFI", "name": "SoFi Technologies", "kind": "stock"},
                    {"symbol": "XYZB", "name": "Example Municipal Bond Fund", "kind": "bond_fund"},
                ],
            )
        )
    ],
    "system": [{"text": "You are the InstrumentTagger."}, {"cachePoint": {"type": "default"}}],
    "toolConfig": {"tools": [tool("submit_tagger_output")]},
}
JOB = {"total_value": 1000, "unclassified": ["ARKK"], "has_goal": True, "years_until_retirement": 9}
PLANNER_TOOLS = {"tools": [tool(n) for n in ("tag_instruments", "write_report", "make_charts", "project_retirement")]}


@pytest.fixture
def server() -> TestClient:
    return TestClient(create_app(latency=0))


def converse(server: TestClient, body: dict[str, Any]) -> dict[str, Any]:
    response = server.post(f"/model/{MODEL}/converse", json=body)
    assert response.status_code == 200, response.text
    return response.json()


def calls(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [block["toolUse"] for block in answer["output"]["message"]["content"] if "toolUse" in block]


def continued(body: dict[str, Any], answer: dict[str, Any], output: dict[str, Any]) -> dict[str, Any]:
    """The next request: the answer, and the same output for each of its tool calls."""
    results = [
        {"toolResult": {"toolUseId": use["toolUseId"], "content": [{"text": json.dumps(output)}]}}
        for use in calls(answer)
    ]
    turns = [answer["output"]["message"], {"role": "user", "content": results}]
    return {**body, "messages": [*body["messages"], *turns]}


@pytest.fixture
def endpoint() -> Iterator[str]:
    served = Server("model", create_app(latency=0))
    served.wait_ready()
    yield served.url
    served.stop()


def test_boto3_parses_its_answers_and_its_errors(endpoint: str) -> None:
    client = boto3.client(
        "bedrock-runtime",
        endpoint_url=endpoint,
        region_name="us-east-1",
        config=Config(retries={"total_max_attempts": 1}),
    )
    answer = client.converse(modelId=MODEL, **TAGGER)
    assert answer["stopReason"] == "tool_use"
    assert "reasoningContent" in answer["output"]["message"]["content"][0]
    assert answer["usage"]["outputTokens"] > 100
    assert answer["ResponseMetadata"]["HTTPHeaders"]["x-alex-fake-model"]
    with pytest.raises(ClientError) as caught:
        client.converse(modelId=MODEL, messages=[user("Hello")], toolConfig={"tools": [tool("unknown")]})
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    assert "no rules" in caught.value.response["Error"]["Message"]


def test_the_tagger_knows_arkk_and_sofi_and_infers_the_rest(server: TestClient) -> None:
    [submitted] = calls(converse(server, TAGGER))
    tagged = {item["symbol"]: item for item in submitted["input"]["classifications"]}
    assert tagged["ARKK"]["asset_classes"] == [{"key": "equity", "percent": 100}]
    assert {"key": "north_america", "percent": 97} in tagged["ARKK"]["regions"]
    assert tagged["SOFI"]["sectors"] == [{"key": "financials", "percent": 100}]
    assert tagged["XYZB"]["asset_classes"] == [{"key": "fixed_income", "percent": 100}]
    assert "Not a known instrument" in tagged["XYZB"]["rationale"]


@pytest.mark.parametrize(
    ("name", "kind", "asset_class", "region", "sector"),
    [
        ("Goldman Sachs Group", "stock", "equity", "north_america", "other"),
        ("Physical Gold Trust", "etf", "commodities", "global", "commodities"),
        ("Acme Biotech", "stock", "equity", "north_america", "healthcare"),
        ("European Property REIT", "stock", "real_estate", "europe", "real_estate"),
        ("Somecoin", "crypto", "crypto", "global", "other"),
    ],
)
def test_an_unknown_instrument_is_inferred(name: str, kind: str, asset_class: str, region: str, sector: str) -> None:
    one = inferred(name, kind)
    Classification(asset_classes=one.asset_classes, regions=one.regions, sectors=one.sectors)  # type: ignore[arg-type]
    assert (asset_class in one.asset_classes, region in one.regions, sector in one.sectors) == (True, True, True)


def test_the_planner_tags_first_then_calls_three_at_once_then_sums_up(server: TestClient) -> None:
    body = {"messages": [user(data_block("job", JOB))], "toolConfig": PLANNER_TOOLS}
    tagging = converse(server, body)
    assert [(use["name"], use["input"]["symbols"]) for use in calls(tagging)] == [("tag_instruments", ["ARKK"])]
    body = continued(body, tagging, {"ok": True})
    analysing = converse(server, body)
    assert [use["name"] for use in calls(analysing)] == ["write_report", "make_charts", "project_retirement"]
    summary = converse(server, continued(body, analysing, {"ok": True}))
    assert summary["stopReason"] == "end_turn"
    assert "the report, the charts and the retirement projection" in summary["output"]["message"]["content"][-1]["text"]


def test_the_planner_names_what_is_missing(server: TestClient) -> None:
    body = {"messages": [user(data_block("job", JOB | {"unclassified": []}))], "toolConfig": PLANNER_TOOLS}
    body = continued(body, converse(server, body), {"ok": True})
    report = body["messages"][-1]["content"][0]["toolResult"]
    report["content"] = [{"text": "{'ok': False, 'error': 'timeout'}"}]
    summary = converse(server, body)["output"]["message"]["content"][-1]["text"]
    assert "the charts and the retirement projection came back" in summary
    assert "Missing because a specialist failed: the report." in summary


def test_the_planner_without_a_goal_projects_nothing(server: TestClient) -> None:
    job = JOB | {"unclassified": [], "has_goal": False}
    answer = converse(server, {"messages": [user(data_block("job", job))], "toolConfig": PLANNER_TOOLS})
    assert [use["name"] for use in calls(answer)] == ["write_report", "make_charts"]


def test_the_same_request_gets_the_same_answer(server: TestClient) -> None:
    first, again = converse(server, TAGGER), converse(server, TAGGER)
    assert first["output"] == again["output"]


#: Each row of the runtime's table of minimums with a model of it.
CACHING = [
    "us.amazon.nova-lite-v1:0",
    "global.amazon.nova-2-lite-v1:0",
    "us.anthropic.claude-3-7-sonnet-20250219-v1:0",
    "us.anthropic.claude-3-5-haiku-20241022-v1:0",
    "us.anthropic.claude-sonnet-4-6",
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "us.anthropic.claude-opus-4-5-20251101-v1:0",
    "us.anthropic.claude-opus-4-6-v1",
    "us.anthropic.claude-opus-4-1-20250805-v1:0",
    "us.anthropic.claude-haiku-4-5-20251001-v1:0",
]


def _used(server: TestClient, model: str, tokens: int) -> list[dict[str, int]]:
    """Usage of the same request twice, with at least so many tokens before its cache point."""
    system = [{"text": "x" * 4 * tokens}, {"cachePoint": {"type": "default"}}]
    body = TAGGER | {"system": system, "inferenceConfig": {"maxTokens": 1_000}}
    answers = [server.post(f"/model/{model}/converse", json=body) for _ in range(2)]
    return [answer.json()["usage"] for answer in answers]


@pytest.mark.parametrize("model", CACHING)
def test_a_repeated_prefix_of_enough_tokens_is_read_from_the_cache(model: str, server: TestClient) -> None:
    fewest = cache_minimum(model)
    assert fewest is not None
    first, again = _used(server, model, fewest)
    assert (first["cacheReadInputTokens"], again["cacheWriteInputTokens"]) == (0, 0)
    assert first["cacheWriteInputTokens"] == again["cacheReadInputTokens"] >= fewest
    assert first["inputTokens"] == again["inputTokens"] > 0
    assert first["totalTokens"] == sum(value for name, value in first.items() if name != "totalTokens")


@pytest.mark.parametrize("model", CACHING)
def test_a_shorter_prefix_is_not_cached(model: str, server: TestClient) -> None:
    fewest = cache_minimum(model)
    assert fewest is not None
    for used in _used(server, model, fewest // 2):
        assert (used["cacheReadInputTokens"], used["cacheWriteInputTokens"]) == (0, 0)
        assert used["inputTokens"] > 0


def test_every_row_of_the_minimums_is_tried() -> None:
    rows = {next(family for family, _ in CACHE_MINIMUMS if family in model) for model in CACHING}
    assert rows == {family for family, fewest in CACHE_MINIMUMS if fewest is not None}


@pytest.mark.parametrize("model", ["anthropic.claude-3-haiku-20240307-v1:0", "us.meta.llama3-1-8b-instruct-v1:0"])
def test_a_model_that_refuses_cache_points_is_sent_none(model: str, server: TestClient) -> None:
    assert cache_minimum(model) is None
    answer = server.post(f"/model/{model}/converse", json=TAGGER)
    assert answer.status_code == 400
    assert "prompt caching" in answer.json()["message"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"messages": []}, "messages field is required"),
        ({"messages": [user("a"), user("b")]}, "must alternate"),
        ({"messages": [{"role": "assistant", "content": [{"text": "a"}]}]}, "start and end with a user"),
        (
            {"messages": [{"role": "user", "content": []}]},
            "The content field in the Message object at messages.0 is empty",
        ),
        ({"messages": [user(" ")]}, "The text field in the ContentBlock object at messages.0.content.0 is blank. Add"),
        ({"system": [{"text": ""}]}, "The text field in the SystemContentBlock object at system.0 is blank."),
        (
            {"messages": [user("a"), asks("x"), gives("x", text=" ")]},
            "ToolResultContentBlock object at messages.2.content.0.toolResult.content.0 is blank",
        ),
        ({"messages": [gives("x")]}, "The number of toolResult blocks at messages.0.content exceeds"),
        ({"messages": [user("a"), asks("x"), user("b")]}, "Expected toolResult blocks at messages.2.content for the"),
        ({"messages": [user("a"), asks("x", "x"), gives("x")]}, "toolUse blocks at messages.1.content contain duplic"),
        ({"messages": [user("a"), asks("x"), gives("x", "x")]}, "toolResult blocks at messages.2.content contain dup"),
        ({"messages": [user("a"), asks("x"), gives("x"), asks("x"), gives("x")]}, "`tool_use` ids must be unique: x"),
        ({"messages": [user("a"), asks("a b"), gives("a b")]}, "The toolUseId 'a b' at messages.1.content is invalid"),
        ({"messages": [user("a"), asks("x"), gives("x")], "toolConfig": {}}, "toolConfig field must be defined"),
        ({"toolConfig": {**TAGGER["toolConfig"], "toolChoice": {"tool": {"name": "y"}}}}, "The tool y of toolConfig"),
        ({"messages": [user("a"), thinks({"redactedContent": "bm8="}), user("b")]}, "Invalid signature in reasoning"),
        ({"inferenceConfig": {"maxTokens": 20_000}}, "exceeds the model limit of 10000. Try again with a maximum"),
    ],
)
def test_what_bedrock_refuses_is_refused(change: dict[str, Any], reason: str, server: TestClient) -> None:
    response = server.post(f"/model/{MODEL}/converse", json=TAGGER | change)
    assert response.status_code == 400
    assert response.headers["x-amzn-errortype"] == "ValidationException"
    assert reason in response.json()["message"]


@pytest.mark.parametrize(
    ("model", "change", "reason"),
    [
        ("meta.llama3-3-70b-instruct-v1:0", {"any": {}}, "doesn't support the toolConfig.toolChoice.any field. Remove"),
        ("mistral.mistral-large-2407-v1:0", {"tool": {"name": "submit_tagger_output"}}, "toolConfig.toolChoice.tool"),
        ("meta.llama3-3-70b-instruct-v1:0", {"auto": {}}, "did not allow prompt caching"),
    ],
)
def test_a_model_refuses_what_its_kind_does_not_take(
    model: str, change: dict[str, Any], reason: str, server: TestClient
) -> None:
    config = {**TAGGER["toolConfig"], "toolChoice": change}
    response = server.post(f"/model/{model}/converse", json={**TAGGER, "toolConfig": config})
    assert (response.status_code, response.headers["x-amzn-errortype"]) == (400, "ValidationException")
    assert reason in response.json()["message"]


def test_a_failure_is_injected_as_often_as_asked(server: TestClient) -> None:
    server.post("/__control", json={"fail": [{"match": "tagger", "error": "ThrottlingException", "times": 2}]})
    statuses = [server.post(f"/model/{MODEL}/converse", json=TAGGER).status_code for _ in range(3)]
    assert statuses == [429, 429, 200]
    seen = server.get("/__calls").json()["calls"]
    assert [call.get("error") for call in seen] == ["ThrottlingException", "ThrottlingException", None]
    assert {call["work"] for call in seen} == {"tagger"}


def test_a_garbage_answer_can_be_asked_for(server: TestClient) -> None:
    server.post("/__control", json={"fail": [{"match": "submit_tagger_output", "reply": {"nonsense": 1}}]})
    assert calls(converse(server, TAGGER))[0]["input"] == {"nonsense": 1}
    assert calls(converse(server, TAGGER))[0]["input"]["classifications"]


def test_an_answer_can_be_cut_off_blocked_or_empty(server: TestClient) -> None:
    ways = [{"stop_reason": "max_tokens"}, {"stop_reason": "guardrail_intervened"}, {"reply": ""}]
    server.post("/__control", json={"fail": [{"match": "tagger", **way} for way in ways]})
    answers = [converse(server, TAGGER) for _ in ways]
    assert [answer["stopReason"] for answer in answers] == ["max_tokens", "guardrail_intervened", "end_turn"]
    assert [bool(answer["output"]["message"]["content"]) for answer in answers] == [True, True, False]


@pytest.mark.parametrize("failure", [{"match": "tagger", "error": "Nonsense"}, {"match": "tagger", "tims": 1}])
def test_a_wrong_control_request_is_refused(failure: dict[str, Any], server: TestClient) -> None:
    assert server.post("/__control", json={"fail": [failure]}).status_code == 400


def test_a_request_without_tools_and_data_is_answered_with_text(server: TestClient) -> None:
    answer = converse(server, {"messages": [{"role": "user", "content": [{"text": "Answer with the word OK."}]}]})
    assert answer["output"]["message"]["content"] == [{"text": "OK"}]
