"""Granted beside used: one row per role, action and resource. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cli.iam.calls import Call
from cli.iam.implied import reason
from cli.iam.roles import Granted, Role
from policies.iam.actions import means
from policies.iam.patterns import matches


class Use(StrEnum):
    USED = "used"
    UNUSED = "unused"
    IMPLIED = "implied"
    """Not seen, for a reason given in `implied.py`."""


@dataclass(frozen=True)
class GrantUse:
    """Use of a grant."""

    granted: Granted
    calls: int
    example: str
    """Resource of one of the calls."""
    reason: str
    """Reason why no use is expected to be seen; empty for most."""

    @property
    def use(self) -> Use:
        if self.calls:
            return Use.USED
        return Use.IMPLIED if self.reason else Use.UNUSED


@dataclass(frozen=True, order=True)
class Counted:
    """Calls of an action on a resource."""

    action: str
    resource: str
    count: int

    @property
    def times(self) -> str:
        return "once" if self.count == 1 else f"{self.count} times"


@dataclass(frozen=True)
class RoleReport:
    name: str
    grants: tuple[GrantUse, ...]
    denied: tuple[Counted, ...]
    ungranted: tuple[Counted, ...]
    """Calls that were allowed, but by none of the role's present grants."""
    visitors: tuple[str, ...]
    """Foreign sessions of a function's role. Their calls are not counted."""

    def number(self, use: Use) -> int:
        return sum(grant.use is use for grant in self.grants)

    def findings(self) -> Iterator[str]:
        """Each defect once, as a line that names role, action, resource and condition."""
        yield from dict.fromkeys(self._findings())

    def _findings(self) -> Iterator[str]:
        """May repeat a line: two statements can grant the same."""
        for grant in self.grants:
            condition = f" if {grant.granted.condition}" if grant.granted.condition else ""
            granted = f"{grant.granted.action} on {grant.granted.resource}{condition}"
            if grant.use is Use.UNUSED:
                yield f"{self.name} never uses its grant of {granted}"
            elif grant.calls and grant.reason:
                yield f"{self.name} was seen using {granted}: delete it from the list of implied grants"
        for call in self.denied:
            yield f"{self.name} was denied {call.action} on {call.resource} ({call.times})"
        for call in self.ungranted:
            yield f"{self.name} called {call.action} on {call.resource} without a grant ({call.times})"
        for session in self.visitors:
            yield f"{self.name} was assumed by {session}, which is not its function"


def report(roles: Iterable[Role], calls: Iterable[Call]) -> tuple[RoleReport, ...]:
    """One report per role, in their order. Calls in other roles are ignored."""
    by_role: dict[str, list[Call]] = {}
    for call in calls:
        by_role.setdefault(call.role, []).append(call)
    return tuple(_role_report(role, by_role.get(role.name, [])) for role in roles)


def _role_report(role: Role, calls: Sequence[Call]) -> RoleReport:
    own = [call for call in calls if not role.is_a_functions or call.session == role.name]
    allowed = Counter((call.action, call.resource, call.sid) for call in own if call.allowed)
    denied = Counter((call.action, call.resource) for call in own if not call.allowed)
    ungranted = {
        kind: count for kind, count in allowed.items() if not any(_covers(granted, *kind) for granted in role.granted)
    }
    return RoleReport(
        role.name,
        tuple(_grant_use(role, granted, allowed) for granted in role.granted),
        tuple(sorted(Counted(*kind, count) for kind, count in denied.items())),
        tuple(sorted(Counted(action, resource, count) for (action, resource, _), count in ungranted.items())),
        tuple(sorted({call.session for call in calls} - {call.session for call in own})),
    )


def _grant_use(role: Role, granted: Granted, allowed: Counter[tuple[str, str, str]]) -> GrantUse:
    covered = {kind: count for kind, count in allowed.items() if _covers(granted, *kind)}
    example = max(covered, key=lambda kind: covered[kind])[1] if covered else ""
    return GrantUse(granted, sum(covered.values()), example, reason(role, granted))


def _covers(granted: Granted, action: str, resource: str, sid: str) -> bool:
    """Whether this grant allowed the call. Where two grants match, the one that IAM found first counts."""
    return granted.sid == sid and means(granted.action, action) and matches(granted.resource, resource)
