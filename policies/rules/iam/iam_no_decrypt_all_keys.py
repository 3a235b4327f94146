from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, ResourceRule, Severity
from policies.iam.actions import means
from policies.iam.arns import Arn, covers_everything
from policies.iam.conditions import narrowed
from policies.iam.document import Statement
from policies.iam.patterns import has_wildcard
from policies.iam.policy_locations import PolicyType, types_with
from policies.iam.statements import each_statement, listing

_DECRYPTION = ("kms:Decrypt", "kms:ReEncryptFrom")
_NAMES_A_KEY = ("kms:resourcealiases", "kms:requestalias", "aws:resourcetag/*")


def _judge(statement: Statement, config: Config) -> Iterator[Finding]:
    decrypts = [action for action in _DECRYPTION if any(means(pattern, action) for pattern in statement.actions)]
    all_keys = not statement.resources or any(_is_all_keys(resource) for resource in statement.resources)
    if statement.allows and decrypts and all_keys and not narrowed(statement.conditions, _NAMES_A_KEY):
        yield Finding(f"allows {listing(decrypts)} with all keys", f"{statement.path}.Resource")


def _is_all_keys(resource: str) -> bool:
    arn = Arn.parse(resource)
    return covers_everything(resource) or (arn is not None and arn.service == "kms" and has_wildcard(arn.resource))


RULE = ResourceRule(
    name="iam-no-decrypt-all-keys",
    title="Policies do not allow decryption with all KMS keys.",
    why="The identity could read the data of every other application in the account.",
    fix=(
        "Name the key, or its alias with kms:ResourceAliases (kms:ViaService does not limit keys), or grant access in "
        "the key policy."
    ),
    severity=Severity.HIGH,
    types=types_with(PolicyType.IDENTITY),
    controls=("KMS.1", "KMS.2"),
    check=each_statement(_judge, PolicyType.IDENTITY),
)
