"""`alex iam`: grants beside calls, and the findings."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from cli.iam import running as command
from cli.iam.calls import calls_of, read_decisions
from cli.iam.implied import IMPLIED
from cli.iam.report import RoleReport, Use, report
from cli.iam.roles import Role, granted_by, with_key
from cli.iam.view import detail, overview, to_json
from cli.shared.errors import UserError

ACCOUNT = "123456789012"
JOBS, LETTERS = (f"arn:aws:sqs:us-east-1:{ACCOUNT}:alex-test-{name}" for name in ("jobs", "letters"))
SECRET = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:alex-test-app-"


def statement(sid: str, action: str | list[str], resource: str | list[str], **more: Any) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource} | more


def role(*statements: dict[str, Any], service: str = "lambda.amazonaws.com") -> Role:
    return Role("alex-test-api", service, tuple(sorted(granted_by({"Statement": list(statements)}))))


def decision(action: str, resource: str, sid: str = "", decided: str = "Allow", **more: Any) -> dict[str, Any]:
    who = f"arn:aws:sts::{ACCOUNT}:assumed-role/alex-test-api/alex-test-api"
    return {"time": 1.0, "who": who, "action": action, "resource": resource, "decision": decided, "sid": sid} | more


def judged(role: Role, *decisions: dict[str, Any]) -> RoleReport:
    (found,) = report([role], calls_of(decisions))
    return found


def uses(found: RoleReport) -> dict[tuple[str, str], Use]:
    return {(grant.granted.action, grant.granted.resource): grant.use for grant in found.grants}


def test_each_action_on_each_resource_is_one_grant() -> None:
    sends = role(statement("Send", ["sqs:SendMessage", "sqs:DeleteMessage"], [JOBS, LETTERS]))
    found = judged(sends, decision("sqs:SendMessage", JOBS, "Send"), decision("sqs:DeleteMessage", LETTERS, "Send"))

    assert uses(found) == {
        ("sqs:DeleteMessage", JOBS): Use.UNUSED,
        ("sqs:DeleteMessage", LETTERS): Use.USED,
        ("sqs:SendMessage", JOBS): Use.USED,
        ("sqs:SendMessage", LETTERS): Use.UNUSED,
    }
    assert list(found.findings()) == [
        f"alex-test-api never uses its grant of sqs:DeleteMessage on {JOBS}",
        f"alex-test-api never uses its grant of sqs:SendMessage on {LETTERS}",
    ]


def test_a_matching_call_uses_a_pattern_and_is_its_example() -> None:
    reads = role(statement("Read", "secretsmanager:GetSecretValue", f"{SECRET}??????"))
    calls = [decision("secretsmanager:GetSecretValue", f"{SECRET}{end}", "Read") for end in ("abcdef", "abcdef")]
    (grant,) = judged(reads, *calls).grants

    assert (grant.use, grant.calls, grant.example) == (Use.USED, 2, f"{SECRET}abcdef")


def test_of_two_matching_statements_only_the_one_that_allowed_the_call_is_used() -> None:
    twice = role(
        statement("First", "sqs:SendMessage", JOBS),
        statement("Second", "sqs:SendMessage", JOBS, Condition={"Bool": {"aws:SecureTransport": "true"}}),
    )
    found = judged(twice, decision("sqs:SendMessage", JOBS, "First"))

    assert {grant.granted.sid: grant.use for grant in found.grants} == {"First": Use.USED, "Second": Use.UNUSED}


def test_grants_with_different_conditions_are_distinct_and_no_finding_repeats() -> None:
    def via(service: str) -> dict[str, Any]:
        return {"Condition": {"StringEquals": {"kms:ViaService": f"{service}.us-east-1.amazonaws.com"}}}

    key = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"
    decrypts = role(
        statement("Sqs", "kms:Decrypt", key, **via("sqs")),
        statement("Again", "kms:Decrypt", key, **via("sqs")),
        statement("Secrets", "kms:Decrypt", key, **via("secretsmanager")),
    )
    begin = f"alex-test-api never uses its grant of kms:Decrypt on {key} if "
    assert sorted(judged(decrypts).findings()) == [
        f'{begin}{{"StringEquals": {{"kms:ViaService": "{service}.us-east-1.amazonaws.com"}}}}'
        for service in ("secretsmanager", "sqs")
    ]


@pytest.mark.parametrize(("exercise", "used"), [(False, False), (True, False), (False, True)])
def test_unused_grants_without_an_exercise_come_with_the_exercise_as_hint(
    exercise: bool, used: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    system = SimpleNamespace(
        roles=lambda: [role(statement("Send", "sqs:SendMessage", JOBS))],
        decisions=lambda: [decision("sqs:SendMessage", JOBS, "Send")] if used else [],
        names=SimpleNamespace(prefix="alex-test"),
    )
    monkeypatch.setattr(command, "running", lambda: None)
    monkeypatch.setattr(command, "System", lambda _run: system)
    monkeypatch.setattr(command, "run_exercise", lambda *_: None)

    assert command.iam(None, exercise=exercise) is used
    last = capsys.readouterr().out.splitlines()[-1]
    assert ("Make it do everything: alex iam --exercise" in last) == (not exercise and not used)


def test_denied_calls_are_counted_by_action_and_resource() -> None:
    denied = [decision("sqs:SendMessage", JOBS, decided=how) for how in ("ImplicitDeny", "Deny", "ExpiredToken")]
    found = judged(role(), *denied)

    assert list(found.findings()) == [f"alex-test-api was denied sqs:SendMessage on {JOBS} (3 times)"]


def test_a_call_without_a_grant_is_shown() -> None:
    sends = role(statement("Send", "sqs:SendMessage", JOBS))
    found = judged(sends, decision("sqs:SendMessage", JOBS, "Send"), decision("sqs:SendMessage", LETTERS))

    assert list(found.findings()) == [f"alex-test-api called sqs:SendMessage on {LETTERS} without a grant (once)"]


def test_a_foreign_session_of_a_functions_role_is_shown_and_its_calls_do_not_count() -> None:
    sends = role(statement("Send", "sqs:SendMessage", JOBS))
    visitor = f"arn:aws:sts::{ACCOUNT}:assumed-role/alex-test-api/visitor"
    found = judged(sends, decision("sqs:SendMessage", JOBS, "Send", who=visitor))

    assert found.number(Use.UNUSED) == 1
    assert found.visitors == ("visitor",)
    assert "alex-test-api was assumed by visitor, which is not its function" in list(found.findings())


def test_an_implied_grant_is_not_unused_and_must_not_be_seen() -> None:
    action = IMPLIED[0].actions[0]
    traces = role(statement("Trace", action, "*"))

    assert uses(judged(traces)) == {(action, "*"): Use.IMPLIED}
    assert list(judged(traces).findings()) == []
    assert list(judged(traces, decision(action, "*", "Trace")).findings()) == [
        f"alex-test-api was seen using {action} on *: delete it from the list of implied grants"
    ]


def test_calls_of_the_root_user_and_outside_the_period_do_not_count() -> None:
    root = decision("sqs:SendMessage", JOBS, who=f"arn:aws:iam::{ACCOUNT}:root")
    at = [decision("sqs:SendMessage", JOBS, time=time) for time in (1.0, 2.0, 3.0)]

    assert calls_of([root]) == []
    assert [call.time for call in calls_of(at, since=2.0, until=3.0)] == [2.0]


@pytest.mark.parametrize(
    "cannot_be_counted",
    [
        statement("No", "sqs:SendMessage", JOBS, Effect="Deny"),
        {"Sid": "No", "Effect": "Allow", "NotAction": "sqs:*", "Resource": "*"},
        {"Sid": "No", "Effect": "Allow", "Action": "sqs:SendMessage", "NotResource": JOBS},
    ],
    ids=["a denial", "all actions but some", "all resources but some"],
)
def test_a_statement_that_cannot_be_counted_is_refused_with_its_sid(cannot_be_counted: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="statement No: expected Effect Allow with Action and Resource"):
        role(cannot_be_counted)


class Kms:
    """A key whose policy lets two roles decrypt through one service."""

    KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234"

    def describe_key(self, KeyId: str) -> Any:  # noqa: N803 - boto3's name
        assert KeyId == "alias/alex-test"
        return {"KeyMetadata": {"Arn": self.KEY}}

    def get_key_policy(self, KeyId: str, PolicyName: str) -> Any:  # noqa: N803
        assert (KeyId, PolicyName) == (self.KEY, "default")
        roles = [f"arn:aws:iam::{ACCOUNT}:role/alex-test-{name}" for name in ("api", "planner")]
        via = {"kms:ViaService": "sqs.us-east-1.amazonaws.com"}
        conditions = {"StringEquals": via, "ArnEquals": {"aws:PrincipalArn": roles}}
        account = statement("Administer", "kms:Decrypt", "*", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"})
        ours = statement("SqsDecrypt", "kms:Decrypt", "*", Principal={"AWS": "*"}, Condition=conditions)
        return {"Policy": json.dumps({"Statement": [account, ours]})}


def test_grants_of_the_key_policy_count_as_the_roles() -> None:
    named, other = with_key([role(), Role("alex-test-apis", "", ())], Kms(), "alias/alex-test")
    (granted,) = named.granted

    assert other.granted == ()
    assert (granted.action, granted.resource, granted.sid) == ("kms:Decrypt", Kms.KEY, "SqsDecrypt")
    assert json.loads(granted.condition) == {"StringEquals": {"kms:ViaService": "sqs.us-east-1.amazonaws.com"}}
    assert uses(judged(named, decision("kms:Decrypt", Kms.KEY, "SqsDecrypt"))) == {("kms:Decrypt", Kms.KEY): Use.USED}


def test_a_growing_log_is_read_up_to_its_last_complete_line(tmp_path: Any) -> None:
    log = tmp_path / "iam.jsonl"
    log.write_text(json.dumps(decision("sqs:SendMessage", JOBS)) + '\n{"time": 2.0, "wh')

    assert len(read_decisions(log)) == 1
    with pytest.raises(UserError, match=r"gone\.jsonl: cannot be read"):
        read_decisions(tmp_path / "gone.jsonl")


def shown(what: Any) -> str:
    console = Console(file=io.StringIO(), width=160)
    console.print(what)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_the_table_shows_every_field_and_reads_none_as_markup() -> None:
    reads = role(
        statement("Read", "secretsmanager:GetSecretValue", f"{SECRET}??????"),
        statement("Send", "sqs:SendMessage", JOBS, Condition={"Bool": {"aws:SecureTransport": "true"}}),
    )
    found = judged(
        reads,
        decision("secretsmanager:GetSecretValue", f"{SECRET}abcdef", "Read"),
        decision("sqs:SendMessage", LETTERS, decided="ImplicitDeny"),
    )
    row = shown(overview([found], "alex-test-")).splitlines()[3].split()
    one = shown(detail(found))
    (as_json,) = to_json([found])

    assert row == ["api", "2", "1", "0", "1", "1", "1"]
    assert f"was denied sqs:SendMessage on {LETTERS}" in shown(overview([found], "alex-test-"))
    assert ":secret:" in one
    assert 'if {"Bool": {"aws:SecureTransport": "true"}}' in one
    assert as_json["findings"] == list(found.findings())
    assert [grant["use"] for grant in as_json["grants"]] == ["used", "unused"]
