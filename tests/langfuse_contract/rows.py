"""Rows 2, 3 and 8: what a span becomes, its metadata, and its identity."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.langfuse_contract.sent import PREFIX, Sent, Step

Rule = Callable[[Sent], list[str]]
TYPES = {"span", "generation", "event", "agent", "tool", "chain", "guardrail"}
LEVELS = {None, "DEBUG", "DEFAULT", "WARNING", "ERROR"}
OTHER_NAMES = {"gen_ai.tool.name", "genkit:name", "logfire.msg", "ai.toolCall.name", "ai.operationId"}
FAILED = 2
MOST_PROMPT_VERSION = 2**16 - 1
METADATA = (PREFIX + "metadata", "langfuse.trace.metadata")


def each_step(is_right: Callable[[Step], Any], *types: str) -> Rule:
    """Names the steps (of these types) that are not right."""

    def rule(sent: Sent) -> list[str]:
        return [step.name for step in (sent.typed(*types) if types else sent.steps) if not is_right(step)]

    return rule


def _same_for_all(field: str) -> Rule:
    """A field that every row has, with one value."""

    def rule(sent: Sent) -> list[str]:
        values = {str(step.row[field]) for step in sent.steps if step.row[field]}
        lacking = [step.name for step in sent.steps if not step.row[field]]
        return [*lacking, *(sorted(values) if len(values) != 1 else ())]

    return rule


def _environment(step: Step) -> bool:
    return step.row["environment"] == step.attributes.get("langfuse.environment")


def _keeps_parameters(step: Step) -> bool:
    sent, kept = step.data("model.parameters"), step.row["modelParameters"]
    return step.own("model.parameters") is None or (isinstance(sent, dict) and kept.keys() == sent.keys())


def _has_prompt_as_it_may(step: Step) -> bool:
    version = step.own("prompt.version")
    if version is None and step.own("prompt.name") is None:
        return True
    is_generation = step.row["type"] == "GENERATION"
    return is_generation and isinstance(version, int) and 0 < version <= MOST_PROMPT_VERSION


def _versions(sent: Sent) -> list[str]:
    """A model call, and the agent around it, name the version of the instructions."""
    found = [each.name for each in sent.generations if not re.fullmatch("[0-9a-f]{12}", each.row["version"] or "")]
    for each in sent.generations:
        agent = sent.above(each, "AGENT")
        if agent is not None and agent.row["version"] != each.row["version"]:
            found.append(agent.name)
    return found


def _one_root(sent: Sent) -> list[str]:
    """One row of each trace is a root. Another attempt's root replaces it."""
    roots = {(step.row["traceId"], step.row["id"]): step for step in sent.steps if step.row["isRootObservation"]}
    traces = {step.row["traceId"] for step in sent.steps}
    return [] if len(roots) == len(traces) else [step.name for step in roots.values()]


def _metadata(step: Step) -> Iterator[tuple[str, Any]]:
    for name, value in step.attributes.items():
        for prefix in METADATA:
            if name.startswith(f"{prefix}."):
                yield name.removeprefix(f"{prefix}."), value


def _is_json(value: Any) -> bool:
    try:
        json.loads(value)
    except (TypeError, ValueError):
        return False
    return True


def _reads_back(step: Step) -> bool:
    """Every value that is no object comes back as it was."""
    values = {name: json.loads(value) for name, value in _metadata(step) if _is_json(value)}
    return all(
        step.row["metadata"].get(name) == ("" if value is None else value)
        for name, value in values.items()
        if not isinstance(value, dict)
    )


def _no_name_twice(step: Step) -> bool:
    values: dict[str, Any] = {}
    return all(values.setdefault(name, value) == value for name, value in _metadata(step))


def _one_start_of_each_id(sent: Sent) -> list[str]:
    starts: dict[str, set[str]] = {}
    for step in sent.steps:
        starts.setdefault(step.row["id"], set()).add(step.row["startTime"])
    return [step.name for step in sent.steps if len(starts[step.row["id"]]) > 1]


def _has_times(step: Step) -> bool:
    return 0 < step.span.start_time_unix_nano <= step.span.end_time_unix_nano


RULES: dict[str, Rule] = {
    "2.1": each_step(lambda step: step.own("type") in TYPES and step.row["type"] == step.own("type").upper()),
    "2.2": each_step(
        lambda step: step.own("level") in LEVELS and (step.span.status.code != FAILED or step.row["level"] == "ERROR")
    ),
    "2.3": each_step(lambda step: step.row["level"] != "ERROR" or step.row["statusMessage"]),
    "2.4": each_step(lambda step: step.row["name"] == step.span.name and not OTHER_NAMES & step.attributes.keys()),
    "2.5": each_step(
        lambda step: all(step.own(side) is None or _is_json(step.own(side)) for side in ("input", "output"))
    ),
    "2.6": each_step(lambda step: bool(step.row["model"]) == (step.row["type"] == "GENERATION")),
    "2.7": each_step(_keeps_parameters),
    "2.10": each_step(lambda step: step.own("completion_start_time") is None or step.row["completionStartTime"]),
    "2.11": each_step(_has_prompt_as_it_may),
    "2.12": each_step(_environment),
    "2.13": _same_for_all("release"),
    "2.14": _versions,
    "2.15": _same_for_all("userId"),
    "2.16": _same_for_all("sessionId"),
    "2.17": each_step(lambda step: step.row["tags"] == ["portfolio"]),
    "2.18": _same_for_all("traceName"),
    "2.19": each_step(lambda step: step.row["public"] is False),
    "2.21": each_step(lambda step: step.attributes.get("langfuse.internal.as_root") is None),
    "2.22": _one_root,
    "2.23": each_step(_has_times),
    "3.1": each_step(lambda step: not set(METADATA) & step.attributes.keys()),
    "3.2": each_step(lambda step: not {"scope", "resourceAttributes"} & {name for name, _ in _metadata(step)}),
    "3.3": each_step(lambda step: all(_is_json(value) for _, value in _metadata(step))),
    "3.4": each_step(lambda step: all(value != "null" for _, value in _metadata(step))),
    "3.5": each_step(_no_name_twice),
    "3.6": each_step(_reads_back),
    "8.2": _one_start_of_each_id,
}
