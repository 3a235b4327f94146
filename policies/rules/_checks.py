"""Checks that many rules share."""

from __future__ import annotations

from policies.engine import Config, Findings, Node, Resource, Verdict, decided
from policies.engine.rule import Check


def must_be_on(property_name: str, message: str) -> Check:
    """For a setting that is off by default."""

    def check(resource: Resource, config: Config) -> Findings:
        return resource[property_name].must(lambda on: on is True, message)

    return check


def must_not_be_off(property_name: str, message: str) -> Check:
    """For a setting that is on by default."""

    def check(resource: Resource, config: Config) -> Findings:
        return resource[property_name].must(lambda on: on is None or on is True, message)

    return check


def must_not_be_on(property_name: str, message: str) -> Check:
    """For a setting that is off by default and must stay off."""

    def check(resource: Resource, config: Config) -> Findings:
        return resource[property_name].must(lambda on: on is None or on is False, message)

    return check


def is_set(node: Node) -> Verdict:
    """Whether the program sets a value. An unknown value counts, an empty value does not."""
    return decided(node.unknown or bool(node.raw))
