"""Well-built programs of another team, with other names and numbers, pass: with values unknown, and known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from policies.engine import Config, Finding, Level, Resource, ResourceRule, Stack
from policies.engine.rule import Rule, applies_to, level_of
from policies.pack import RULES
from tests.guardrails.foreign import data, web
from tests.guardrails.foreign.program import ACCOUNT, PROJECT, STACK, Program

OPTIONS = {
    "budget-limit": {"usd_a_month": 2000},
    "no-cross-account-access": {"accounts": [ACCOUNT]},
    "references-own-account": {"accounts": [ACCOUNT]},
    "required-tags": {"environments": {"prod": ["live"]}, "owners": ["web"]},
    "waf-rate-limit": {"requests_per_minute": 400},
    "waf-rate-covers-origins": {"requests_per_minute": 400},
}
"""What the team writes into its `--policy-pack-config`."""
ALONE = {"cloudtrail-exists", "budget-exists"}
"""Rules about an account, which another stack of the team fulfils."""
PROGRAMS: tuple[Callable[[Program], None], ...] = (
    web.static_site,
    web.http_api,
    web.containers,
    data.queue_worker,
    data.fan_out,
    data.relational,
    data.lake,
    data.cache,
    data.secrets,
    data.nightly,
    data.operations,
    data.delivery,
)


def findings(resources: tuple[Resource, ...]) -> list[tuple[Rule, str, Finding]]:
    """Of mandatory rules, with the name of the resource."""
    found: list[tuple[Rule, str, Finding]] = []
    stack = Stack(resources)
    for rule in RULES:
        if level_of(rule, STACK) is not Level.MANDATORY or rule.name in ALONE:
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


def resources_of(program: Callable[[Program], None], *, known: bool) -> tuple[Resource, ...]:
    written = Program(known=known)
    program(written)
    return tuple(written.resources)


@pytest.mark.parametrize("known", [False, True], ids=["unknown values", "known values"])
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_a_well_built_program_is_not_refused(program: Callable[[Program], None], known: bool) -> None:
    found = findings(resources_of(program, known=known))
    assert [
        (rule.name, name, finding.path, finding.message) for rule, name, finding in found if not finding.undecided
    ] == []


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
