"""Well-built programs of another team, with other names and numbers, pass: with values unknown, and known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from policies.engine import Config, Finding, Level, Resource, ResourceRule, Stack
from policies.engine.rule import Rule, applies_to, level_of
from policies.pack import RULES
from tests.guardrails.foreign.catalogue import ALONE, EXPECTED, OPTIONS, PROGRAMS, WITH_MISTAKE
from tests.guardrails.foreign.program import PROJECT, STACK, Program


def findings(resources: tuple[Resource, ...]) -> list[tuple[Rule, str, Finding]]:
    """With the name of the resource."""
    found: list[tuple[Rule, str, Finding]] = []
    stack = Stack(resources)
    for rule in RULES:
        if rule.name in ALONE:
            continue
        defaults = {name: option.default for name, option in rule.options.items()}
        config = Config(PROJECT, STACK, defaults | OPTIONS.get(rule.name, {}))
        if isinstance(rule, ResourceRule):
            asked = [(each, rule.check(each, config)) for each in resources if applies_to(rule, each.type)]
        else:
            asked = [(None, rule.check(stack, config))]  # type: ignore[attr-defined]
        for subject, listed in asked:
            for finding in listed:
                about = subject or finding.resource
                found.append((rule, about.name if about else "", finding))
    return found


def refused(resources: tuple[Resource, ...]) -> list[tuple[str, str, str, str]]:
    """Rule, resource, property and message of each mandatory violation."""
    found = findings(resources)
    decided = [(rule, name, finding) for rule, name, finding in found if not finding.undecided]
    mandatory = [each for each in decided if level_of(each[0], STACK) is Level.MANDATORY]
    return [(rule.name, name, finding.path, finding.message) for rule, name, finding in mandatory]


def resources_of(*programs: Callable[[Program], None], known: bool) -> tuple[Resource, ...]:
    written = Program(known=known)
    for program in programs:
        program(written)
    return tuple(written.resources)


@pytest.mark.parametrize("known", [False, True], ids=["unknown values", "known values"])
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_a_well_built_program_is_not_refused(program: Callable[[Program], None], known: bool) -> None:
    assert refused(resources_of(program, known=known)) == []


@pytest.mark.parametrize("known", [False, True], ids=["unknown values", "known values"])
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_a_mistake_beside_it_is_found_and_nothing_else(program: Callable[[Program], None], known: bool) -> None:
    found: dict[str, set[str]] = {}
    for rule, name, finding in findings(resources_of(program, WITH_MISTAKE[program], known=known)):
        level = "undecided" if finding.undecided else level_of(rule, STACK).value
        found.setdefault(name, set()).add(rule.name if level == "mandatory" else f"{rule.name} ({level})")

    assert found == {name: set(rules) for name, rules in EXPECTED[program.__name__].items()}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_a_program_is_judged_nearly_wholly_once_its_values_are_known(program: Callable[[Program], None]) -> None:
    undecided = [
        (rule.name, name) for rule, name, finding in findings(resources_of(program, known=True)) if finding.undecided
    ]
    assert undecided == []


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_each_program_is_refused_without_its_tags(program: Callable[[Program], None]) -> None:
    bare = tuple(
        Resource(
            type=each.type,
            name=each.name,
            urn=each.urn,
            properties={key: value for key, value in each.properties.items() if key != "tags"},
            depends=each.depends,
        )
        for each in resources_of(program, known=False)
    )
    assert "required-tags" in {rule.name for rule, _, finding in findings(bare) if not finding.undecided}
