"""Tables and texts of `alex package`."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from cli.shared.tables import Column, Sheet, figures
from components.packaging.checks import Package, Verdict, largest
from components.packaging.record import Artefact


def package_table(packages: Sequence[Package]) -> Sheet:
    """One row per zip; functions also show their size with layers."""
    table = Sheet(
        Column("zip"),
        *figures("files", "zipped", "unzipped", "with layers"),
        Column("bytecode", spare=1),
        Column("sha256", spare=0),
        title="build/layers and build/functions, MB of 1,048,576 bytes",
    )
    for layer in _layers(packages):
        table.add_row(*_row(layer, ""))
    for package in packages:
        total = sum(zipped.unzipped_bytes for zipped in (package.code, *package.layers))
        table.add_row(*_row(package.code, _mb(total)))
    return table


def largest_table(packages: Sequence[Package]) -> Sheet:
    """The ten largest packages of the layers."""
    table = Sheet(Column("package"), *figures("unzipped MB"))
    for name, size in largest(_layers(packages)):
        table.add_row(name, _mb(size))
    return table


def verdict_text(verdict: Verdict) -> Text:
    """Result of the imports, in a line or two."""
    if verdict.not_tried:
        return Text(f"Imports not tested: {verdict.not_tried}.", style="yellow")
    fewest, most = (pick(tried.files for tried in verdict.imports) for pick in (min, max))
    text = Text(
        f"{verdict.python} imported {len(verdict.imports)} functions from their zips alone, {fewest} to {most} modules"
    )
    uncompiled = {name for tried in verdict.imports for name in tried.uncompiled}
    return text.append(f", {len(uncompiled)} of them without bytecode." if uncompiled else ", all with bytecode.")


def findings_text(verdict: Verdict) -> Text:
    """One line per finding, or one line that reports none."""
    if not verdict.findings:
        checked = "Sizes and shared objects" if verdict.not_tried else "Sizes, shared objects and imports"
        return Text(f"✔ {checked} meet Lambda's requirements.\n", style="green")
    return Text("".join(f"✘ {finding}\n" for finding in verdict.findings), style="red")


def _layers(packages: Sequence[Package]) -> list[Artefact]:
    return list({layer.name: layer for package in packages for layer in package.layers}.values())


def _row(artefact: Artefact, total: str) -> tuple[str, ...]:
    return (
        artefact.name,
        str(artefact.files),
        f"{artefact.zipped_bytes / 2**20:.2f}",
        _mb(artefact.unzipped_bytes),
        total,
        artefact.bytecode or "none",
        artefact.sha256[:8],
    )


def _mb(size: int) -> str:
    return f"{size / 2**20:.1f}"
