# rule 2.1
"""A span becomes the observation that Langfuse's server makes of it, rule by rule.

The number before a test is that of the rule, in the order in which the server looks at a span: 2 fields, 3 metadata.
Tools have 4, messages and reasoning 5 and 6, usage and cost 7, identity 8: `test_trace_tools.py` and its neighbours.
"""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from local.traces.views import METADATA_LIMIT, chosen_fields
from tests.local.otlp import OBSERVATION, START, TRACE, mapped


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({f"{OBSERVATION}.type": "event"}, "EVENT"),
        ({f"{OBSERVATION}.type": "EVENT"}, "SPAN"),
        ({f"{OBSERVATION}.type": "span", f"{OBSERVATION}.model.name": "m"}, "SPAN"),
        ({f"{OBSERVATION}.type": "sorcery"}, "SPAN"),
        ({"gen_ai.operation.name": "chat"}, "GENERATION"),
        ({"gen_ai.operation.name": "execute_tool"}, "TOOL"),
        ({"gen_ai.tool.name": "look_up"}, "TOOL"),
        ({"gen_ai.request.model": "m"}, "GENERATION"),
        ({}, "SPAN"),
    ],
)
def test_type(given: dict[str, Any], kind: str) -> None:
    assert mapped(given)["type"] == kind


# rule 2.2
@pytest.mark.parametrize(
    ("level", "code", "shown"),
    [
        *((name, 0, "DEBUG") for name in ("DEBUG", "trace", " Verbose ")),
        *((name, 2, "DEFAULT") for name in ("DEFAULT", "info", "LOG", "notice", "OK", "Success")),
        *((name, 0, "WARNING") for name in ("WARNING", "warn")),
        *((name, 0, "ERROR") for name in ("ERROR", "fatal", "Critical")),
        ("loud", 2, "ERROR"),
        ("loud", 0, "DEFAULT"),
        (None, 2, "ERROR"),
    ],
)
def test_level(level: str | None, code: int, shown: str) -> None:
    given = {} if level is None else {f"{OBSERVATION}.level": level}
    assert mapped(given, status={"code": code})["level"] == shown


# rule 2.3
def test_status_message() -> None:
    failed = {"code": 2, "message": "ValueError: no"}
    assert mapped(status=failed)["statusMessage"] == "ValueError: no"
    assert mapped({f"{OBSERVATION}.status_message": "timeout"}, status=failed)["statusMessage"] == "timeout"


# rules 2.20–2.22
@pytest.mark.parametrize(
    ("given", "parent", "is_root"),
    [
        ({}, "", True),
        ({}, "c" * 16, False),
        ({"langfuse.internal.is_app_root": True}, "c" * 16, True),
        ({"langfuse.internal.is_app_root": "true"}, "c" * 16, True),
        ({"langfuse.internal.as_root": True}, "c" * 16, False),
    ],
)
def test_root(given: dict[str, Any], parent: str, is_root: bool) -> None:
    assert mapped(given, parentSpanId=parent)["isRootObservation"] is is_root


# rule 2.12
@pytest.mark.parametrize(
    ("given", "resource", "environment"),
    [
        ({"langfuse.environment": "Production"}, {}, "production"),
        ({"langfuse.environment": "Prod EU"}, {}, "default"),
        ({"langfuse.environment": "langfuse-langfuse_staging"}, {}, "staging"),
        ({"langfuse.environment": "langfuse"}, {}, "default"),
        ({"langfuse.environment": "x" * 50}, {}, "x" * 40),
        ({}, {"langfuse.environment": "qa"}, "qa"),
        ({"deployment.environment": "old"}, {"deployment.environment.name": "new"}, "new"),
        ({"deployment.environment.name": "span"}, {"langfuse.environment": "resource"}, "resource"),
        ({}, {}, "default"),
    ],
)
def test_environment(given: dict[str, Any], resource: dict[str, Any], environment: str) -> None:
    assert mapped(given, resource=resource)["environment"] == environment


