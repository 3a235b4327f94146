"""Rules across services: accounts, switches, principals."""

from __future__ import annotations

import json

import pytest

from policies.engine import UNKNOWN
from policies.rules.general import references_own_account, resources_enabled
from policies.rules.resource_policies import policy_names_service
from policies.testing import changed, judge, make, violations
from tests.guardrails.rule_table import Row, table_tests

_OWN, _STRANGER = "123456789012", "210987654321"
_GRANT = {
    "Effect": "Allow",
    "Action": ["sqs:SendMessage"],
    "Resource": [f"arn:aws:sqs:us-east-1:{_OWN}:alex-prod-jobs"],
}
POLICY = make(
    "aws:iam/rolePolicy:RolePolicy",
    {"role": "api", "policy": json.dumps({"Version": "2012-10-17", "Statement": [_GRANT]})},
    "grants",
)
GROUP = make(
    "aws:cloudwatch/logGroup:LogGroup", {"name": "logs", "kmsKeyId": f"arn:aws:kms:us-east-1:{_OWN}:key/1"}, "group"
)
FUNCTION = make("aws:lambda/function:Function", {"layers": [UNKNOWN], "kmsKeyArn": UNKNOWN}, "function")
SCHEDULE = make("aws:scheduler/schedule:Schedule", {"state": "ENABLED"}, "schedule")
MAPPING = make("aws:lambda/eventSourceMapping:EventSourceMapping", {"enabled": True}, "mapping")

TestTable = table_tests(
    (
        Row(
            references_own_account.RULE,
            GROUP,
            "kmsKeyId",
            (f"arn:aws:kms:us-east-1:{_STRANGER}:key/1", f"arn:aws-cn:kms:us-east-1:{_STRANGER}:key/1"),
            ("alias/alex", None, UNKNOWN),
            (POLICY,),
            unknown_decides=False,
        ),
        Row(resources_enabled.RULE, SCHEDULE, "state", ("DISABLED",), (None,)),
        Row(resources_enabled.RULE, MAPPING, "enabled", (False,), (None,)),
    )
)


def test_arns_are_found_at_any_depth_and_in_text() -> None:
    layers = changed(FUNCTION, "layers", [f"arn:aws:lambda:us-east-1:{_STRANGER}:layer:theirs:1"])
    redrive = {"redrivePolicy": json.dumps({"deadLetterTargetArn": f"arn:aws:sqs:us-east-1:{_STRANGER}:theirs"})}
    queue = make("aws:sqs/queue:Queue", redrive)
    for resource in (layers, queue):
        assert violations(references_own_account.RULE, POLICY, resource) == [f"refers to account {_STRANGER}"]
        assert not judge(references_own_account.RULE, POLICY, resource, accounts=[_STRANGER])


def test_layers_of_aws_are_accepted() -> None:
    powertools = "arn:aws:lambda:us-east-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-x86_64:1"
    assert not judge(references_own_account.RULE, POLICY, changed(FUNCTION, "layers", [powertools]))


def test_without_an_arn_that_tells_the_account_nothing_is_judged() -> None:
    assert not judge(
        references_own_account.RULE, changed(GROUP, "kmsKeyId", f"arn:aws:kms:us-east-1:{_STRANGER}:key/1")
    )


@pytest.mark.parametrize(
    ("condition", "refused"),
    [
        ({"StringEquals": {"aws:SourceAccount": _OWN}}, True),
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:sns:us-east-1:{_OWN}:t"}}, True),
        ({"StringEquals": {"aws:SourceAccount": _OWN, "aws:PrincipalOrgID": "o-1"}}, False),
        ({"StringEquals": {"AWS:SourceOwner": _OWN}}, False),
    ],
)
def test_a_source_without_a_service(condition: dict[str, object], refused: bool) -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": "*", "Condition": condition}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    topic = make("aws:sns/topic:Topic", {"policy": document})
    named = document.replace('"Principal": "*"', '"Principal": {"Service": "events.amazonaws.com"}')
    assert bool(violations(policy_names_service.RULE, topic)) is refused
    assert not judge(policy_names_service.RULE, changed(topic, "policy", named))
