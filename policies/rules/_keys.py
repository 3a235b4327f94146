"""Encryption keys."""

from __future__ import annotations

from policies.engine import Config, Findings, Node, Resource, Verdict, decided, unless
from policies.engine.rule import Check
from policies.rules._shapes import is_set

_OF_AWS = "alias/aws/"


def is_customer_key(key: Node) -> Verdict:
    """A key is given, and not the one that AWS manages for the service: nobody can change that one's policy."""
    return is_set(key) & decided(_OF_AWS not in key.text)


def must_have_customer_key(property_name: str, message: str) -> Check:
    def check(resource: Resource, config: Config) -> Findings:
        key = resource[property_name]
        return unless(is_customer_key(key), message, key.path)

    return check