# rule 2.11
@pytest.mark.parametrize(
    ("kind", "version", "linked"),
    [
        ("generation", 3, ("p", 3)),
        ("generation", 0, (None, None)),
        ("generation", 70_000, (None, None)),
        ("generation", "three", (None, None)),
        *((kind, 3, (None, None)) for kind in ("embedding", "agent", "tool", "span")),
    ],
)
def test_prompt(kind: str, version: Any, linked: tuple[Any, Any]) -> None:
    names = {"type": kind, "prompt.name": "p", "prompt.version": version}
    found = mapped({f"{OBSERVATION}.{key}": each for key, each in names.items()})
    assert (found["promptName"], found["promptVersion"]) == linked


# rule 2.23
@pytest.mark.parametrize(
    ("start", "end", "seconds"), [(None, START, 0.0), (START, None, 0.0), (START, START - 2_000_000_000, -2.0)]
)
def test_a_missing_time_is_taken_from_the_other(start: int | None, end: int | None, seconds: float) -> None:
    found = mapped(startTimeUnixNano=str(start or 0), endTimeUnixNano=str(end or 0))
    assert found["startTime"].startswith("2023-11-14T22:13:20")
    assert found["latency"] == seconds


# rule 2.23
def test_a_span_without_any_time_gets_that_of_its_arrival() -> None:
    found = mapped(startTimeUnixNano="0", endTimeUnixNano="0")
    assert found["startTime"][:4] == time.strftime("%Y", time.gmtime())


# rule 2.8
@pytest.mark.parametrize(
    ("usage", "buckets"),
    [
        ('{"input": 5, "output": 2}', {"input": 5, "output": 2, "total": 7}),
        ('{"input": 5, "total": 3}', {"input": 5, "total": 3}),
        ('{"input": 5, "broken": -1, "odd": "x", "flag": true}', {"input": 5, "total": 5}),
        ("[1]", {}),
        ("{}", {}),
        ("many", {"input": 9, "output": 8, "total": 17}),
        (None, {"input": 9, "output": 8, "total": 17}),
    ],
)
def test_usage(usage: str | None, buckets: dict[str, int]) -> None:
    given: dict[str, Any] = {"gen_ai.usage.input_tokens": 9, "gen_ai.usage.output_tokens": 8}
    if usage is not None:
        given[f"{OBSERVATION}.usage_details"] = usage
    assert mapped(given)["usageDetails"] == buckets


# rule 2.9
@pytest.mark.parametrize(
    ("given", "total"),
    [
        ({f"{OBSERVATION}.cost_details": '{"input": 1, "output": 2}'}, 3),
        ({f"{OBSERVATION}.cost_details": '{"input": 1, "output": 2, "total": 5}'}, 5),
        ({f"{OBSERVATION}.cost_details": '{"input": 1, "search": 2}'}, 0.0),
        ({f"{OBSERVATION}.cost_details": '{"input": -1, "output": "much", "total": true}'}, 0.0),
        ({f"{OBSERVATION}.cost_details": "[1]", "gen_ai.usage.cost": 0.5}, 0.0),
        ({f"{OBSERVATION}.cost_details": "much", "gen_ai.usage.cost": 0.5}, 0.5),
        ({"gen_ai.usage.cost": 0.5}, 0.5),
        ({"llm.cost.total": 0.25}, 0.25),
        ({}, 0.0),
    ],
)
def test_cost(given: dict[str, Any], total: float) -> None:
    assert mapped(given)["totalCost"] == total


# rules 2.6, 2.7
def test_model_of_any_type_and_its_parameters() -> None:
    parameters = '{"temperature": 0.2, "stop": "x", "parallel": true, "top": [1]}'
    found = mapped(
        {f"{OBSERVATION}.type": "tool", "gen_ai.response.model": "m", f"{OBSERVATION}.model.parameters": parameters}
    )
    assert (found["type"], found["model"]) == ("TOOL", "m")
    assert found["modelParameters"] == {"temperature": 0.2, "stop": "x", "parallel": "true", "top": "[1]"}


