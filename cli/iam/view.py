"""The report as tables and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from cli.iam.report import Counted, GrantUse, RoleReport, Use
from cli.shared.tables import Column, Sheet, figures
from cli.shared.text import plain

_STYLES = {Use.USED: "green", Use.UNUSED: "bold red", Use.IMPLIED: "dim"}


def overview(reports: Sequence[RoleReport], prefix: str) -> RenderableType:
    """One row per role, its name without `prefix`, and the findings below."""
    numbers = figures("granted", "used", "implied", "unused", "denied", "calls", spare=("implied", "calls", "granted"))
    table = Sheet(Column("role"), *numbers)
    for role in reports:
        numbers = (role.number(Use.USED), role.number(Use.IMPLIED), role.number(Use.UNUSED), _total(role.denied))
        calls = sum(grant.calls for grant in role.grants)
        good = not any(role.findings())
        table.add_row(
            role.name.removeprefix(prefix), *map(str, (len(role.grants), *numbers, calls)), style="" if good else "red"
        )
    return Group(table, findings(reports))


def findings(reports: Sequence[RoleReport]) -> Text:
    found = [finding for role in reports for finding in role.findings()]
    if not found:
        return Text("Every role uses all its grants, and no call was denied.", style="green")
    return Text("\n".join(found), style="red")


def detail(role: RoleReport) -> RenderableType:
    """Every grant of the role with its use."""
    table = Sheet(
        Column("action"),
        Column("resource", least=24),
        Column("use"),
        *figures("calls", spare=("calls",)),
        Column("example, or reason", least=20, spare=1),
        title=plain(role.name),
    )
    for grant in role.grants:
        use = Text(grant.use, style=_STYLES[grant.use])
        table.add_row(grant.granted.action, _resource(grant), use, str(grant.calls), plain(_remark(grant)))
    return Group(table, findings([role]))


def to_json(reports: Sequence[RoleReport]) -> list[dict[str, Any]]:
    """One object per role."""
    return [
        {
            "role": role.name,
            "grants": [asdict(grant.granted) | _outcome(grant) for grant in role.grants],
            "denied": [asdict(call) for call in role.denied],
            "ungranted": [asdict(call) for call in role.ungranted],
            "visitors": list(role.visitors),
            "findings": list(role.findings()),
        }
        for role in reports
    ]


def _outcome(grant: GrantUse) -> dict[str, Any]:
    return {"use": grant.use.value, "calls": grant.calls, "example": grant.example, "reason": grant.reason}


def _resource(grant: GrantUse) -> Text:
    text = Text(grant.granted.resource)
    if grant.granted.condition:
        text.append(f"\nif {grant.granted.condition}", style="dim")
    return text


def _remark(grant: GrantUse) -> str:
    """Reason why there is no call, or the resource of a call that the grant's pattern matched."""
    return grant.reason or (grant.example if grant.example != grant.granted.resource else "")


def _total(calls: Sequence[Counted]) -> int:
    return sum(call.count for call in calls)
