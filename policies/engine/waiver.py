"""Waivers: exceptions from a rule for one resource, with a reason and an expiry date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from policies.engine.finding import Subject

WHOLE_STACK = "stack"
"""`Waiver.resource` for a finding without a resource."""


@dataclass(frozen=True)
class Waiver:
    """Exempts one resource from one rule until a date."""

    rule: str
    resource: str
    """`<type>::<logical name>`, e.g. `aws:sqs/queue:Queue::jobs-queue`, or WHOLE_STACK."""
    reason: str
    """Why the violation is acceptable, in a sentence that a reviewer can check."""
    expires: date
    """Last day of validity."""
    stacks: tuple[str, ...] = ()
    """Stacks it applies to; empty for all."""
    project: str = ""
    """Project it applies to; empty for all."""
    optional: bool = False
    """Whether only some settings bring its resource: then it is not stale in a stack without it."""

    def __post_init__(self) -> None:
        if len(self.reason.split()) < 5:
            raise ValueError(f"Waiver.reason of {self.rule} on {self.resource} must be a sentence")


class Waivers(NamedTuple):
    """The waivers of one stack on one day."""

    valid: tuple[Waiver, ...] = ()
    expired: tuple[Waiver, ...] = ()

    @classmethod
    def of(cls, waivers: Iterable[Waiver], project: str, stack: str, today: date) -> Waivers:
        ours = [waiver for waiver in waivers if waiver.project in ("", project)]
        here = [waiver for waiver in ours if not waiver.stacks or stack in waiver.stacks]
        return cls(
            valid=tuple(waiver for waiver in here if waiver.expires >= today),
            expired=tuple(waiver for waiver in here if waiver.expires < today),
        )

    def find(self, rule: str, resource: Subject | None) -> Waiver | None:
        return _find(self.valid, rule, resource)

    def find_expired(self, rule: str, resource: Subject | None) -> Waiver | None:
        return _find(self.expired, rule, resource)


def address(resource: Subject | None) -> str:
    """The resource as named in a waiver."""
    return f"{resource.type}::{resource.name}" if resource else WHOLE_STACK


def _find(waivers: tuple[Waiver, ...], rule: str, resource: Subject | None) -> Waiver | None:
    return next((waiver for waiver in waivers if waiver.rule == rule and waiver.resource == address(resource)), None)
