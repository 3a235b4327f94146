"""Findings in groups: a rule with its resources, or a resource with its rules."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable

import pytest
from rich.console import Console

from cli.preview.pack import report_markdown
from policies.engine import Level
from policies.engine.outcome import Kind
from policies.grouping import by_resource, by_rule, names_of
from policies.report import Report, Times, Violation
from policies.report_view import show

QUEUE, BUCKET = "aws:sqs/queue:Queue", "aws:s3/bucket:Bucket"
REASON = "Waived until 2030-01-01: It holds nothing but public prices."


def violation(rule: str, resource: str, message: str = "is wrong", **more: object) -> Violation:
    type_, _, name = resource.rpartition("::")
    urn = f"urn:pulumi:prod::alex::alex:components:Parent${type_}::{name}" if type_ else ""
    kind, level = more.get("kind", Kind.VIOLATION), more.get("level", Level.MANDATORY)
    text = f"{message}\n{REASON}" if kind is Kind.WAIVED else message
    return Violation(kind, rule, level, urn, message, str(more.get("path", "")), text)  # type: ignore[arg-type]


def report(*violations: Violation) -> Report:
    return Report("prod", 3, violations, Times(boot=0, resources=0, stack=0), (), ())


def shown(violations: Iterable[Violation], each_resource: bool = False, width: int = 200) -> str:
    console = Console(file=io.StringIO(), width=width)
    show(report(*violations), console, each_resource=each_resource)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())  # type: ignore[attr-defined]


FOUND = (
    violation("sqs-encrypted", f"{QUEUE}::mails", "messages are not encrypted", path="kmsMasterKeyId"),
    violation("s3-lifecycle", f"{BUCKET}::site", "no lifecycle rule is enabled", level=Level.ADVISORY),
    violation("sqs-encrypted", f"{QUEUE}::jobs", "messages are not encrypted", path="kmsMasterKeyId"),
    violation("budget-exists", "", "there is no budget"),
    violation("sqs-dlq", f"{QUEUE}::jobs", "it has none", kind=Kind.WAIVED, level=Level.ADVISORY),
    violation("sqs-dlq", f"{QUEUE}::mails", "it has none", kind=Kind.UNDECIDED, level=Level.ADVISORY),
)


def test_a_rule_is_one_finding_with_all_its_resources() -> None:
    text = shown(FOUND)
    lines = text.splitlines()
    assert lines[0] == "Violations: 3 rules, 4 findings"
    assert "  there is no budget: stack" in lines
    place = lines.index("sqs-encrypted  mandatory, medium  SQS queues are encrypted at rest.")
    assert lines[place + 1 : place + 3] == [
        "  messages are not encrypted at kmsMasterKeyId: mails, jobs (sqs.Queue)",
        "  Fix: Set kms_master_key_id or sqs_managed_sse_enabled=True.",
    ]
    assert text.count("sqs-encrypted") == 1
    assert REASON in text


def test_a_resource_is_one_group_with_all_its_rules() -> None:
    lines = shown(FOUND, True).splitlines()
    place = lines.index("jobs  sqs.Queue")
    assert lines[place + 1] == "  mandatory  sqs-encrypted: messages are not encrypted at kmsMasterKeyId"
    assert lines.count("jobs  sqs.Queue") == 2  # once more among what is waived
    assert f"  {REASON}" in lines


@pytest.mark.parametrize("each_resource", [False, True], ids=["by rule", "by resource"])
@pytest.mark.parametrize("width", [60, 80])
def test_no_line_is_wider_than_the_terminal(each_resource: bool, width: int) -> None:
    assert all(len(line) <= width for line in shown(FOUND, each_resource, width).splitlines())


def test_level_and_severity_have_colours() -> None:
    console = Console(file=io.StringIO(), width=200, force_terminal=True, color_system="standard")
    show(report(*FOUND), console)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "\x1b[31mmandatory" in text
    assert "\x1b[33mmedium" in text


def test_names_beyond_a_dozen_are_counted_and_all_are_there_by_resource() -> None:
    many = [violation("required-tags", f"{QUEUE}::q{number}") for number in range(40)]
    assert "q11 (sqs.Queue); 28 more" in shown(many)
    assert all(f"q{number}  sqs.Queue" in shown(many, True).splitlines() for number in range(40))
    assert names_of([f"{QUEUE}::a", f"{BUCKET}::b", "stack"], 12) == ["a (sqs.Queue)", "b (s3.Bucket)", "stack"]


@pytest.mark.parametrize(
    ("type_", "short"),
    [
        (QUEUE, "sqs.Queue"),
        ("alex:components:Langfuse", "Langfuse"),
        ("pulumi:pulumi:Stack", "Stack"),
        ("pulumi:providers:aws", "provider aws"),
        ("shop:Queue", "Queue"),
        ("Queue", "Queue"),
    ],
)
def test_a_type_is_named_in_short(type_: str, short: str) -> None:
    assert names_of([f"{type_}::a"], 12) == [f"a ({short})"]


def test_mandatory_findings_come_first() -> None:
    assert [group.rule for group in by_rule(FOUND)][:2] == ["budget-exists", "sqs-encrypted"]
    assert [resource for resource, _ in by_resource(FOUND)][-1] == f"{BUCKET}::site"


def test_a_waiver_is_a_group_of_its_kind() -> None:
    states = {(group.rule, group.state) for group in by_rule(FOUND)}
    assert {("sqs-dlq", "waived"), ("sqs-dlq", "undecided"), ("sqs-encrypted", "mandatory")} <= states


def test_a_comment_groups_as_the_terminal_does() -> None:
    by_rules = list(report_markdown(report(*FOUND), each_resource=False))
    assert by_rules[0] == "- ❌ refused by the policy pack"
    place = by_rules.index("  - mandatory: `sqs-encrypted`, 2 resources")
    assert by_rules[place + 1] == "    - messages are not encrypted at `kmsMasterKeyId`: mails, jobs (sqs.Queue)"
    assert "  - waived: `sqs-dlq`, 1 resource" in by_rules
    by_resources = list(report_markdown(report(*FOUND), each_resource=True))
    place = by_resources.index("  - `jobs` sqs.Queue")
    assert by_resources[place + 1 : place + 3] == [
        "    - mandatory: `sqs-encrypted`: messages are not encrypted at `kmsMasterKeyId`",
        "    - waived: `sqs-dlq`: it has none",
    ]


def test_a_message_with_line_breaks_stays_one_item() -> None:
    broken = violation("sqs-dlq", f"{QUEUE}::jobs", "one\n  two")
    assert any(
        line.endswith("one two: jobs (sqs.Queue)") for line in report_markdown(report(broken), each_resource=False)
    )
    assert json.dumps("one two")[1:-1] in shown([broken])
