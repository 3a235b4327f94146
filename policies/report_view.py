"""A report on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from policies.engine import Level, Severity
from policies.engine.outcome import Kind
from policies.grouping import RuleFindings, by_resource, by_rule, names_of, note_of, short_type
from policies.pack import RULES
from policies.report import Report, Violation

_TITLES = {
    Kind.ERROR: "Rules that failed",
    Kind.VIOLATION: "Violations",
    Kind.UNDECIDED: "Undecided before the deployment",
    Kind.WAIVED: "Waived",
}
#: Columns of sentences: a console may be boundless, e.g. into a file.
_WIDEST = 160
#: Names of resources with the same finding; by resource, all are listed.
_NAMES = 12
_LEVELS = {Level.MANDATORY: "red", Level.ADVISORY: "yellow"}
_SEVERITIES = {Severity.CRITICAL: "bold red", Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: "dim"}
_RULES = {rule.name: rule for rule in RULES}


def show(report: Report, console: Console, *, each_resource: bool = False) -> None:
    """Print all outcomes, by rule or by resource, and the verdict on the last line."""
    width = min(console.width, _WIDEST)
    for kind, title in _TITLES.items():
        if found := report.of_kind(kind):
            console.print(Text(f"{title}: {_size(found)}", "bold underline"))
            for group in _by_resource(found) if each_resource else _by_rule(found):
                console.print(group, width=width)
            console.print()
    for word, waivers in (("stale", report.stale_waivers), ("expired", report.expired_waivers)):
        for waiver in waivers:
            console.print(Text(f"{word} waiver: {waiver.rule} on {waiver.resource}, until {waiver.expires}", "yellow"))
    console.print(_summary(report))


def _size(violations: Sequence[Violation]) -> str:
    rules = len({violation.rule for violation in violations})
    return f"{rules} {_plural('rule', rules)}, {len(violations)} {_plural('finding', len(violations))}"


def _by_rule(violations: Iterable[Violation]) -> Iterator[RenderableType]:
    """One finding a rule: level and severity, what is expected, what is found where, and the fix."""
    for group in by_rule(violations):
        rule = _RULES.get(group.rule)
        head = Text.assemble((group.rule, "bold"), "  ", level_text(group.level))
        lines = [*_found(group), *((Text(f"Fix: {rule.fix}", "dim"),) if rule and not group.same[0].note else ())]
        if rule:
            head = Text.assemble(head, ", ", severity_text(rule.severity), f"  {rule.title}")
        yield Group(head, *(_indented(line) for line in lines))


def _found(group: RuleFindings) -> Iterator[Text]:
    for same in group.same:
        where = "; ".join(names_of(same.resources, _NAMES))
        yield Text.assemble(same.message, _place(same.path), ": ", (where, "bold"))
        if same.note:
            yield Text(same.note, "dim")


def _by_resource(violations: Iterable[Violation]) -> Iterator[RenderableType]:
    """One resource with all that is found about it."""
    for resource, listed in by_resource(violations):
        type_, _, name = resource.rpartition("::")
        head = Text.assemble((name, "bold"), f"  {short_type(type_)}" if type_ else "")
        yield Group(head, *(_indented(line) for each in listed for line in _lines(each)))


def _lines(violation: Violation) -> Iterator[Text]:
    text = " ".join(violation.message.split())
    yield Text.assemble(level_text(violation.level), f"  {violation.rule}: {text}", _place(violation.path))
    if note := note_of(violation):
        yield Text(note, "dim")


def _place(path: str) -> tuple[str, str]:
    return (f" at {path}" if path else "", "cyan")


def _indented(line: Text) -> Padding:
    return Padding(line, (0, 0, 0, 2), expand=False)


def level_text(level: Level) -> Text:
    return Text(level.value, _LEVELS[level])


def severity_text(value: Severity) -> Text:
    return Text(value.value, _SEVERITIES[value])


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
