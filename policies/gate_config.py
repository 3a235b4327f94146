"""The levels and options that the gate gives to the pack, as Pulumi's engine does."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from pulumi.runtime import proto

from policies.engine import ResourceRule
from policies.engine.options import EVERY_RULE
from policies.engine.policy import OUTCOME_NAMES

_REMEDIATE = "remediate"
PackConfig = Mapping[str, Mapping[str, Any] | str]
"""The content of a `--policy-pack-config` file: rule to options, with the level as `enforcementLevel`, or to the level
alone."""


class GateError(Exception):
    """The pack did not start or did not answer; the message gives the reason."""


class ConfigurationError(GateError):
    """A fault in a pack's configuration, such as a `--policy-pack-config` file; the message names it."""


def configuration(info: proto.AnalyzerInfo, config: PackConfig, *, remediate: bool) -> proto.ConfigureAnalyzerRequest:
    """As in the engine: the pack's levels, overridden by the user's configuration. Raises ConfigurationError.

    With `remediate`, rules that can mend do so, unless the configuration gives them a level.
    """
    rules = rules_of(info)
    for name in config:
        if name not in (*rules, EVERY_RULE):
            raise ConfigurationError(f"names {rule_fault(name, rules)}")
    every = _settings(config.get(EVERY_RULE)).get("enforcementLevel")
    if EVERY_RULE in config and every is None:
        raise ConfigurationError(f"{EVERY_RULE}: needs an enforcementLevel")
    mending = _mending() if remediate else frozenset[str]()
    levels = {policy.name: policy.enforcementLevel for policy in info.policies}
    request = proto.ConfigureAnalyzerRequest()
    for name in {**levels, **config}:
        given = _settings(config.get(name))
        level = given.pop("enforcementLevel", every or (_REMEDIATE if name in mending else None))
        request.policyConfig[name].enforcementLevel = _level(name, level, levels.get(name, proto.ADVISORY))
        request.policyConfig[name].properties.update(given)
    return request


def rules_of(info: proto.AnalyzerInfo) -> list[str]:
    """Names that a configuration may use."""
    return [policy.name for policy in info.policies if policy.name not in OUTCOME_NAMES]


def rule_fault(name: str, rules: Iterable[str]) -> str:
    """A message about the name of a rule that does not exist, with the likely one."""
    near = difflib.get_close_matches(name, rules, n=1)
    hint = f"; did you mean {near[0]}?" if near else "; `alex policy list` shows all"
    return f"{name}, which is no rule of the pack{hint}"


def _mending() -> frozenset[str]:
    """The rules that can mend a resource."""
    from policies.pack import RULES  # only here: the pack itself runs in another process

    return frozenset(rule.name for rule in RULES if isinstance(rule, ResourceRule) and rule.remediate)


def _settings(given: Mapping[str, Any] | str | None) -> dict[str, Any]:
    """A level alone stands for a mapping with it."""
    return {"enforcementLevel": given} if isinstance(given, str) else dict(given or {})


def _level(rule: str, given: object, default: proto.EnforcementLevel.ValueType) -> proto.EnforcementLevel.ValueType:
    names = proto.EnforcementLevel.keys()
    if given is None:
        return default
    if str(given).upper() not in names:
        raise ConfigurationError(f"{rule}: enforcementLevel must be one of {', '.join(names).lower()}, not {given}")
    return proto.EnforcementLevel.Value(str(given).upper())


def mends(request: proto.ConfigureAnalyzerRequest) -> bool:
    """Whether any policy may change resources."""
    return any(policy.enforcementLevel == proto.REMEDIATE for policy in request.policyConfig.values())
