"""Tables of what production costs a month."""

from __future__ import annotations

from cli.preview.choices import choices_markdown, choices_of
from cli.preview.model import readable
from cli.shared.text import cents
from docgen.markdown import table
from estimate.choices import choices
from estimate.month import Estimate, estimate
from estimate.workload import Workload
from local.engine.preview import Preview
from policies.grouping import short_type

_LOADS = (0, 100, 1_000, 10_000)
_LOAD = Workload(analyses=1_000)
_DEAREST = 12


def cost_table(planned: Preview) -> str:
    """USD a month by analyses: with and without free tiers, and under the flat-rate plans."""
    plans = ("free", "pro")
    rows = [
        f"| {'idle' if not analyses else f'{analyses:,}'} | {_at(planned, analyses, True).month_usd:,.2f} "
        f"| {_at(planned, analyses, False).month_usd:,.2f} "
        + "".join(f"| {_under(planned, plan, analyses):,.2f} " for plan in plans)
        + "|"
        for analyses in _LOADS
    ]
    heads = "".join(f" | `edgePlan: {plan}`" for plan in plans)
    return table(f"| analyses | with free tiers | without{heads} |", rows)


def choices_table(planned: Preview) -> str:
    """What another setting would change."""
    return "\n".join(choices_markdown(choices_of(readable(planned), _LOAD), _LOAD))


def dearest_table(planned: Preview) -> str:
    """The lines that cost most at 1,000 analyses a month."""
    rows = [
        f"| {short_type(line.type) if ':' in line.type else line.type} | {line.what} | {cents(line.idle_usd)} "
        f"| {cents(line.month_usd)} |"
        for line in _at(planned, 1_000, True).lines[:_DEAREST]
    ]
    return table("| resource | what | idle | 1,000 analyses |", rows)


def _at(planned: Preview, analyses: int, free_tiers: bool) -> Estimate:
    return estimate(readable(planned).resources, Workload(analyses=float(analyses), free_tiers=free_tiers))


def _under(planned: Preview, plan: str, analyses: int) -> float:
    """With free tiers."""
    load = Workload(analyses=float(analyses))
    (choice,) = [it for it in choices(readable(planned).resources, load) if it.setting == f"edgePlan: {plan}"]
    return _at(planned, analyses, True).month_usd + choice.month_usd