# rules 2.4, 2.10, 2.13–2.19
@pytest.mark.parametrize(
    ("given", "field", "expected"),
    [
        ({"user.id": "u"}, "userId", "u"),
        ({"langfuse.user.id": "own", "user.id": "u"}, "userId", "own"),
        ({f"{OBSERVATION}.metadata.langfuse_user_id": '"m"'}, "userId", "m"),
        ({"session.id": "s"}, "sessionId", "s"),
        ({"gen_ai.conversation.id": "c"}, "sessionId", "c"),
        ({f"{TRACE}.tags": "one, two"}, "tags", ["one", "two"]),
        ({f"{TRACE}.tags": '["one"]'}, "tags", ["one"]),
        ({f"{TRACE}.tags": ["one", "two"]}, "tags", ["one", "two"]),
        ({"langfuse.tags": "one"}, "tags", ["one"]),
        ({f"{TRACE}.public": "true"}, "public", True),
        ({f"{OBSERVATION}.metadata.langfuse_tags": '["one"]'}, "tags", ["one"]),
        ({f"{TRACE}.tags": "[one"}, "tags", ["[one"]),
        ({f"{TRACE}.tags": 3}, "tags", []),
        ({"langfuse.user.id": 7}, "userId", "7"),
        ({f"{TRACE}.metadata.langfuse_session_id": '"m"'}, "sessionId", "m"),
        ({"langfuse.release": "r1"}, "release", "r1"),
        ({"langfuse.version": "v1"}, "version", "v1"),
        ({f"{TRACE}.name": "portfolio-analysis"}, "traceName", "portfolio-analysis"),
        ({"gen_ai.tool.name": "look_up", "genkit:name": "other"}, "name", "look_up"),
        ({"genkit:name": "flow", "logfire.msg": "other"}, "name", "flow"),
        ({"ai.operationId": "embed", "ai.telemetry.functionId": "search"}, "name", "search:embed"),
        ({"ai.model.id": "m"}, "model", "m"),
        ({f"{OBSERVATION}.model.name": "own", "gen_ai.response.model": "other"}, "model", "own"),
        (
            {f"{OBSERVATION}.completion_start_time": '"2026-01-01T00:00:00Z"'},
            "completionStartTime",
            "2026-01-01T00:00:00.000000Z",
        ),
        (
            {f"{OBSERVATION}.completion_start_time": "2026-01-01T00:00:00Z"},
            "completionStartTime",
            "2026-01-01T00:00:00.000000Z",
        ),
        ({f"{OBSERVATION}.completion_start_time": "soon"}, "completionStartTime", None),
    ],
)
def test_other_fields(given: dict[str, Any], field: str, expected: Any) -> None:
    assert mapped(given)[field] == expected


# rules 2.13, 2.14
def test_release_and_version_of_the_resource() -> None:
    found = mapped(resource={"langfuse.release": "r2", "service.version": "v2"})
    assert (found["release"], found["version"]) == ("r2", "v2")


# rule 2.5
@pytest.mark.parametrize(
    ("given", "contents"),
    [
        ({f"{OBSERVATION}.input": '{"a": 1.0}', f"{OBSERVATION}.output": '"b"'}, ('{"a": 1.0}', '"b"')),
        ({f"{OBSERVATION}.output": "b", "input.value": "other"}, (None, "b")),
        ({"input.value": "i", "output.value": "o"}, ("i", "o")),
        ({"gen_ai.input.messages": "[1]", "gen_ai.output.messages": "[2]"}, ("[1]", "[2]")),
        ({"gen_ai.tool.call.arguments": "{}", "gen_ai.tool.call.result": "3"}, ("{}", "3")),
        ({}, (None, None)),
    ],
)
def test_input_and_output_stay_the_text_that_was_sent(given: dict[str, Any], contents: tuple[Any, Any]) -> None:
    found = mapped(given)
    assert (found["input"], found["output"]) == contents


