"""The function list as settings change it."""

from __future__ import annotations

from dataclasses import replace

from components.foundation.function_spec import FunctionSpec
from components.foundation.functions import FUNCTIONS, OPTIONAL_FUNCTIONS
from components.foundation.grants import DeleteTraces, Grant, ReadSecret, WarmUpFunctions
from components.foundation.shared_names import LANGFUSE_SECRET, PLANNER, own_langfuse_secret


def with_project_per_agent(functions: tuple[FunctionSpec, ...], agents: tuple[str, ...]) -> tuple[FunctionSpec, ...]:
    """The same functions, where `agents` read the keys of a separate Langfuse project instead of the shared one.

    Who deletes traces reads the keys of every project in use.
    """
    shared = any(spec.kind == "agent" and spec.name not in agents for spec in functions)
    every = DeleteTraces(
        (*((LANGFUSE_SECRET,) if shared else ()), *map(own_langfuse_secret, agents)),
        own_langfuse_secret(PLANNER) if PLANNER in agents else LANGFUSE_SECRET,
    )

    def changed(grant: Grant, spec: FunctionSpec) -> Grant:
        if isinstance(grant, DeleteTraces):
            return every
        own = grant == ReadSecret(LANGFUSE_SECRET) and spec.name in agents
        return ReadSecret(own_langfuse_secret(spec.name)) if own else grant

    return tuple(replace(spec, grants=tuple(changed(grant, spec) for grant in spec.grants)) for spec in functions)


def deployed_functions(
    warm_ups: bool, project_per_agent: tuple[str, ...], self_hosted: bool = False
) -> tuple[FunctionSpec, ...]:
    """The function list, as the settings of these names change it."""
    functions = FUNCTIONS if warm_ups else without_warm_ups(FUNCTIONS)
    optional = OPTIONAL_FUNCTIONS if self_hosted else ()
    return (*with_project_per_agent(functions, project_per_agent), *optional)


def without_warm_ups(functions: tuple[FunctionSpec, ...]) -> tuple[FunctionSpec, ...]:
    """The same functions, none of which may start others ahead of a job."""

    def kept(spec: FunctionSpec) -> tuple[Grant, ...]:
        return tuple(grant for grant in spec.grants if not isinstance(grant, WarmUpFunctions))

    return tuple(replace(spec, grants=kept(spec)) for spec in functions)
