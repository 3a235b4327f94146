"""The real program through the real pack, in the pack's own process."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from rich.console import Console

from local.engine.preview import UNKNOWN, PlannedResource, preview
from policies import gate
from policies.engine import Level, ResourceRule
from policies.engine.outcome import Kind
from policies.iam.actions import expand
from policies.pack import RULES
from policies.report import Report, Times, Violation
from policies.report_view import show
from policies.testing import make, violations
from policies.waivers import WAIVERS
from tests import previews

ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def programs() -> dict[str, tuple[PlannedResource, ...]]:
    return {stack: previews.preview(ROOT, stack).resources for stack in ("prod", "local")}


@pytest.fixture(scope="module")
def reports(programs: dict[str, tuple[PlannedResource, ...]]) -> dict[str, Report]:
    return {stack: gate.evaluate(resources, stack) for stack, resources in programs.items()}


def edited(
    resources: tuple[PlannedResource, ...], name: str, edit: Callable[[dict[str, Any]], object]
) -> tuple[PlannedResource, ...]:
    """The program with the inputs of one resource edited."""
    assert any(resource.name == name for resource in resources)
    return tuple(_edited(resource, edit) if resource.name == name else resource for resource in resources)


def _edited(resource: PlannedResource, edit: Callable[[dict[str, Any]], object]) -> PlannedResource:
    inputs = json.loads(json.dumps(resource.inputs))
    edit(inputs)
    return replace(resource, inputs=inputs)


def in_statement(sid: str, **elements: Any) -> Callable[[dict[str, Any]], None]:
    """Edits one statement of the policy in the inputs."""

    def edit(inputs: dict[str, Any]) -> None:
        document = json.loads(inputs["policy"])
        next(statement for statement in document["Statement"] if statement["Sid"] == sid).update(elements)
        inputs["policy"] = json.dumps(document)

    return edit


def test_nothing_stops_a_deployment_to_production(reports: dict[str, Report]) -> None:
    assert [(violation.rule, violation.resource) for violation in reports["prod"].mandatory] == []


def test_another_stack_violates_only_rules_that_its_settings_leave_out(reports: dict[str, Report]) -> None:
    broken = {
        stack: {violation.rule for violation in report.of_kind(Kind.VIOLATION)} for stack, report in reports.items()
    }
    assert not reports["local"].failed
    assert broken["local"] - broken["prod"] == {
        "alarm-topic-read",
        "cloudfront-custom-cert",
        "cloudfront-viewer-tls",
        "rds-deletion-protection",
        "rds-multi-az",
    }


@pytest.mark.parametrize("stack", ["prod", "local"])
def test_every_waiver_covers_something_and_none_has_expired(reports: dict[str, Report], stack: str) -> None:
    assert not reports[stack].stale_waivers
    assert not reports[stack].expired_waivers
    assert all(waiver.expires >= datetime.now(UTC).date() for waiver in WAIVERS)
    assert {waiver.rule for waiver in WAIVERS} <= {rule.name for rule in RULES}


def test_a_waiver_of_what_a_setting_leaves_out_is_not_stale_and_of_what_needs_none_is(
    programs: dict[str, tuple[PlannedResource, ...]],
) -> None:
    """`edgePlan: free` has no logs, thus no bucket for them."""
    without_logs = preview(ROOT, "prod", {"edgePlan": "free", "deletionProtection": False}).resources
    assert "edge-logs-bucket" not in {resource.name for resource in without_logs}
    assert gate.evaluate(without_logs, "prod").stale_waivers == ()

    (waiver,) = [each for each in WAIVERS if each.resource.endswith("::edge-logs-bucket")]
    strict = edited(programs["prod"], "edge-logs-ownership", _without_acls)
    assert gate.evaluate(strict, "prod").stale_waivers == (waiver,)


def _without_acls(inputs: dict[str, Any]) -> None:
    inputs["rule"]["objectOwnership"] = "BucketOwnerEnforced"


def test_mistakes_in_the_real_program_are_caught_each_by_its_rule(
    programs: dict[str, tuple[PlannedResource, ...]],
) -> None:
    resources = programs["prod"]
    edits = {
        ("iam-no-wildcard-resource", "planner-policy"): in_statement("SendToDeadLetters", Resource="*"),
        ("iam-no-service-wildcard-action", "api-policy"): in_statement("SendToJobs", Action="sqs:*"),
        ("iam-arn-within-stack", "migrator-policy"): in_statement("ReadMasterSecret", Condition={}),
        ("iam-action-exists", "tagger-policy"): in_statement("InvokeProfile", Action="bedrock:InvokeModle"),
        ("kms-no-public-policy", "key-key"): in_statement("SqsDecrypt", Condition={}),
        ("no-confused-deputy", "alarms-topic"): in_statement("PublishAlarms", Condition={}),
        ("lambda-no-public-invoke", "http-api-permission"): lambda inputs: inputs.update(principal="*", sourceArn=None),
        ("sqs-tls-only", "jobs-queue"): lambda inputs: inputs.pop("policy"),
    }
    for (_, name), edit in edits.items():
        resources = edited(resources, name, edit)
    report = gate.evaluate(resources, "prod")
    caught = {(violation.rule, violation.urn.rpartition("::")[2]) for violation in report.of_kind(Kind.VIOLATION)}
    assert set(edits) <= caught
    assert report.failed


def test_a_wildcard_widened_in_any_statement_of_the_real_program_is_caught(
    programs: dict[str, tuple[PlannedResource, ...]],
) -> None:
    rules = [rule for rule in RULES if isinstance(rule, ResourceRule) and ROLE_POLICY in rule.types]
    unseen: list[tuple[str, dict[str, Any]]] = []
    for resource in programs["prod"]:
        document = json.loads(resource.inputs["policy"]) if resource.type == ROLE_POLICY else {"Statement": []}
        for statement in document["Statement"]:
            for element, text in (("Action", f"{statement['Action'][0].split(':')[0]}:*"), *widened(statement)):
                original, statement[element] = statement[element], [text]
                policy = make(ROLE_POLICY, {"policy": json.dumps(document)})
                if not any(violations(rule, policy) for rule in rules):
                    unseen.append((resource.name, {**statement}))
                statement[element] = original
    assert not unseen


def widened(statement: dict[str, Any]) -> list[tuple[str, str]]:
    """Its first resource as everything, and cut off within the stack's name; nothing where actions take no ARN."""
    if not any(action.takes_arn for pattern in statement["Action"] for action in expand(pattern)):
        return []
    head, name, _ = statement["Resource"][0].partition("alex-prod")
    return [("Resource", "*"), *([("Resource", f"{head}alex-pr*")] if name else [])]


