"""What the stack of a preview costs a month, on a terminal, in a comment and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from cli.preview.choices import choices_json, choices_markdown, choices_of, choices_table
from cli.shared.tables import Column, Sheet, figures
from cli.shared.text import cents
from estimate.assumptions import assumptions
from estimate.choices import Choice
from estimate.meters import Line
from estimate.month import Estimate, estimate
from estimate.workload import Workload
from local.engine.preview import Preview
from policies.grouping import short_type

#: Lines below half a cent are added up.
_SHOWN = 0.005
_LEAST_DIFFERENCE = 0.005


@dataclass(frozen=True)
class Cost:
    """An estimate, beside that of the preview it is compared with."""

    now: Estimate
    before: Estimate | None
    """None without a saved preview."""
    choices: Sequence[Choice]
    """What other values of settings would change."""


def cost_of(planned: Preview, saved: Preview | None, load: Workload) -> Cost:
    """Both previews must be readable."""
    before = None if saved is None else estimate(saved.resources, load)
    return Cost(estimate(planned.resources, load), before, choices_of(planned, load))


def cost_table(cost: Cost) -> RenderableType:
    """The dearest first, then choices and assumptions; with a saved preview, what changed. The sum is the last line."""
    now = cost.now
    at = f"{now.load.analyses:,.0f} analyses"
    table = Sheet(
        Column("resource"), Column("what", least=26), *figures("units", "price", "idle", at, spare=("price", "units"))
    )
    shown = [line for line in now.lines if line.month_usd >= _SHOWN]
    for line in shown:
        table.add_row(_name(line), line.what, _units(line.month), f"{line.price.usd:.9g}", *_usd(line))
    rest = [line for line in now.lines if line not in shown]
    if rest:
        table.add_row(
            "others",
            f"{len(rest)} uses",
            "",
            "",
            _sum(line.idle_usd for line in rest),
            _sum(line.month_usd for line in rest),
        )
    table.add_section()
    table.add_row("total", "USD a month", "", "", f"{now.idle_usd:,.2f}", f"{now.month_usd:,.2f}", style="bold")
    notes = [Text(f"no price: {unknown}", style="yellow") for unknown in now.unknown]
    notes += [Text(sentence, style="yellow") for sentence in now.exceeded]
    notes += [Text(line, style="dim") for line in assumptions(now.load)]
    differences = [Text(line) for line in _differences(cost)]
    return Group(table, choices_table(cost.choices, now.load), *notes, *differences, Text(_change(cost), "bold"))


def cost_markdown(cost: Cost) -> Iterator[str]:
    """The part of a pull request's comment."""
    now = cost.now
    yield f"### Cost: {_change(cost)}"
    yield ""
    if differences := list(_differences(cost)):
        yield from ("```diff", *differences, "```", "")
    for unknown in now.unknown:
        yield f"- ⚠️ no price: {unknown}"
    yield from (f"- ⚠️ {sentence}" for sentence in now.exceeded)
    yield "<details><summary>The dearest lines, other settings, and what is assumed</summary>"
    yield ""
    yield f"| resource | what | idle | {now.load.analyses:,.0f} analyses |"
    yield "|---|---|--:|--:|"
    for line in now.lines[:10]:
        yield f"| {_name(line)} | {line.what} | {_usd(line)[0]} | {_usd(line)[1]} |"
    yield ""
    yield from choices_markdown(cost.choices, now.load)
    yield ""
    yield from (f"- {line}" for line in assumptions(now.load))
    yield ""
    yield "</details>"
    yield ""


def cost_json(cost: Cost) -> dict[str, Any]:
    """USD are not rounded. `before` is null without a saved preview."""
    before = cost.before
    return {
        "analyses": cost.now.load.analyses,
        "users": cost.now.load.users,
        "free_tiers": cost.now.load.free_tiers,
        **_totals(cost.now),
        "before": None if before is None else _totals(before),
        "lines": [_line_json(line) for line in cost.now.lines],
        "unknown": list(cost.now.unknown),
        "exceeded": list(cost.now.exceeded),
        "choices": choices_json(cost.choices),
        "assumptions": list(assumptions(cost.now.load)),
    }


def _totals(found: Estimate) -> dict[str, float]:
    return {"idle_usd": found.idle_usd, "month_usd": found.month_usd}


def _line_json(line: Line) -> dict[str, Any]:
    price = line.price
    return {
        "type": line.type,
        "what": line.what,
        "meter": price.meter,
        "unit": price.unit,
        "usd_a_unit": price.usd,
        "source": price.source,
        "idle_units": line.idle,
        "month_units": line.month,
        "idle_usd": line.idle_usd,
        "month_usd": line.month_usd,
    }


def _change(cost: Cost) -> str:
    now, before = cost.now, cost.before
    at = f"{now.load.analyses:,.0f} analyses" + (", without what has no price" if now.unknown else "")
    if before is None:
        return f"${now.idle_usd:,.2f} a month idle, ${now.month_usd:,.2f} with {at}"
    idle, month = now.idle_usd - before.idle_usd, now.month_usd - before.month_usd
    return f"{_signed(idle)} a month idle (${now.idle_usd:,.2f}), {_signed(month)} with {at} (${now.month_usd:,.2f})"


def _differences(cost: Cost) -> Iterator[str]:
    """A line for each use whose cost changed, the largest change first."""
    if cost.before is None:
        return
    old, new = _by_use(cost.before), _by_use(cost.now)
    changes = {use: _minus(new.get(use), old.get(use)) for use in old.keys() | new.keys()}
    for use, (idle, month) in sorted(changes.items(), key=lambda item: (-abs(item[1][1]), item[0])):
        if max(abs(idle), abs(month)) >= _LEAST_DIFFERENCE:
            mark = "+" if month > 0 else "-"
            at = f"{cost.now.load.analyses:,.0f} analyses"
            yield f"{mark} {' '.join(use)}: {_signed(idle)} idle, {_signed(month)} with {at}"


def _by_use(found: Estimate) -> Mapping[tuple[str, str], Line]:
    return {(_name(line), line.what): line for line in found.lines}


def _minus(new: Line | None, old: Line | None) -> tuple[float, float]:
    idle = (new.idle_usd if new else 0.0) - (old.idle_usd if old else 0.0)
    month = (new.month_usd if new else 0.0) - (old.month_usd if old else 0.0)
    return idle, month


def _signed(usd: float) -> str:
    return f"{'-' if usd <= -_LEAST_DIFFERENCE else '+'}${abs(usd):,.2f}"


def _name(line: Line) -> str:
    return short_type(line.type) if ":" in line.type else line.type


def _units(units: float) -> str:
    return f"{units:,.0f}" if units >= 1000 else f"{units:.4g}"


def _usd(line: Line) -> tuple[str, str]:
    return cents(line.idle_usd), cents(line.month_usd)


def _sum(values: Iterator[float]) -> str:
    return cents(sum(values))
