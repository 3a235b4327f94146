"""Properties that hold for all inputs: no rule raises, and no widened wildcard goes unseen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.engine import EVERY_AWS_TYPE, UNKNOWN, Resource, ResourceRule, Rule
from policies.iam.actions import expand
from policies.iam.conditions import OPERATORS
from policies.pack import RULES
from policies.rules import iam
from policies.testing import judge, make, violations

ALL_CHECKS: list[Any] = list(HealthCheck)
QUICK = settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=ALL_CHECKS)
PREFIX = "alex-prod-"

# ---- arbitrary inputs ----

_TEXT = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["*", "Allow", "Enabled", "NONE", "prod", "alias/alex-prod", "a.b.c", "rate(1 day)", "7", "-1"]),
)
_LEAF = st.one_of(st.none(), st.booleans(), st.integers(-9, 99999), st.floats(), _TEXT, st.just(UNKNOWN))
_ARN = st.sampled_from(["*", "arn:aws:s3:::*", "arn:aws:sqs:us-east-1:123456789012:alex-prod-jobs", "arn:::::", "arn"])
_STATEMENT = st.fixed_dictionaries(
    {},
    optional={
        "Sid": _LEAF,
        "Effect": st.one_of(st.sampled_from(["Allow", "Deny"]), _LEAF),
        "Action": st.one_of(st.sampled_from(["*", "s3:*", "iam:PassRole", "kms:Decrypt", ":", "a:b"]), st.lists(_LEAF)),
        "NotAction": _LEAF,
        "Resource": st.one_of(_ARN, st.lists(_ARN), _LEAF),
        "NotResource": _LEAF,
        "Principal": st.one_of(
            st.dictionaries(st.sampled_from(["AWS", "Service", "Federated", "X"]), st.one_of(_ARN, _LEAF)), _LEAF
        ),
        "Condition": st.one_of(
            st.dictionaries(
                st.sampled_from([*sorted(OPERATORS), "ForAllValues:StringLike", ":", ""]),
                st.one_of(st.dictionaries(_TEXT, st.one_of(_LEAF, st.lists(_LEAF))), _LEAF),
            ),
            _LEAF,
        ),
        "Other": _LEAF,
    },
)
_DOCUMENT = st.one_of(
    st.fixed_dictionaries({"Statement": st.one_of(st.lists(st.one_of(_STATEMENT, _LEAF)), _STATEMENT, _LEAF)}), _LEAF
)


def _as_json(value: Any) -> Any:
    return json.dumps(value, default=lambda unknown: None)


class Arbitrary(dict[str, Any]):
    """An object with every requested key, so that rules get past their first look-up."""

    def __init__(self, draw: st.DataObject, depth: int = 3) -> None:
        super().__init__()
        self._draw = draw
        self._depth = depth

    def get(self, key: str, default: Any = None) -> Any:
        if key not in self:
            self[key] = self._value()
        return self[key]

    def _value(self) -> Any:
        if self._depth == 0:
            return self._draw.draw(_LEAF)
        nested = st.builds(lambda: Arbitrary(self._draw, self._depth - 1))
        documents = st.one_of(_DOCUMENT, _DOCUMENT.map(_as_json))
        return self._draw.draw(st.one_of(_LEAF, nested, st.lists(nested, max_size=2), documents))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@QUICK
@given(draw=st.data())
def test_no_rule_raises(rule: Rule, draw: st.DataObject) -> None:
    types = ("aws:sqs/queue:Queue",) if rule.types == EVERY_AWS_TYPE else rule.types
    subjects = [
        Resource(type=type_, name=f"r{index}", urn=f"urn:{type_}::r{index}", properties=Arbitrary(draw))
        for index, type_ in enumerate(types[:3])
    ]
    judge(rule, *subjects)


# ---- widened wildcards ----

_GRANTS = st.sampled_from(
    [
        ("sqs:SendMessage", "arn:aws:sqs:us-east-1:123456789012:alex-prod-jobs"),
        ("lambda:InvokeFunction", "arn:aws:lambda:us-east-1:123456789012:function:alex-prod-tagger"),
        ("logs:PutLogEvents", "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/alex-prod-api:*"),
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:123456789012:secret:alex-prod-x-??????"),
        ("s3:GetObject", "arn:aws:s3:::alex-prod-site/*"),
        ("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:123456789012:table/alex-prod-jobs"),
    ]
)
_IDENTITY_RULES = [rule for rule in iam.RULES if isinstance(rule, ResourceRule)]


@st.composite
def _compliant(draw: st.DrawFn) -> list[dict[str, Any]]:
    grants = draw(st.lists(_GRANTS, min_size=1, max_size=5))
    return [{"Effect": "Allow", "Action": [action], "Resource": [arn]} for action, arn in grants]


@st.composite
def _widened_action(draw: st.DrawFn, action: str) -> str:
    """A wildcard in place of any end or of any one character of the name."""
    service, _, name = action.partition(":")
    place = draw(st.integers(0, len(name) - 1))
    return draw(st.sampled_from(["*", f"{service}:{name[:place]}*", f"{service}:{name[:place]}?{name[place + 1 :]}"]))


@st.composite
def _widened_arn(draw: st.DrawFn, arn: str) -> str:
    """A wildcard in place of everything from somewhere before the end of the stack's name, or in place of a part."""
    head, _, tail = arn.partition(PREFIX)
    place = draw(st.integers(len("arn:aws:"), len(head) + len(PREFIX) - 1))
    parts = arn.split(":", 5)
    part = draw(st.sampled_from([index for index in (1, 2, 3, 4) if parts[index]]))
    parts[part] = draw(st.sampled_from(["*", parts[part][:-1] + "?"]))
    return draw(st.sampled_from(["*", f"{arn[:place]}*", f"{head}*{tail}", ":".join(parts)]))


def _found(statements: list[dict[str, Any]]) -> list[str]:
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    policy = make("aws:iam/rolePolicy:RolePolicy", {"policy": document})
    return [message for rule in _IDENTITY_RULES if policy.type in rule.types for message in violations(rule, policy)]


@settings(QUICK, max_examples=150)
@given(statements=_compliant())
def test_a_compliant_policy_passes(statements: list[dict[str, Any]]) -> None:
    assert not _found(statements)


@settings(QUICK, max_examples=150)
@given(statements=_compliant(), draw=st.data())
def test_a_wildcard_widened_in_any_action_is_caught(statements: list[dict[str, Any]], draw: st.DataObject) -> None:
    statement = draw.draw(st.sampled_from(statements))
    statement["Action"] = [draw.draw(_widened_action(statement["Action"][0]))]
    assert _found(statements)


@settings(QUICK, max_examples=300)
@given(statements=_compliant(), draw=st.data())
def test_a_wildcard_widened_in_any_resource_is_caught(statements: list[dict[str, Any]], draw: st.DataObject) -> None:
    statement = draw.draw(st.sampled_from(statements))
    statement["Resource"] = [draw.draw(_widened_arn(statement["Resource"][0]))]
    assert _found(statements)


@QUICK
@given(pattern=st.text(max_size=12))
def test_any_text_can_be_expanded(pattern: str) -> None:
    assert isinstance(expand(pattern), tuple)
