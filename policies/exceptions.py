"""Exceptions in a `--policy-pack-config` file of version 2: findings that stop nothing, each with a reason.

Pulumi's engine applies them itself, to what a pack has reported; here the gate does, on the pack's report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, cast

from policies.engine.outcome import Kind
from policies.engine.rule import Level
from policies.gate_config import ConfigurationError, PackConfig, rule_fault
from policies.report import Report, Violation

_KEYS = ("version", "policies", "exceptions")


@dataclass(frozen=True)
class PackException:
    id: str
    reason: str
    findings: frozenset[tuple[str, str]]
    """Rule and URN."""


def has_version(content: Mapping[str, Any]) -> bool:
    """Whether `version` is a number: JSON has one kind of it, so that 2.0 is 2."""
    version = content.get("version")
    return isinstance(version, int | float) and not isinstance(version, bool)


def parted(content: Mapping[str, Any]) -> tuple[PackConfig, tuple[PackException, ...]]:
    """Rules and exceptions of a file's content. Without a numeric `version`, all of it is about rules.

    Raises ConfigurationError for a version or a shape that is not known.
    """
    if not has_version(content):
        return content, ()
    if content["version"] != 2:
        raise ConfigurationError(f"version must be 2, not {content['version']}")
    for key in content.keys() - {*_KEYS}:
        raise ConfigurationError(f"{key} is none of {', '.join(_KEYS)}")
    rules = _object(content.get("policies", {}), "policies")
    for name, given in rules.items():
        if not isinstance(given, str | dict):
            raise ConfigurationError(f"policies.{name} must be a level, or an object of options")
    exceptions = _object(content.get("exceptions", {}), "exceptions")
    return rules, tuple(map(_exception, exceptions, exceptions.values()))


def excepted(report: Report, project: str, exceptions: tuple[PackException, ...]) -> Report:
    """The report, in which these findings are waived."""
    stack = f"urn:pulumi:{report.stack}::{project}::pulumi:pulumi:Stack::{project}-{report.stack}"

    def judged(violation: Violation) -> Violation:
        about = (violation.rule, violation.urn or stack)
        found = next((each for each in exceptions if about in each.findings), None)
        if found is None or violation.kind is not Kind.VIOLATION:
            return violation
        text = f"{violation.text.partition(chr(10))[0]}\nException {found.id}: {found.reason}"
        return replace(violation, kind=Kind.WAIVED, level=Level.ADVISORY, text=text)

    return replace(report, violations=tuple(map(judged, report.violations))) if exceptions else report


def check_names(exceptions: tuple[PackException, ...], rules: list[str]) -> None:
    """Raises ConfigurationError for an exception of an unknown rule."""
    for each in exceptions:
        for rule in sorted({rule for rule, _ in each.findings} - {*rules}):
            raise ConfigurationError(f"exception {each.id} names {rule_fault(rule, rules)}")


def _exception(name: str, given: Any) -> PackException:
    fields = _object(given, f"exceptions.{name}")
    reason = fields.get("reason")
    if not isinstance(reason, str) or not reason.strip():
        raise ConfigurationError(f"exceptions.{name}.reason must be a text")
    return PackException(name, reason.strip(), frozenset(_findings(fields.get("match"), f"exceptions.{name}.match")))


def _findings(match: Any, path: str) -> Iterator[tuple[str, str]]:
    if not isinstance(match, list) or not match:
        raise ConfigurationError(f"{path} must be a list of objects with policies and targets")
    for index, given in enumerate(cast("list[Any]", match)):
        entry = _object(given, f"{path}[{index}]")
        rules = _texts(entry.get("policies"), f"{path}[{index}].policies")
        yield from product(rules, _texts(entry.get("targets"), f"{path}[{index}].targets"))


def _object(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ConfigurationError(f"{path} must be an object")
    return cast("dict[str, Any]", value)


def _texts(value: Any, path: str) -> list[str]:
    listed = cast("list[Any]", value) if isinstance(value, list) else []
    if not listed or not all(isinstance(each, str) and each for each in listed):
        raise ConfigurationError(f"{path} must be a list of texts")
    return listed
