from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from policies.engine import (
    UNKNOWN,
    Config,
    Finding,
    Findings,
    Level,
    Node,
    Resource,
    ResourceRule,
    Severity,
    Stack,
    StackRule,
    Verdict,
    all_of,
    any_of,
)
from policies.engine.outcome import Kind, judge_resource, judge_stack
from policies.engine.report_text import Head, outcome_text, read_head, violation_text
from policies.engine.rule import EVERY_AWS_TYPE, applies_to, level_of
from policies.engine.waiver import WHOLE_STACK, Waiver, Waivers
from policies.testing import make

CONFIG = Config("alex", "prod")
SUBJECT = make("aws:x:X", {"a": 1})
PROPERTIES = Node({"a": {"b": [1, UNKNOWN]}, "u": UNKNOWN, "n": None, "doc": '{"x": 1}', "text": "plain"})


def resource_rule(check: object, **fields: object) -> ResourceRule:
    texts = {"name": "sample-rule", "title": "t", "why": "w", "fix": "f"}
    return ResourceRule(**texts, severity=Severity.LOW, types=("aws:x:X",), check=check, **fields)  # type: ignore[arg-type]


# ---- properties ----


def test_a_known_value_is_reached_by_its_path() -> None:
    assert PROPERTIES["a"]["b"][0].raw == 1
    assert PROPERTIES["a"]["b"][0].path == "a.b[0]"


def test_everything_below_an_unknown_place_is_unknown_and_below_an_absent_one_absent() -> None:
    assert PROPERTIES["u"]["x"][3]["y"].unknown
    assert PROPERTIES["n"]["x"][3]["y"].absent
    assert PROPERTIES["a"]["b"][7].absent
    assert PROPERTIES["text"]["x"].absent


def test_elements_of_an_unknown_list_are_one_unknown() -> None:
    assert [node.unknown for node in PROPERTIES["u"].each()] == [True]
    assert PROPERTIES["n"].each() == ()
    assert [node.raw for node in PROPERTIES["text"].each()] == ["plain"]
    assert [(key, node.unknown) for key, node in PROPERTIES["u"].entries()] == [("*", True)]


def test_a_json_string_opens_like_an_object() -> None:
    assert PROPERTIES["doc"].json()["x"].raw == 1
    assert PROPERTIES["text"].json()["x"].absent
    assert PROPERTIES["u"].json()["x"].unknown


@pytest.mark.parametrize(
    ("node", "verdict"),
    [
        (Node(5), Verdict.YES),
        (Node(50), Verdict.NO),
        (Node(None), Verdict.NO),
        (Node("five"), Verdict.NO),
        (Node(UNKNOWN), Verdict.UNDECIDED),
        (Node([UNKNOWN]), Verdict.UNDECIDED),
    ],
    ids=["holds", "does not", "absent", "of another type", "unknown", "partly unknown"],
)
def test_a_test_of_a_value_that(node: Node, verdict: Verdict) -> None:
    assert node.test(lambda days: days <= 7) is verdict


def test_a_number_too_large_for_the_test_does_not_hold() -> None:
    assert Node(10**400).test(lambda days: float(days) <= 7) is Verdict.NO


def test_must_reports_message_and_path() -> None:
    assert list(PROPERTIES["a"]["b"][0].must(lambda value: value == 2, "is not two")) == [
        Finding("is not two", "a.b[0]")
    ]
    assert [found.undecided for found in PROPERTIES["u"].must(bool, "is off")] == [True]


# ---- verdicts ----


@pytest.mark.parametrize(("left", "right"), list(product(Verdict, Verdict)))
def test_and_or_and_not_follow_de_morgan(left: Verdict, right: Verdict) -> None:
    assert ~(left & right) is (~left | ~right)
    assert all_of((left, right)) is (left & right)
    assert any_of((left, right)) is (left | right)


def test_a_verdict_is_not_taken_for_a_truth_value() -> None:
    with pytest.raises(TypeError):
        bool(Verdict.UNDECIDED)


# ---- links ----


def test_a_resource_is_found_by_what_refers_to_it() -> None:
    bucket = make("aws:s3/bucket:Bucket", {"bucket": "alex-prod-site"}, "site")
    by_output = make("aws:x:Block", {"bucket": UNKNOWN}, "by-output", depends={"bucket": [bucket]})
    by_name = make("aws:x:Block", {"bucket": "alex-prod-site"}, "by-name")
    other = make("aws:x:Block", {"bucket": "alex-prod-logs"}, "other")
    stack = Stack([bucket, by_output, by_name, other])
    assert {block.name for block in stack.referrers(bucket, "aws:x:Block", "bucket")} == {"by-output", "by-name"}
    assert stack.sources(by_output, "bucket") == (bucket,)


def test_an_unknown_reference_is_undecided_only_for_resources_without_a_known_one() -> None:
    linked = make("aws:s3/bucket:Bucket", {"bucket": "alex-prod-site"}, "site")
    bare = make("aws:s3/bucket:Bucket", {"bucket": "alex-prod-logs"}, "logs")
    stack = Stack(
        [linked, bare, make("aws:x:Block", {"bucket": UNKNOWN}), make("aws:x:Block", {"bucket": "alex-prod-site"})]
    )
    assert stack.has_referrer(linked, "aws:x:Block", "bucket") is Verdict.YES
    assert stack.has_referrer(bare, "aws:x:Block", "bucket") is Verdict.UNDECIDED
    assert stack.has_referrer(bare, "aws:x:Other", "bucket") is Verdict.NO


