"""Lambda functions: requests, memory over time, kept snapshots, and their X-Ray traces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from estimate.meters import Use
from estimate.stack import Resource, Stack, nested, number
from estimate.usage import Tokens, Usage
from estimate.workload import HOURS, Workload

FUNCTION = "aws:lambda/function:Function"
TYPES = (FUNCTION,)
_PLANNER, _TAGGER, _API = "planner", "tagger", "api"
#: Invocations a month without an analysis: housekeeping each day, rotations.
_IDLE_RUNS, _IDLE_SECONDS = 32, 5.0
#: A function's own work in one invocation, beside the model's: about half a second at 1 GB, cold start included.
_OWN_SECONDS, _API_SECONDS = 1.0, 0.1
#: The site asks once in so many seconds while somebody watches, and has asked for the pages before.
_WATCH_SECONDS, _PAGE_REQUESTS = 2.0, 6


def uses(stack: Stack, load: Workload, usage: Usage) -> Iterator[Use]:
    functions = stack.of(FUNCTION)
    if not functions:
        return
    requests = sum(usage.invocations.values()) + requests_of_an_analysis(load, usage)
    yield Use(FUNCTION, "invocations", "lambda.request", _IDLE_RUNS, load.analyses * requests)
    for arm in (False, True):
        same = [it for it in functions if (it.inputs.get("architectures") == ["arm64"]) is arm]
        yield from _memory(same, "lambda.gb-second-arm" if arm else "lambda.gb-second", load, usage)
    yield from _snapshots(functions)
    if any(nested(it, "tracingConfig").get("mode") == "Active" for it in functions):
        yield Use(FUNCTION, "X-Ray traces", "xray.trace", _IDLE_RUNS, load.analyses * requests)


def _memory(functions: list[Resource], meter: str, load: Workload, usage: Usage) -> Iterator[Use]:
    if not functions:
        return
    seconds = seconds_of(load, usage)
    busy = sum(_gb(function) * _of(function, seconds) for function in functions)
    yield Use(FUNCTION, "memory while they run", meter, _IDLE_RUNS * _IDLE_SECONDS, load.analyses * busy)


def _snapshots(functions: list[Resource]) -> Iterator[Use]:
    kept = [it for it in functions if nested(it, "snapStart").get("applyOn") == "PublishedVersions"]
    if kept:
        yield Use(FUNCTION, "snapshots (SnapStart), a version each", "lambda.snapshot", _kept(kept))


def _kept(functions: list[Resource]) -> float:
    return sum(map(_gb, functions)) * HOURS * 3600


def seconds_of(load: Workload, usage: Usage) -> dict[str, float]:
    """Billed seconds of one analysis by function."""
    found = _agents_seconds(load, usage)
    found[_PLANNER] = job_seconds(load, usage)
    found[_API] = requests_of_an_analysis(load, usage) * _API_SECONDS
    return found


def job_seconds(load: Workload, usage: Usage) -> float:
    """From start to end of one analysis: the planner works, and waits for its specialists."""
    agents = _agents_seconds(load, usage)
    specialists = [seconds for agent, seconds in agents.items() if agent not in (_PLANNER, _TAGGER)]
    return agents.get(_PLANNER, _OWN_SECONDS) + agents.get(_TAGGER, 0.0) + max(specialists, default=0.0)


def requests_of_an_analysis(load: Workload, usage: Usage) -> float:
    """Requests to the API: pages, the start, and questions for the state until the end."""
    return _PAGE_REQUESTS + job_seconds(load, usage) / _WATCH_SECONDS


def _agents_seconds(load: Workload, usage: Usage) -> dict[str, float]:
    """Of each agent's own calls of its model."""
    return {agent: _model_seconds(tokens, load) + _OWN_SECONDS for agent, tokens in usage.tokens.items()}


def _model_seconds(tokens: Tokens, load: Workload) -> float:
    return tokens.calls * load.seconds_a_call + tokens.output / load.tokens_a_second


def _of(function: Resource, seconds: Mapping[str, float]) -> float:
    """By the component that a function's logical name begins with, e.g. `charter-function`."""
    return seconds.get(function.name.removesuffix("-function"), 0.0)


def _gb(function: Resource) -> float:
    return number(function.inputs, "memorySize", 128) / 1024
