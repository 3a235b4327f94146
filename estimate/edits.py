"""Edits of a preview's resources that another value of a setting makes, as far as they have a price."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from estimate.services.database import CLUSTER, INSTANCE, SCALING
from estimate.services.edge import API, DISTRIBUTION, PLAN, WEB_ACL, tier_of
from estimate.services.functions import FUNCTION
from estimate.services.logs import FIREWALL
from estimate.services.model import MODEL_ID, model_of, usd_of
from estimate.services.users import POOL
from estimate.stack import Resource, listed, nested, stack_of
from estimate.usage import Tokens, Usage

_FREE = "no logs, no rules against SQL injection; not where deletionProtection is true"
_PRO = "16 KB of a body are inspected; a price without overage"
#: Value of `edgePlan` to what it means.
_PLANS = {"free": _FREE, "pro": _PRO, "business": "all protections; a price without overage"}
#: A model that is cheaper than most, under the same prefix; Nova Lite has no global profile.
_CHEAPER, _CHEAPER_GLOBALLY = "amazon.nova-lite-v1:0", "amazon.nova-2-lite-v1:0"
_PREFIXES = ("us", "eu", "global")
#: Agents whose answers code decides or puts right, so that they are the first for a cheaper model.
_CORRECTED = ("planner", "tagger", "charter")
_AWAKE = 1


@dataclass(frozen=True)
class _Edited:
    type: str
    name: str
    inputs: Mapping[str, Any] = field(default_factory=dict[str, Any])


_Rows = Sequence[Resource]
_Edit = Callable[[_Rows], _Rows]


def edits(rows: _Rows, usage: Usage) -> Iterator[tuple[str, str, _Edit]]:
    """Setting with its value, its meaning, and the edit."""
    yield from _database(rows)
    yield from _functions(rows)
    yield from _models(rows, usage)
    yield from _edge_plans(rows)
    yield from _users(rows)


def _database(rows: _Rows) -> Iterator[tuple[str, str, _Edit]]:
    instances = sorted((it for it in rows if it.type == INSTANCE), key=lambda it: it.name)
    clusters = [it for it in rows if it.type == CLUSTER]
    if not (clusters and instances):
        return
    if len(instances) > 1:
        yield "databaseInstances: 1", "no standby in another zone", lambda all_: _without(all_, instances[1:])
    else:
        standby = _Edited(INSTANCE, f"{instances[0].name}-standby", instances[0].inputs)
        yield "databaseInstances: 2", "a standby takes over in seconds", lambda all_: [*all_, standby]
    scaling = nested(clusters[0], SCALING)
    paused = scaling.get("minCapacity") == 0
    least = _AWAKE if paused else 0
    means = "no pause, and no first request that waits" if paused else "it pauses after five idle minutes"
    yield f"databaseMinAcu: {least}", means, _changing(CLUSTER, **{SCALING: {**scaling, "minCapacity": least}})


def _functions(rows: _Rows) -> Iterator[tuple[str, str, _Edit]]:
    """SnapStart is for agents: those that call a model."""
    agents = {it.name for it in rows if it.type == FUNCTION and model_of(it)}
    if not agents:
        return
    on = any(nested(it, "snapStart").get("applyOn") == "PublishedVersions" for it in rows if it.name in agents)
    value = None if on else {"applyOn": "PublishedVersions"}
    means = "agents start from nothing" if on else "agents start from a snapshot; for each published version kept"
    yield f"snapStart: {'false' if on else 'true'}", means, _changing(FUNCTION, agents, snapStart=value)


def _models(rows: _Rows, usage: Usage) -> Iterator[tuple[str, str, _Edit]]:
    models = {_agent(it): it for it in rows if it.type == FUNCTION and model_of(it) and _agent(it) in usage.tokens}
    region = stack_of(rows).home_region
    dearer = {agent for agent, it in models.items() if _is_dearer(it, usage.tokens[agent], region)}
    if not dearer:
        return
    cheaper = _cheaper(models[min(dearer)])
    means = "evaluate it first: docs/models.md"
    if some := [agent for agent in _CORRECTED if agent in dearer]:
        mapping = ", ".join(f"{agent}: {cheaper}" for agent in some)
        yield f"agentModels: {{{mapping}}}", means, _calling(some, cheaper)
    if all(agent in dearer or model_of(it) == cheaper for agent, it in models.items()):
        yield f"model: {cheaper}", f"for all agents; {means}", _calling(sorted(dearer), cheaper)


def _is_dearer(function: Resource, tokens: Tokens, region: str | None) -> bool:
    """Whether these tokens cost more than those of the cheaper model. An unknown price is no reason to change."""
    now, then = (usd_of(model, region, tokens) for model in (str(model_of(function)), _cheaper(function)))
    return now is not None and then is not None and then < now


def _cheaper(function: Resource) -> str:
    prefix = str(model_of(function)).partition(".")[0]
    base = _CHEAPER_GLOBALLY if prefix == "global" else _CHEAPER
    return f"{prefix}.{base}" if prefix in _PREFIXES else base


def _edge_plans(rows: _Rows) -> Iterator[tuple[str, str, _Edit]]:
    if not any(it.type == DISTRIBUTION for it in rows):
        return
    subscribed = {tier_of(it).lower() for it in rows if it.type == PLAN}
    for plan, means in _PLANS.items():
        if plan not in subscribed:
            yield f"edgePlan: {plan}", means, _subscribing(plan)
    if subscribed:
        yield "edgePlan: pay-as-you-go", "all protections; billed by use", _subscribing(None)


def _users(rows: _Rows) -> Iterator[tuple[str, str, _Edit]]:
    """A protected stack's pool has the tier PLUS. Where there is neither a site nor an API, there is no sign-in."""
    if not any(it.type in (DISTRIBUTION, API) for it in rows):
        return
    if any(it.type == POOL and it.inputs.get("userPoolTier") == "PLUS" for it in rows):
        return
    pool = _Edited(POOL, "identity-pool", {"userPoolTier": "PLUS"})
    others = [it for it in rows if it.type == POOL]
    means = "a user pool of the tier PLUS, in a protected stack"
    yield 'jwtIssuer: ""', means, lambda all_: [*_without(all_, others), pool]


