"""Checks of shapes that many rules have."""

from __future__ import annotations

from policies.engine import Config, Findings, Node, Resource, Verdict, decided
from policies.engine.rule import Check


def must_be_on(property_name: str, message: str) -> Check:
    """For a switch that is off when nothing is said about it."""

    def check(resource: Resource, config: Config) -> Findings:
        return resource[property_name].must(lambda on: on is True, message)

    return check


def must_not_be_off(property_name: str, message: str) -> Check:
    """For a switch that is on when nothing is said about it."""

    def check(resource: Resource, config: Config) -> Findings:
        return resource[property_name].must(lambda on: on is None or on is True, message)

    return check


def must_not_be_on(property_name: str, message: str) -> Check:
    """For a switch that should stay off, as it is when nothing is said about it."""

    def check(resource: Resource, config: Config) -> Findings:
        return resource[property_name].must(lambda on: on is None or on is False, message)

    return check


def is_set(node: Node) -> Verdict:
    """An unknown value counts: the program gives it one, whatever it will be. An empty one does not."""
    return decided(node.unknown or bool(node.raw))
