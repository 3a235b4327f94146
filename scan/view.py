"""Findings of a scan, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table

from cli.shared.text import plain
from scan.report import Finding
from scan.wapiti import Scan

_STYLES = {"CRITICAL": "bold red", "HIGH": "bold red", "MEDIUM": "yellow", "LOW": "cyan", "INFO": "dim"}


def show(findings: Sequence[Finding], done: Scan, console: Console) -> None:
    console.print(Group(_modules(findings, done), _findings(findings)))


def _modules(findings: Sequence[Finding], done: Scan) -> RenderableType:
    found = Counter(finding.module for finding in findings)
    table = Table(title="Attacks by module", title_justify="left", box=box.SIMPLE_HEAD)
    for heading in ("module", "requests", "findings", ""):
        table.add_column(heading, justify="right" if heading in ("requests", "findings") else "left")
    for module, count in sorted(done.requests.items()):
        table.add_row(
            module, f"{count:,}", str(found[module] or ""), "stopped at its time limit" * (module in done.cut_short)
        )
    table.add_section()
    table.add_row("all", f"{sum(done.requests.values()):,}", str(len(findings)), "", style="bold")
    return table


def _findings(findings: Sequence[Finding]) -> RenderableType:
    """A row for each category and address, with the count."""
    if not findings:
        return "[green]✔[/green] no findings"
    rows: Counter[tuple[int, str, str, bool]] = Counter(
        (finding.level, finding.category, f"{finding.method} {finding.path}", finding.fails) for finding in findings
    )
    table = Table(title="Findings", title_justify="left", box=box.SIMPLE_HEAD)
    for heading in ("level", "category", "address", "count", ""):
        table.add_column(heading, overflow="fold")
    names = {finding.level: finding.level.name for finding in findings}
    for (level, category, where, fails), times in sorted(rows.items(), reverse=True):
        name = names[level]  # type: ignore[index]
        table.add_row(
            f"[{_STYLES[name]}]{name}[/]", plain(category), plain(where), str(times), "fails" if fails else ""
        )
    return table
