"""The rule model: metadata, options, severity, enforcement level, check."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from policies.engine.finding import Finding
from policies.engine.resource import Resource, Stack
from policies.engine.security_hub import page

_PRODUCTION_WORDS = frozenset({"prod", "production", "live"})
EVERY_AWS_TYPE = ("aws:*",)
"""`types` of a rule for all resources of the AWS provider."""


class Severity(Enum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Level(Enum):
    """Enforcement level. A mandatory violation stops the deployment; an advisory violation is only shown."""

    ADVISORY = "advisory"
    MANDATORY = "mandatory"


class Option(NamedTuple):
    """One configurable value of a rule."""

    schema: Mapping[str, Any]
    """JSON schema of the value, with a `description`."""
    default: Any


@dataclass(frozen=True)
class Config:
    """Stack name and options of a rule, e.g. `config["days"]`."""

    project: str
    stack: str
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def production(self) -> bool:
        return is_production(self.stack)

    @property
    def prefix(self) -> str:
        """Prefix of the stack's physical names, e.g. `alex-prod`."""
        return f"{self.project}-{self.stack}"

    def __getitem__(self, option: str) -> Any:
        return self.options[option]


@cache
def is_production(stack: str) -> bool:
    """Whether violations stop a deployment: a word of the name is prod, production or live."""
    return not _PRODUCTION_WORDS.isdisjoint(re.split(r"[^a-z0-9]+", stack.lower()))


Findings: TypeAlias = Iterable[Finding]
Check: TypeAlias = Callable[[Resource, Config], Findings]
StackCheck: TypeAlias = Callable[[Stack, Config], Findings]
Remediation: TypeAlias = Callable[[Resource, Config], Mapping[str, Any] | None]
"""Returns the corrected properties, or None to leave the resource unchanged."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Common fields of resource rules and stack rules."""

    name: str
    """Kebab case, unique in the pack, same as the file name, e.g. `s3-tls-only`."""
    title: str
    """The compliant state in one sentence, e.g. "S3 buckets have versioning enabled."."""
    why: str
    """The risk of a violation."""
    fix: str
    """Imperative, with Pulumi's types and arguments."""
    severity: Severity
    types: tuple[str, ...]
    """Tokens of the resource types it judges; EVERY_AWS_TYPE for all."""
    controls: tuple[str, ...] = ()
    """Ids as the catalogues print them: `S3.5`, `AwsSolutions-S10`, `AWSGuard s3-bucket-logging-enabled`."""
    link: str = ""
    """AWS documentation. Only for a rule without a Security Hub control, whose page `documentation` finds itself."""
    options: Mapping[str, Option] = field(default_factory=dict[str, Option])
    level: Level | None = None
    """Only for a rule whose level does not depend on the stack."""

    @property
    def documentation(self) -> str:
        """URL of the page about the first Security Hub control, else `link`; may be empty."""
        return next(filter(None, map(page, self.controls)), self.link)


@dataclass(frozen=True, kw_only=True)
class ResourceRule(Rule):
    """Judges each resource separately."""

    check: Check
    remediate: Remediation | None = None


@dataclass(frozen=True, kw_only=True)
class StackRule(Rule):
    """Judges the whole stack. A finding names its resource, or none if it concerns the stack."""

    check: StackCheck


def applies_to(rule: Rule, resource_type: str) -> bool:
    return resource_type in rule.types or (rule.types == EVERY_AWS_TYPE and resource_type.startswith("aws:"))


def level_of(rule: Rule, stack: str) -> Level:
    """Mandatory in production and in an unknown stack (a published pack); advisory elsewhere."""
    return rule.level or (Level.MANDATORY if not stack or is_production(stack) else Level.ADVISORY)
