"""Terminal tables of the pack and its reports."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from policies.engine import Level
from policies.engine.outcome import Kind
from policies.pack import RULES
from policies.report import Report, Violation

_TITLES = {
    Kind.ERROR: "Rules that failed",
    Kind.VIOLATION: "Violations",
    Kind.UNDECIDED: "Undecided before the deployment",
    Kind.WAIVED: "Waived",
}
#: Columns of a table of sentences: a console may be boundless, e.g. into a file.
_WIDEST = 160
_COLORS = {Level.MANDATORY: "red", Level.ADVISORY: "yellow"}
_RULES = {rule.name: rule for rule in RULES}


def show(report: Report, console: Console) -> None:
    """Print all outcomes, and the verdict on the last line."""
    for kind, title in _TITLES.items():
        if found := report.of_kind(kind):
            console.print(_violations(title, found), width=min(console.width, _WIDEST))
    for word, waivers in (("stale", report.stale_waivers), ("expired", report.expired_waivers)):
        for waiver in waivers:
            console.print(Text(f"{word} waiver: {waiver.rule} on {waiver.resource}, until {waiver.expires}", "yellow"))
    console.print(_summary(report))


def _violations(title: str, violations: tuple[Violation, ...]) -> Table:
    """One row per violation, with all its resources."""
    table = Table(title=f"{title} ({len(violations)})", title_justify="left", expand=True, show_lines=True)
    table.add_column("level", no_wrap=True)
    table.add_column("rule", no_wrap=True)
    table.add_column("resource", overflow="fold", ratio=2)
    table.add_column("violation and fix", overflow="fold", ratio=3)
    for _, same in groupby(sorted(violations, key=_group_key), key=_group_key):
        listed = tuple(same)
        first = listed[0]
        table.add_row(_level(first.level), first.rule, _resources(listed), _violation_and_fix(first))
    return table


def _group_key(violation: Violation) -> tuple[bool, str, str, str, str, str]:
    """Sort and group key. Mandatory violations come first."""
    type_ = violation.resource.rpartition("::")[0]
    reason = violation.text if violation.kind is Kind.WAIVED else ""
    return (violation.level is Level.ADVISORY, violation.rule, type_, violation.message, violation.path, reason)


def _resources(violations: Iterable[Violation]) -> Text:
    types, _, names = zip(*(violation.resource.rpartition("::") for violation in violations), strict=True)
    return Text.assemble(", ".join(names), (f"\n{types[0]}" if types[0] else "", "dim"))


def _violation_and_fix(violation: Violation) -> RenderableType:
    lines = [Text(violation.message)]
    if violation.path:
        lines.append(Text(f"at {violation.path}", "cyan"))
    if violation.kind is Kind.WAIVED:
        lines.append(Text(violation.text.partition("\n")[2], "dim"))
    elif violation.rule in _RULES:
        lines.append(Text(_RULES[violation.rule].fix, "dim"))
    return Group(*lines)


def _level(level: Level) -> Text:
    return Text(level.value, _COLORS[level])


def _summary(report: Report) -> Text:
    verdict = ("refused", "bold red") if report.failed else ("passes", "bold green")
    took = f"pack started in {report.times.boot:.2f} s, judged in {report.times.resources + report.times.stack:.2f} s"
    scope = f"{report.resources} resources, {len(RULES)} rules"
    return Text.assemble(f"stack {report.stack} ", verdict, f": {scope}; {_counts(report)}; {took}")


def _counts(report: Report) -> str:
    """Violations by level, then the other outcomes."""
    levels = [violation.level for violation in report.of_kind(Kind.VIOLATION)]
    advisory, errors = levels.count(Level.ADVISORY), len(report.of_kind(Kind.ERROR))
    return (
        f"{advisory} advisory {_plural('violation', advisory)}, {levels.count(Level.MANDATORY)} mandatory, "
        f"{len(report.of_kind(Kind.WAIVED))} waived, {len(report.of_kind(Kind.UNDECIDED))} undecided, "
        f"{errors} {_plural('error', errors)}"
    )


def _plural(noun: str, number: int) -> str:
    return noun if number == 1 else f"{noun}s"
