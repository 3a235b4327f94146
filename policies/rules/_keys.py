"""Checks of encryption keys."""

from __future__ import annotations

from policies.engine import Config, Findings, Node, Resource, Verdict, decided, unless
from policies.engine.rule import Check
from policies.rules._checks import is_set

_AWS_MANAGED = "alias/aws/"


def is_customer_key(key: Node) -> Verdict:
    """Whether a key is set that is not an AWS managed key, whose policy cannot be changed."""
    return is_set(key) & decided(_AWS_MANAGED not in key.text)


def must_have_customer_key(property_name: str, message: str) -> Check:
    def check(resource: Resource, config: Config) -> Findings:
        key = resource[property_name]
        return unless(is_customer_key(key), message, key.path)

    return check