# ---- levels ----


@pytest.mark.parametrize(
    ("stack", "own", "level"),
    [
        ("prod", None, Level.MANDATORY),
        ("", None, Level.MANDATORY),
        ("local", None, Level.ADVISORY),
        ("prod", Level.ADVISORY, Level.ADVISORY),
        ("local", Level.MANDATORY, Level.MANDATORY),
    ],
    ids=["production", "an unknown stack", "another stack", "a rule that only advises", "a rule that always stops"],
)
def test_the_level_in(stack: str, own: Level | None, level: Level) -> None:
    assert level_of(resource_rule(lambda *_: (), level=own), stack) is level


def test_a_rule_for_every_type_leaves_other_providers_alone() -> None:
    rule = ResourceRule(
        name="n", title="t", why="w", fix="f", severity=Severity.LOW, types=EVERY_AWS_TYPE, check=lambda *_: ()
    )
    assert applies_to(rule, "aws:sqs/queue:Queue")
    assert not applies_to(rule, "alex:components:JobQueue")


# ---- outcomes ----


def test_an_exception_in_a_rule_is_an_error_outcome_and_keeps_earlier_findings() -> None:
    def check(resource: Resource, config: Config) -> Findings:
        yield Finding("first")
        raise KeyError("second")

    subject = SUBJECT
    found, error = judge_resource(resource_rule(check), subject, CONFIG, Waivers())
    assert (found.kind, found.resource) == (Kind.VIOLATION, subject)
    assert (error.kind, error.resource, error.rule.name) == (Kind.ERROR, subject, "sample-rule")
    assert error.finding.message.startswith("the rule failed: KeyError: 'second' (test_policy_engine.py:")


def test_a_rule_that_returns_no_iterable_is_an_error_too() -> None:
    (error,) = judge_resource(resource_rule(lambda *_: None), SUBJECT, CONFIG, Waivers())
    assert error.kind is Kind.ERROR


def waiver(resource: str = "aws:x:X::subject", expires: date = date(2030, 1, 1), **fields: object) -> Waiver:
    reason = "The queue is read by hand once a month"
    return Waiver("sample-rule", resource, reason, expires, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (waiver(), Kind.WAIVED),
        (waiver(stacks=("prod",)), Kind.WAIVED),
        (waiver(resource="aws:x:X::other"), Kind.VIOLATION),
        (waiver(resource="aws:y:Y::subject"), Kind.VIOLATION),
        (waiver(stacks=("local",)), Kind.VIOLATION),
        (waiver(expires=date(2029, 12, 30)), Kind.VIOLATION),
    ],
    ids=["the resource", "the stack", "another resource", "another type", "another stack", "yesterday"],
)
def test_a_waiver_for(given: Waiver, kind: Kind) -> None:
    waivers = Waivers.of([given], "alex", "prod", date(2029, 12, 31))
    rule = resource_rule(lambda *_: [Finding("wrong")])
    (outcome,) = judge_resource(rule, SUBJECT, CONFIG, waivers)
    assert outcome.kind is kind


def test_a_waiver_covers_the_stack_as_a_whole_and_undecided_findings() -> None:
    rule = StackRule(
        name="sample-rule",
        title="t",
        why="w",
        fix="f",
        severity=Severity.LOW,
        types=(),
        check=lambda *_: [Finding("wrong", undecided=True)],
    )
    waivers = Waivers.of([waiver(resource=WHOLE_STACK)], "alex", "prod", date(2029, 1, 1))
    (outcome,) = judge_stack(rule, Stack([]), CONFIG, waivers)
    assert outcome.kind is Kind.WAIVED


def test_a_waiver_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="must be a sentence"):
        Waiver("sample-rule", "aws:x:X::subject", "later", date(2030, 1, 1))


# ---- wording ----


def test_a_violation_has_message_path_reason_fix_and_controls() -> None:
    rule = resource_rule(lambda *_: [Finding("is off", "a.b")], controls=("S3.5", "AwsSolutions-S10"))
    (outcome,) = judge_resource(rule, SUBJECT, CONFIG, Waivers())
    assert violation_text(outcome) == "is off (at a.b)\nWhy: w\nFix: f\nControls: S3.5, AwsSolutions-S10"


@pytest.mark.parametrize("message", ["is off", "is (at last) off", "[odd] is off", "a\nb"])
@pytest.mark.parametrize("path", ["", "policy.Statement[0].Action", "tags.a b"])
def test_the_first_line_can_be_parsed(message: str, path: str) -> None:
    rule = resource_rule(lambda *_: [Finding(message, path, undecided=True)])
    (outcome,) = judge_resource(rule, SUBJECT, CONFIG, Waivers())
    assert read_head(outcome_text(outcome)) == Head("sample-rule", message.replace("\n", " "), path.replace(" ", ""))


@pytest.mark.parametrize(
    ("stack", "level"),
    [
        ("prod", Level.MANDATORY),
        ("shop-prod", Level.MANDATORY),
        ("production.eu", Level.MANDATORY),
        ("LIVE", Level.MANDATORY),
        ("", Level.MANDATORY),
        ("products", Level.ADVISORY),
        ("local", Level.ADVISORY),
    ],
)
def test_a_stack_is_production_by_a_word_of_its_name(stack: str, level: Level) -> None:
    assert level_of(resource_rule(lambda *_: []), stack) is level
