"""A report for code scanning."""

from __future__ import annotations

from policies.engine import Level
from policies.engine.outcome import Kind
from policies.report import Report, Times, Violation
from policies.sarif import sarif

_QUEUE = "urn:pulumi:prod::alex::aws:sqs/queue:Queue::jobs"


def _found(kind: Kind, level: Level, rule: str = "sqs-dlq", urn: str = _QUEUE) -> Violation:
    return Violation(kind, rule, level, urn, "is wrong", "a.b", "is wrong (at a.b)\nWaived until 2030: because")


def _run(*violations: Violation) -> dict:  # type: ignore[type-arg]
    (run,) = sarif(Report("prod", 1, violations, Times(boot=0, resources=0, stack=0), (), ()))["runs"]
    return run


def test_a_violation_names_rule_resource_and_place() -> None:
    run = _run(_found(Kind.VIOLATION, Level.MANDATORY))
    (result,) = run["results"]
    assert (result["ruleId"], result["level"]) == ("sqs-dlq", "error")
    assert result["message"]["text"] == "aws:sqs/queue:Queue::jobs: is wrong (at a.b)"
    assert result["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": _QUEUE}]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "Pulumi.yaml"}


def test_the_rules_that_were_violated_are_described_once() -> None:
    run = _run(*[_found(Kind.VIOLATION, Level.ADVISORY)] * 2, _found(Kind.VIOLATION, Level.ADVISORY, "kms-rotation"))
    described = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert set(described) == {"sqs-dlq", "kms-rotation"}
    assert described["kms-rotation"]["help"]["text"] == "Set enable_key_rotation=True."
    assert "```python\nkey = aws.kms.Key(" in described["kms-rotation"]["help"]["markdown"]
    assert described["kms-rotation"]["properties"]["security-severity"] == "5.5"
    assert described["kms-rotation"]["helpUri"].startswith("https://docs.aws.amazon.com/")


def test_levels() -> None:
    run = _run(
        _found(Kind.VIOLATION, Level.ADVISORY),
        _found(Kind.ERROR, Level.MANDATORY),
        _found(Kind.UNDECIDED, Level.ADVISORY),
        _found(Kind.WAIVED, Level.ADVISORY),
    )
    assert [result["level"] for result in run["results"]] == ["warning", "error", "note", "note"]


def test_what_is_waived_is_suppressed_with_its_reason() -> None:
    waived, open_ = _run(_found(Kind.WAIVED, Level.ADVISORY), _found(Kind.VIOLATION, Level.ADVISORY))["results"]
    assert waived["suppressions"] == [{"kind": "external", "justification": "Waived until 2030: because"}]
    assert "suppressions" not in open_


def test_a_finding_keeps_its_fingerprint_and_shares_it_with_no_other() -> None:
    one, same, other = _run(
        _found(Kind.VIOLATION, Level.ADVISORY),
        _found(Kind.VIOLATION, Level.MANDATORY),
        _found(Kind.VIOLATION, Level.ADVISORY, urn=f"{_QUEUE}-2"),
    )["results"]
    assert one["partialFingerprints"] == same["partialFingerprints"] != other["partialFingerprints"]


def test_a_finding_on_the_stack_has_a_place_too() -> None:
    (result,) = _run(_found(Kind.VIOLATION, Level.MANDATORY, urn=""))["results"]
    assert result["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "stack"}]
