"""The pack refuses nearly every change to production that takes protection away; each other has a reason."""

from __future__ import annotations

from functools import cache

import pytest

from policies.engine import Level
from policies.engine.rule import level_of
from policies.pack import RULES
from policies.testing import changed, make
from tests.guardrails.mutations.judge import Judge
from tests.guardrails.mutations.mutation import Kind
from tests.guardrails.mutations.neutral import why_neutral
from tests.guardrails.mutations.plant import planted
from tests.guardrails.mutations.result import TABLE, Result, run
from tests.guardrails.mutations.survivors import REASONS
from tests.guardrails.program import program

_FEWEST, _SHARE = 400, 0.97
#: Every so many mutations are judged by every rule, too.
_SAMPLE = 60


@cache
def _result() -> Result:
    return run(program())


def test_nearly_all_mutations_are_refused() -> None:
    result = _result().without_tags
    assert len(result.planted) >= _FEWEST
    assert result.share >= _SHARE


def test_every_survivor_has_a_reason() -> None:
    assert [mutation.label for mutation in _result().unexplained] == []


def test_every_reason_is_needed() -> None:
    survivors = _result().survivors
    assert [reason for reason in REASONS if not any(reason.fits(mutation) for mutation in survivors)] == []


def test_every_kind_is_planted() -> None:
    assert {mutation.kind for mutation in _result().planted} == set(Kind)


def test_the_committed_table_is_current() -> None:
    assert TABLE.read_text(encoding="utf-8") == _result().table() + "\n", "run `make mutations docs`"


def test_the_stack_before_any_mutation_passes() -> None:
    assert Judge(program()).violations() == set()


def test_leaving_out_rules_by_type_changes_no_verdict() -> None:
    judge = Judge(program())
    sample = _result().planted[::_SAMPLE]
    assert [bool(judge.caught_by(each)) for each in sample] == [bool(judge.caught_by_any(each)) for each in sample]


def test_a_rule_that_is_taken_out_shows() -> None:
    without = [rule for rule in RULES if not rule.name.startswith("waf-")]
    judge = Judge(program(), without)
    firewall = [mutation for mutation in _result().planted if mutation.service == "wafv2"]
    assert any(not judge.caught_by(mutation) for mutation in firewall)


def test_only_rules_that_stop_a_deployment_count() -> None:
    advisory = [rule for rule in RULES if level_of(rule, "prod") is Level.ADVISORY]
    queue = make("aws:sqs/queue:Queue", {"kmsMasterKeyId": "alias/alex", "name": "jobs"})
    assert not any(Judge((queue,), advisory).caught_by(mutation) for mutation in planted((queue,)))


@pytest.mark.parametrize(
    ("type_", "path", "kind"),
    [
        ("aws:sqs/queue:Queue", "kmsMasterKeyId", Kind.REMOVED),
        ("aws:wafv2/webAcl:WebAcl", "rules[5].overrideAction", Kind.OFF),
        ("aws:rds/cluster:Cluster", "deletionProtection", Kind.OFF),
    ],
)
def test_protections_are_not_declared_neutral(type_: str, path: str, kind: Kind) -> None:
    assert not why_neutral(type_, path, kind)


def test_a_mutant_differs_from_the_resource_in_one_place() -> None:
    queue = make("aws:sqs/queue:Queue", {"kmsMasterKeyId": "alias/alex", "tags": {"Owner": "alex"}})
    removed = [mutation for mutation in planted((queue,)) if mutation.path == "tags.Owner"]
    assert [dict(mutation.mutant.properties) for mutation in removed if mutation.mutant] == [
        dict(changed(queue, "tags.Owner", None).properties)
    ]