def _subscribing(plan: str | None) -> _Edit:
    def edit(rows: _Rows) -> _Rows:
        had = [tier_of(it) for it in rows if it.type == PLAN]
        left = [it for it in rows if it.type != PLAN and not (plan == "free" and it.type == FIREWALL)]
        if "FREE" in had:
            left = [*map(_with_sql_rule, left), _Edited(FIREWALL, "firewall-logging")]
        return left if plan is None else [*left, _Edited(PLAN, "edge-plan", {"planTier": plan.upper()})]

    return edit


def _with_sql_rule(resource: Resource) -> Resource:
    """The plan free has left it out."""
    if resource.type != WEB_ACL or resource.inputs.get("scope") != "CLOUDFRONT":
        return resource
    rules = [*listed(resource, "rules"), {"name": "sql-injection"}]
    return _Edited(resource.type, resource.name, {**resource.inputs, "rules": rules})


def _calling(agents: Sequence[str], model: str) -> _Edit:
    def edit(rows: _Rows) -> _Rows:
        return [_with_model(it, model) if it.type == FUNCTION and _agent(it) in agents else it for it in rows]

    return edit


def _with_model(function: Resource, model: str) -> Resource:
    environment = nested(function, "environment")
    changed = {**environment, "variables": {**environment.get("variables", {}), MODEL_ID: model}}
    return _Edited(function.type, function.name, {**function.inputs, "environment": changed})


def _changing(type_: str, names: Iterable[str] | None = None, **inputs: Any) -> _Edit:
    chosen = None if names is None else set(names)

    def edit(rows: _Rows) -> _Rows:
        return [
            _Edited(it.type, it.name, {**it.inputs, **inputs})
            if it.type == type_ and (chosen is None or it.name in chosen)
            else it
            for it in rows
        ]

    return edit


def _without(rows: _Rows, gone: Sequence[Resource]) -> _Rows:
    names = {(it.type, it.name) for it in gone}
    return [it for it in rows if (it.type, it.name) not in names]


def _agent(function: Resource) -> str:
    return function.name.removesuffix("-function")
