"""Every rule has an example that runs, that the rule accepts, and in which the rule refuses a change."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.engine.preview import preview
from policies.engine import Config, Resource, ResourceRule, Rule, Stack, StackRule
from policies.engine.rule import applies_to
from policies.examples import Example, all_examples, examples
from policies.pack import RULES
from tests.guardrails.examples_given import GIVEN, program
from tests.guardrails.examples_worse import WORSE
from tests.guardrails.mutations.mutation import Mutation
from tests.guardrails.mutations.plant import planted
from tests.guardrails.program import as_seen

BY_NAME = {rule.name: rule for rule in RULES}
ALL = list(all_examples())
STACKS = {"rds-pauses-outside-prod": "test"}
"""Stacks of rules that do not concern production."""
PAIRS = [pytest.param(BY_NAME[name], example, id=name) for example in ALL for name in example.rules if name in BY_NAME]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("examples")
    (made / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (made / "Pulumi.prod.yaml").write_text("config:\n  aws:region: us-east-1\n")
    return made


_RUN: dict[str, tuple[Resource, ...]] = {}


@pytest.fixture
def resources(example: Example, folder: Path) -> tuple[Resource, ...]:
    """The example's, and those that it refers to."""
    if example.code not in _RUN:
        (folder / "__main__.py").write_text(program(example.code))
        _RUN[example.code] = as_seen(preview(folder, "prod").resources)
    return _RUN[example.code]


def config(rule: Rule) -> Config:
    return Config(
        "shop", STACKS.get(rule.name, "prod"), {name: option.default for name, option in rule.options.items()}
    )


def findings(rule: Rule, resources: tuple[Resource, ...]) -> set[tuple[str, str, str, bool]]:
    """URN, path, message, and whether it is undecided."""
    if isinstance(rule, StackRule):
        found = [(finding.resource, finding) for finding in rule.check(Stack(resources), config(rule))]
    else:
        assert isinstance(rule, ResourceRule)
        judged = [each for each in resources if applies_to(rule, each.type)]
        found = [(each, finding) for each in judged for finding in rule.check(each, config(rule))]
    return {(about.urn if about else "", each.path, each.message, each.undecided) for about, each in found}


def violations(rule: Rule, resources: tuple[Resource, ...]) -> set[tuple[str, str, str, bool]]:
    return {finding for finding in findings(rule, resources) if not finding[-1]}


def test_every_rule_has_an_example_and_every_example_a_rule() -> None:
    assert sorted(BY_NAME) == sorted(examples())


@pytest.mark.parametrize(("rule", "example"), PAIRS)
def test_a_rule_accepts_its_example(rule: Rule, resources: tuple[Resource, ...]) -> None:
    assert any(applies_to(rule, each.type) for each in (*resources, *worse(rule, resources)))
    assert findings(rule, resources) == set()


@pytest.mark.parametrize(("rule", "example"), PAIRS)
def test_a_rule_refuses_a_change_to_its_example(rule: Rule, resources: tuple[Resource, ...]) -> None:
    if rule.name in WORSE:
        assert violations(rule, worse(rule, resources))
    else:
        assert any(violations(rule, mutated(resources, change)) for change in planted(resources))


def worse(rule: Rule, resources: tuple[Resource, ...]) -> tuple[Resource, ...]:
    for change in WORSE.get(rule.name, ()):
        resources = change(resources)
    return resources


def mutated(resources: tuple[Resource, ...], change: Mutation) -> tuple[Resource, ...]:
    kept = [change.mutant if each is change.resource else each for each in resources]
    return tuple(each for each in kept if each)


@pytest.mark.parametrize("example", ALL, ids=lambda example: example.rules[0])
def test_an_example_is_short(example: Example) -> None:
    assert len(example.code.splitlines()) <= 50
    assert all(len(line) <= 120 for line in example.code.splitlines())
    compile(program(example.code), str(example.file), "exec")


@pytest.mark.parametrize("example", ALL, ids=lambda example: example.rules[0])
def test_an_example_refers_to_what_a_program_has(example: Example) -> None:
    assert set(example.refers_to) <= set(GIVEN)


def test_what_examples_refer_to_is_used() -> None:
    used = " ".join(program(example.code) for example in ALL)
    assert [name for name, definition in GIVEN.items() if definition not in used] == []
