"""Exceptions in a `--policy-pack-config` file of version 2: the gate applies them as Pulumi's engine does."""

from __future__ import annotations

from typing import Any

import pytest

from policies import gate
from policies.engine.outcome import Kind

STACK = "urn:pulumi:prod::alex::pulumi:pulumi:Stack::alex-prod"
BOTH = ["budget-exists", "cloudtrail-exists"]
"""What a stack without any resource violates."""


def file(*match: dict[str, Any], **policies: Any) -> dict[str, Any]:
    exceptions = {"EXC-1": {"reason": "Another stack has it.", "match": list(match)}} if match else {}
    return {"version": 2, "policies": policies, "exceptions": exceptions}


def test_a_finding_with_an_exception_stops_nothing_and_stays_visible() -> None:
    report = gate.evaluate((), "prod", config=file({"policies": BOTH, "targets": [STACK]}))
    waived = report.of_kind(Kind.WAIVED)
    assert not report.failed
    assert sorted(violation.rule for violation in waived) == BOTH
    assert {violation.text.partition("\n")[2] for violation in waived} == {"Exception EXC-1: Another stack has it."}


@pytest.mark.parametrize(
    ("config", "refused"),
    [
        (file({"policies": BOTH[:1], "targets": [STACK]}), BOTH[1:]),
        (file({"policies": BOTH, "targets": [STACK.replace("prod", "other")]}), BOTH),
        (file({"policies": BOTH[:1], "targets": [STACK]}, **{"cloudtrail-exists": "disabled"}), []),
        (file(), BOTH),
        ({"version": 2}, BOTH),
    ],
    ids=["another rule", "another stack", "with levels", "none", "nothing"],
)
def test_every_other_finding_is_refused(config: dict[str, Any], refused: list[str]) -> None:
    assert sorted(violation.rule for violation in gate.evaluate((), "prod", config=config).mandatory) == refused


@pytest.mark.parametrize(
    ("config", "refusal"),
    [
        ({"version": 3}, "version must be 2, not 3"),
        ({"version": 2, "policy": {}}, "policy is none of version, policies, exceptions"),
        ({"version": 2, "budget-exists": "disabled"}, "budget-exists is none of version, policies, exceptions"),
        ({"version": 2, "policies": {"budget-exists": 5}}, "policies.budget-exists must be a level, or an object"),
        ({"version": 2, "exceptions": []}, "exceptions must be an object"),
        ({"version": 2, "exceptions": {"E": {"match": []}}}, "exceptions.E.reason must be a text"),
        ({"version": 2, "exceptions": {"E": {"reason": "r"}}}, "exceptions.E.match must be a list of objects"),
        (file({"policies": "all"}), "exceptions.EXC-1.match[0].policies must be a list of texts"),
        (file({"policies": BOTH}), "exceptions.EXC-1.match[0].targets must be a list of texts"),
        (
            file({"policies": ["budget-exist"], "targets": [STACK]}),
            "exception EXC-1 names budget-exist, which is",
        ),
        (file({"policies": ["pack-error"], "targets": [STACK]}), "exception EXC-1 names pack-error, which is no rule"),
    ],
)
def test_a_wrong_file_is_refused_with_its_field(config: dict[str, Any], refusal: str) -> None:
    with pytest.raises(gate.GateError) as refused:
        gate.evaluate((), "prod", config=config)
    assert str(refused.value).startswith(refusal)
