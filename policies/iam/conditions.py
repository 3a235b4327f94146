"""Conditions that narrow a grant, and conditions that only seem to.

| Condition | Narrows |
|---|---|
| `StringEquals`, `StringEqualsIgnoreCase`, `ArnEquals`, `Bool`, `IpAddress`, dates, numbers | to the listed values, if every one of them is specific for its key |
| `StringLike`, `ArnLike`, `ArnEquals` with wildcards | if every pattern is specific for its key: it contains an account, or a name before the wildcard |
| `StringLike: "*"`, `ArnLike: "arn:aws:*"`, `IpAddress: 0.0.0.0/0` | no: everything matches |
| negated operators (`StringNotEquals`, `ArnNotLike`, `NotIpAddress`, …) | no: all but a few values pass |
| `…IfExists` | no: a request without the key passes |
| `ForAllValues:…` | no: a request without the key passes |
| `ForAnyValue:…` | as the operator after the colon |
| `Null: {key: false}` | no: the key may have any value |
| a variable of the resource (`${aws:ResourceAccount}`); the principal's tag compared with the resource's tag | yes |
| any other variable | no: the caller controls both sides |

Operators of a block and keys of an operator are combined with AND, so one that narrows is enough. Values of a key are
combined with OR, so one that does not narrow cancels the others.
"""  # noqa: E501

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from policies.iam.arns import ACCOUNT, Arn
from policies.iam.patterns import has_wildcard, literal_prefix

_POSITIVE = frozenset(
    {
        "stringequals",
        "stringequalsignorecase",
        "stringlike",
        "arnequals",
        "arnlike",
        "bool",
        "ipaddress",
        "binaryequals",
    }
    | {
        f"{kind}{comparison}"
        for kind in ("numeric", "date")
        for comparison in ("equals", "lessthan", "lessthanequals", "greaterthan", "greaterthanequals")
    }
)
_NEGATED = frozenset(
    {"stringnotequals", "stringnotequalsignorecase", "stringnotlike", "arnnotequals", "arnnotlike", "notipaddress"}
    | {"numericnotequals", "datenotequals"}
)
OPERATORS = _POSITIVE | _NEGATED | {"null"}
_PATTERNS = frozenset({"stringlike", "arnlike", "arnequals"})
_IF_EXISTS = "ifexists"
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_TAG_OF_RESOURCE = "aws:resourcetag/"
_TAG_OF_PRINCIPAL = ("aws:principaltag/",)
_RESOURCE_SIDE = ("aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths")
_WIDEST_NETWORK = {4: 8, 6: 32}
"""Shortest prefix length per IP version that AWS does not treat as public."""


@dataclass(frozen=True)
class Condition:
    """One key of one operator, with its values."""

    operator: str
    """As written, e.g. `ForAnyValue:StringLike`."""
    key: str
    """In lower case."""
    values: tuple[str, ...]

    @cached_property
    def narrows(self) -> bool:
        """Whether only requests with specific values pass."""
        operator = base_operator(self.operator)
        if operator not in _POSITIVE or self.operator.lower().startswith("forallvalues:") or not self.values:
            return False
        return all(_specific(self.key, value, operator in _PATTERNS) for value in self.values)


Conditions = tuple[Condition, ...]


def base_operator(operator: str) -> str:
    """Lower case, without the set qualifier, but with `IfExists`."""
    return operator.lower().rpartition(":")[2]


def is_operator(operator: str) -> bool:
    """Whether IAM has this operator."""
    qualifier, _, base = operator.lower().rpartition(":")
    return qualifier in ("", "forallvalues", "foranyvalue") and base.removesuffix(_IF_EXISTS) in OPERATORS


def narrowed(conditions: Conditions, keys: Iterable[str]) -> bool:
    """Whether a condition narrows on one of `keys` (lower case); a final `*` matches any suffix."""
    wanted = tuple(keys)
    return any(condition.narrows and _matches_any(condition.key, wanted) for condition in conditions)


def demands(conditions: Conditions, key: str, value: str) -> bool:
    """Whether only requests with exactly this value of `key` (both lower case) pass."""
    return any(
        condition.key == key and condition.narrows and all(given.lower() == value for given in condition.values)
        for condition in conditions
    )


def _matches_any(key: str, wanted: tuple[str, ...]) -> bool:
    return any(key == name or (name.endswith("*") and key.startswith(name[:-1])) for name in wanted)


def _specific(key: str, value: str, pattern: bool) -> bool:
    """Whether `value` is specific enough for its key to narrow the grant."""
    if variables := _VARIABLE.findall(value):
        ours = _TAG_OF_PRINCIPAL if key.startswith(_TAG_OF_RESOURCE) else _RESOURCE_SIDE
        return key not in _RESOURCE_SIDE and all(name.lower().startswith(ours) for name in variables)
    for names, test in _TESTS.items():
        if _matches_any(key, names):
            return test(value)
    return bool(value) if not pattern else bool(literal_prefix(value))


def _specific_account(value: str) -> bool:
    return ACCOUNT.fullmatch(value) is not None


def _specific_id(value: str) -> bool:
    return bool(value) and not has_wildcard(value)


def _specific_arn(value: str) -> bool:
    """No other account can create a resource with this ARN: it names an account, or a globally unique S3 bucket."""
    arn = Arn.parse(value)
    if arn is None:
        return False
    bucket = arn.resource.partition("/")[0]
    return arn.has_account or (arn.service == "s3" and not arn.account and bool(bucket) and not has_wildcard(bucket))


def _specific_user_id(value: str) -> bool:
    """`AROAEXAMPLE:*` matches every session of one role."""
    return bool(value) and not has_wildcard(value.partition(":")[0])


def _specific_network(value: str) -> bool:
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return network.prefixlen >= _WIDEST_NETWORK[network.version]


_TESTS: Mapping[tuple[str, ...], Callable[[str], bool]] = {
    (
        "aws:sourceaccount", "aws:sourceowner", "aws:principalaccount", "kms:calleraccount", "aws:resourceaccount",
        "s3:dataaccesspointaccount",
    ): _specific_account,
    ("aws:sourcearn", "aws:principalarn", "s3:dataaccesspointarn", "kms:encryptioncontext:*"): _specific_arn,
    (
        "aws:principalorgid", "aws:sourceorgid", "aws:sourcevpc", "aws:sourcevpce", "iam:passedtoservice",
        "aws:principalservicename", "sts:externalid",
    ): _specific_id,
    ("aws:userid",): _specific_user_id,
    ("aws:sourceip", "aws:vpcsourceip"): _specific_network,
}  # fmt: skip
"""Keys to the test for a specific value. For other keys, any text that does not begin with a wildcard is specific."""