def test_another_stack_is_only_advised(programs: dict[str, tuple[PlannedResource, ...]]) -> None:
    resources = edited(programs["local"], "api-policy", in_statement("SendToJobs", Resource="*"))
    report = gate.evaluate(resources, "local")
    wrong = [violation for violation in report.violations if violation.rule == "iam-no-wildcard-resource"]
    assert [violation.level for violation in wrong] == [Level.ADVISORY]
    stricter = {"iam-no-wildcard-resource": {"enforcementLevel": "mandatory"}}
    assert gate.evaluate(resources, "local", config=stricter).failed


def test_an_unknown_policy_is_shown_as_undecided_and_stops_nothing(
    programs: dict[str, tuple[PlannedResource, ...]],
) -> None:
    resources = edited(programs["prod"], "api-policy", lambda inputs: inputs.update(policy=UNKNOWN))
    report = gate.evaluate(resources, "prod")
    undecided = {violation.rule for violation in report.of_kind(Kind.UNDECIDED) if "api-policy" in violation.urn}
    assert {"iam-valid-document", "iam-no-wildcard-resource"} <= undecided
    assert all(violation.level is Level.ADVISORY for violation in report.of_kind(Kind.UNDECIDED))


def test_a_configuration_for_a_rule_that_does_not_exist_is_refused() -> None:
    with pytest.raises(gate.GateError, match="iam-no-such-rule"):
        gate.evaluate((), "prod", config={"iam-no-such-rule": {}})


def test_a_pack_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text("raise SystemExit('no rules today')")
    monkeypatch.setattr(gate, "PACK", tmp_path)
    with pytest.raises(gate.GateError, match="no rules today"):
        gate.evaluate((), "prod")


def test_the_pack_sees_protected_resources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    files = {
        "Pulumi.yaml": "name: sample\nruntime: python\n",
        "Pulumi.prod.yaml": "config:\n  aws:region: us-east-1\n",
        "__main__.py": """
            import pulumi
            import pulumi_aws as aws
            aws.sqs.Queue("kept", opts=pulumi.ResourceOptions(protect=True))
            aws.sqs.Queue("loose")
        """,
        "pack/__main__.py": """
            from pulumi_policy import PolicyPack, ResourceValidationPolicy
            def check(args, report):
                if not args.opts.protect:
                    report(f"{args.name} is not protected")
            PolicyPack("sample", [ResourceValidationPolicy(name="protected", description="d", validate=check)])
        """,
        "pack/PulumiPolicy.yaml": "runtime: python\n",
    }
    (tmp_path / "pack").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(dedent(text))
    monkeypatch.setattr(gate, "PACK", tmp_path / "pack")
    report = gate.evaluate(preview(tmp_path, "prod").resources, "prod")
    assert [violation.message for violation in report.violations] == ["loose is not protected"]


@pytest.mark.parametrize(
    ("levels", "errors", "counts"),
    [
        ([Level.ADVISORY] * 2, 0, "2 advisory violations, 0 mandatory, 0 waived, 0 undecided, 0 errors"),
        ([Level.ADVISORY, Level.MANDATORY], 1, "1 advisory violation, 1 mandatory, 0 waived, 0 undecided, 1 error"),
    ],
)
def test_the_last_line_counts_outcomes_by_level(levels: list[Level], errors: int, counts: str) -> None:
    found = [(Kind.VIOLATION, level) for level in levels] + [(Kind.ERROR, Level.MANDATORY)] * errors
    listed = tuple(Violation(kind, "rule", level, "", "wrong", "", "") for kind, level in found)
    console = Console(file=io.StringIO(), width=1000)
    show(Report("local", 1, listed, Times(boot=0, resources=0, stack=0), (), ()), console)
    assert f"; {counts}; " in console.file.getvalue().splitlines()[-1]  # type: ignore[attr-defined]