# rule 2.11
def test_a_prompt_by_its_other_name() -> None:
    found = mapped({f"{OBSERVATION}.type": "generation", "langfuse.prompt.name": "p", "langfuse.prompt.version": 2})
    assert (found["promptName"], found["promptVersion"]) == ("p", 2)


# rule 3.5
def test_of_a_path_that_comes_twice_the_first_counts() -> None:
    prefix = f"{OBSERVATION}.metadata"
    assert mapped({f"{prefix}.a": '{"b": 1}', f"{prefix}.a.b": "2"})["metadata"]["a.b"] == 1
    assert mapped({f"{prefix}.a.b": "2", f"{prefix}.a": '{"b": 1}'})["metadata"]["a.b"] == 2
    own = mapped({f"{prefix}.resourceAttributes.service.name": '"mine"'}, resource={"service.name": "alex"})
    assert own["metadata"]["resourceAttributes.service.name"] == "alex"


# rule 3.2
def test_a_users_scope_replaces_the_spans() -> None:
    assert mapped({f"{OBSERVATION}.metadata.scope": '"mine"'})["metadata"]["scope"] == "mine"


# rules 3.1–3.4
def test_metadata_is_flattened_and_the_traces_wins() -> None:
    found = mapped(
        {
            f"{OBSERVATION}.metadata": '{"a": 1, "b": 1}',
            f"{OBSERVATION}.metadata.b": "2",
            f"{OBSERVATION}.metadata.c": "3",
            f"{TRACE}.metadata.c": "4",
            f"{OBSERVATION}.metadata.deep": '{"x": {"y": [1, null]}, "z": null}',
            f"{OBSERVATION}.metadata.text": '"completed"',
        },
        resource={"service.name": "alex"},
    )["metadata"]
    assert {key: found[key] for key in ("a", "b", "c", "text")} == {"a": 1, "b": 2, "c": 4, "text": "completed"}
    assert (found["deep.x.y"], found["deep.z"]) == ([1, None], "")
    assert (found["resourceAttributes.service.name"], found["scope.name"]) == ("alex", "langfuse-sdk")


# rule 3.1
@pytest.mark.parametrize("whole", ["3", '"text"', "[1]"])
def test_whole_metadata_that_is_no_object_is_dropped(whole: str) -> None:
    assert set(mapped({f"{OBSERVATION}.metadata": whole})["metadata"]) == {"scope.name", "scope.version"}


# rule 1.5
@pytest.mark.parametrize(("scope", "copied"), [("langfuse-sdk", False), ("botocore", True)])
def test_other_attributes_are_copied_for_other_instrumentations(scope: str, copied: bool) -> None:
    others = {"aws.region": "us-east-1", "input.value": "hello", f"{OBSERVATION}.metadata.words": "3"}
    found = mapped({**others, f"{OBSERVATION}.level": "DEBUG"}, scope=scope)["metadata"]
    assert ("attributes.aws.region" in found) == copied
    assert ("attributes.langfuse.observation.level" in found) == copied
    assert not [key for key in found if key.startswith(("attributes.input", f"attributes.{OBSERVATION}.metadata"))]


# rules 3.6, 3.7
def test_long_metadata_is_cut_as_json_text_unless_any_key_is_expanded() -> None:
    found = mapped({f"{OBSERVATION}.metadata.list": json.dumps(["word"] * 100), f"{OBSERVATION}.metadata.n": "3"})
    cut = chosen_fields(found, {"metadata"}, set())["metadata"]
    assert (len(cut["list"]), cut["n"]) == (METADATA_LIMIT, 3)
    assert cut["list"].startswith('["word", "word"')
    assert chosen_fields(found, {"metadata"}, {"other"})["metadata"]["list"] == ["word"] * 100
