"""Runs a rule and reports every outcome: violations, undecided and waived findings, and errors of the rule."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import Enum
from typing import NamedTuple

from policies.engine.finding import Finding, Subject
from policies.engine.resource import Resource, Stack
from policies.engine.rule import Config, Findings, ResourceRule, Rule, StackRule, applies_to
from policies.engine.waiver import Waiver, Waivers


class Kind(Enum):
    VIOLATION = "violation"
    UNDECIDED = "undecided"
    WAIVED = "waived"
    ERROR = "error"
    """The rule raised an exception."""


class Outcome(NamedTuple):
    kind: Kind
    rule: Rule
    finding: Finding
    resource: Subject | None
    """None for the stack as a whole."""
    waiver: Waiver | None = None
    """The waiver that covers the finding, or the expired waiver that did."""


def judge_resource(rule: ResourceRule, resource: Resource, config: Config, waivers: Waivers) -> Iterator[Outcome]:
    """Never raises."""
    return _outcomes(rule, lambda: rule.check(resource, config), resource, waivers, blank=is_blank(resource))


def judge_stack(rule: StackRule, stack: Stack, config: Config, waivers: Waivers) -> Iterator[Outcome]:
    """Never raises."""
    types = stack.memo("types without properties", lambda: frozenset(map(_type_if_blank, stack.resources)) - {""})
    return _outcomes(
        rule, lambda: rule.check(stack, config), None, waivers, blank=any(applies_to(rule, t) for t in types)
    )


def is_blank(resource: Resource) -> bool:
    """A resource that `--target` leaves out: Pulumi shows it without any property, not even those of the provider."""
    return not resource.properties and resource.type.startswith("aws:")


def failure(rule: Rule, error: Exception, subject: Subject | None) -> Outcome:
    """The rule raised the error."""
    return Outcome(Kind.ERROR, rule, Finding(_describe(error)), subject)


def _type_if_blank(resource: Resource) -> str:
    return resource.type if is_blank(resource) else ""


def _outcomes(
    rule: Rule, check: Callable[[], Findings], subject: Subject | None, waivers: Waivers, *, blank: bool
) -> Iterator[Outcome]:
    """`blank`: what the rule reads is not shown, so that no finding is decided."""
    try:
        for finding in check():
            if blank:
                finding = replace(finding, undecided=True)
            yield _outcome(rule, finding, subject or finding.resource, waivers)
    except Exception as error:  # an error in a rule must stop the deployment, not the other rules
        yield failure(rule, error, subject)


def _outcome(rule: Rule, finding: Finding, resource: Subject | None, waivers: Waivers) -> Outcome:
    waiver = waivers.find(rule.name, resource)
    if waiver:
        return Outcome(Kind.WAIVED, rule, finding, resource, waiver)
    kind = Kind.UNDECIDED if finding.undecided else Kind.VIOLATION
    return Outcome(kind, rule, finding, resource, waivers.find_expired(rule.name, resource))


def _describe(error: Exception) -> str:
    """The error and its line, for the author of the rule. Other readers need no traceback."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"the rule failed: {type(error).__name__}: {error} ({place.filename.rpartition('/')[2]}:{place.lineno})"
