from __future__ import annotations

from typing import Any

import pytest

from policies.engine import Node
from policies.iam.conditions import demands, narrowed
from policies.iam.document import parse
from policies.iam.exposure import CALLER_KEYS

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/alex-prod-api"

Block = dict[str, dict[str, Any]]
"""Of a statement, by operator and key."""


def conditions(block: Block):
    statement = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*", "Condition": block}
    return parse(Node({"Version": "2012-10-17", "Statement": [statement]}, "policy")).statements[0].conditions


NARROW = {
    "an account": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    "keys in any case": {"stringequals": {"AWS:SourceAccount": ACCOUNT}},
    "a number instead of text": {"StringEquals": {"aws:SourceAccount": 123456789012}},
    "one exact role": {"ArnEquals": {"aws:PrincipalArn": ROLE}},
    "a pattern of roles in one account": {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/alex-*"}},
    "a list of exact roles": {"ArnEquals": {"aws:PrincipalArn": [ROLE, ROLE + "-2"]}},
    "some of a set": {"ForAnyValue:StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3"}},
    "a narrow network": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
    "an endpoint": {"StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}},
    "a bucket, whose names are global": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::alex-prod-site"}},
    "the account of the resource": {"StringEquals": {"aws:SourceAccount": "${aws:ResourceAccount}"}},
    "every session of one role": {"StringLike": {"aws:userid": "AROAEXAMPLEID:*"}},
    "one narrow key among wide ones": {
        "StringLike": {"aws:SourceArn": "*"},
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
    },
}
WIDE = {
    "StringLike of everything": {"StringLike": {"aws:SourceAccount": "*"}},
    "an ARN of any account": {"ArnLike": {"aws:SourceArn": "arn:aws:sns:us-east-1:*:alex-prod-alarms"}},
    "an ARN of any service": {"ArnLike": {"aws:SourceArn": "arn:aws:*"}},
    "buckets with any name": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::alex-*"}},
    "a negated operator": {"StringNotEquals": {"aws:SourceAccount": ACCOUNT}},
    "a negated pattern": {"ArnNotLike": {"aws:PrincipalArn": ROLE}},
    "a negated network": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
    "IfExists": {"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}},
    "all of a set that may be empty": {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3"}},
    "only that the key is there": {"Null": {"aws:SourceArn": "false"}},
    "the whole internet": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
    "half the internet": {"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}},
    "the whole internet, version 6": {"IpAddress": {"aws:SourceIp": "::/0"}},
    "one wide value beside a narrow one": {"StringLike": {"aws:SourceAccount": [ACCOUNT, "*"]}},
    "any organization": {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
    "the caller's own account": {"StringEquals": {"aws:PrincipalAccount": "${aws:PrincipalAccount}"}},
    "any session": {"StringLike": {"aws:userid": "*:session"}},
    "a key that says nothing about the caller": {"Bool": {"aws:SecureTransport": "true"}},
    "a service on the way": {"StringEquals": {"kms:ViaService": "sqs.us-east-1.amazonaws.com"}},
    "no value": {"StringEquals": {"aws:SourceAccount": []}},
    "an empty value": {"StringEquals": {"aws:SourceAccount": ""}},
    "a role of any account": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/alex-prod-api"}},
    "an operator that does not exist": {"StringMatches": {"aws:SourceAccount": ACCOUNT}},
}


@pytest.mark.parametrize("block", NARROW.values(), ids=NARROW)
def test_a_condition_narrows_the_callers_to(block: Block) -> None:
    assert narrowed(conditions(block), CALLER_KEYS)


@pytest.mark.parametrize("block", WIDE.values(), ids=WIDE)
def test_a_condition_does_not_narrow_by(block: Block) -> None:
    assert not narrowed(conditions(block), CALLER_KEYS)


def test_a_tag_compared_with_the_principals_own_narrows_to_its_team() -> None:
    block: Block = {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}
    assert narrowed(conditions(block), ("aws:resourcetag/*",))
    tautology: Block = {"StringEquals": {"aws:ResourceTag/team": "${aws:ResourceTag/team}"}}
    assert not narrowed(conditions(tautology), ("aws:resourcetag/*",))


@pytest.mark.parametrize(
    ("block", "demanded"),
    [
        ({"Bool": {"kms:GrantIsForAWSResource": "true"}}, True),
        ({"Bool": {"kms:GrantIsForAWSResource": True}}, True),
        ({"Bool": {"kms:GrantIsForAWSResource": "false"}}, False),
        ({"BoolIfExists": {"kms:GrantIsForAWSResource": "true"}}, False),
        ({}, False),
    ],
    ids=["true", "a JSON boolean", "false", "if it exists", "nothing"],
)
def test_a_value_is_demanded_only_by(block: dict[str, dict[str, object]], demanded: bool) -> None:
    assert demands(conditions(block), "kms:grantisforawsresource", "true") is demanded
