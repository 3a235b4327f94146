"""Judges mutated stacks quickly: only by the rules that read the type of the changed resource."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policies.engine import Level, Resource, ResourceRule, Rule, Stack, StackRule
from policies.engine.rule import applies_to, level_of
from policies.engine.waiver import address
from policies.pack import RULES
from policies.testing import config_for
from policies.waivers import WAIVERS
from tests.guardrails.mutations.mutation import Mutation

Key = tuple[str, str, str]
"""URN, path and message of a violation."""
_WAIVED = frozenset((waiver.rule, waiver.resource) for waiver in WAIVERS)


class _WatchedStack(Stack):
    """Remembers the types that a rule asks for."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        super().__init__(resources)
        self.asked: set[str] = set()

    def of_type(self, *types: str) -> tuple[Resource, ...]:
        self.asked.update(types)
        return super().of_type(*types)

    def sources(self, resource: Resource, property_name: str) -> tuple[Resource, ...]:
        found = super().sources(resource, property_name)
        self.asked.update(source.type for source in found)
        return found

    def _index(self, type: str, via: str):
        self.asked.add(type)
        return super()._index(type, via)


class Judge:
    """The pack at the level of production, on one stack and on its mutants."""

    def __init__(self, resources: Iterable[Resource], rules: Iterable[Rule] = RULES) -> None:
        self.resources = tuple(resources)
        binding = [rule for rule in rules if level_of(rule, "prod") is Level.MANDATORY]
        self._resource_rules = [rule for rule in binding if isinstance(rule, ResourceRule)]
        self._stack_rules: list[tuple[StackRule, frozenset[str], set[Key]]] = []
        for rule in binding:
            if isinstance(rule, StackRule):
                watched = _WatchedStack(self.resources)
                before = set(_of_stack(rule, watched))
                self._stack_rules.append((rule, frozenset({*watched.asked, *rule.types}), before))

    def caught_by(self, mutation: Mutation) -> str:
        """The first rule with a new violation; empty if the pack lets the change through."""
        return next(self._catching(mutation, everything=False), "")

    def caught_by_any(self, mutation: Mutation) -> frozenset[str]:
        """All rules with a new violation, asked without regard to types: the slow way, to check the quick one."""
        return frozenset(self._catching(mutation, everything=True))

    def violations(self) -> set[tuple[str, Key]]:
        """Of the stack before any change."""
        found = {
            (rule.name, key) for rule in self._resource_rules for each in self.resources for key in _of(rule, each)
        }
        return found | {(rule.name, key) for rule, _, before in self._stack_rules for key in before}

    def _catching(self, mutation: Mutation, *, everything: bool) -> Iterator[str]:
        old, new = mutation.resource, mutation.mutant
        if new:
            for rule in self._resource_rules:
                if set(_of(rule, new)) - set(_of(rule, old)):
                    yield rule.name
        mutated = Stack(_replaced(self.resources, old, new))
        for rule, types, before in self._stack_rules:
            if (everything or old.type in types or applies_to(rule, old.type)) and set(
                _of_stack(rule, mutated)
            ) - before:
                yield rule.name


def _replaced(resources: Iterable[Resource], old: Resource, new: Resource | None) -> Iterator[Resource]:
    for each in resources:
        if each is not old:
            yield each
        elif new:
            yield new


def _of(rule: ResourceRule, resource: Resource) -> Iterator[Key]:
    if applies_to(rule, resource.type) and (rule.name, address(resource)) not in _WAIVED:
        for finding in rule.check(resource, config_for(rule)):
            if not finding.undecided:
                yield resource.urn, finding.path, finding.message


def _of_stack(rule: StackRule, stack: Stack) -> Iterator[Key]:
    for finding in rule.check(stack, config_for(rule)):
        if not finding.undecided and (rule.name, address(finding.resource)) not in _WAIVED:
            yield finding.resource.urn if finding.resource else "", finding.path, finding.message
