"""Tables of what production costs a month."""

from __future__ import annotations

from cli.preview.model import readable
from cli.shared.text import short_type
from docgen.markdown import table
from estimate.month import Estimate, estimate
from estimate.workload import Workload
from local.engine.preview import Preview

_LOADS = (0, 100, 1_000, 10_000)
_DEAREST = 12


def cost_table(planned: Preview) -> str:
    """USD a month by analyses, with and without free tiers."""
    rows = [
        f"| {'idle' if not analyses else f'{analyses:,}'} | {_at(planned, analyses, True).month_usd:,.2f} "
        f"| {_at(planned, analyses, False).month_usd:,.2f} |"
        for analyses in _LOADS
    ]
    return table("| analyses | with free tiers | without |", rows)


def dearest_table(planned: Preview) -> str:
    """The lines that cost most at 1,000 analyses a month."""
    rows = [
        f"| {short_type(line.type) if ':' in line.type else line.type} | {line.what} | {line.idle_usd:,.2f} "
        f"| {line.month_usd:,.2f} |"
        for line in _at(planned, 1_000, True).lines[:_DEAREST]
    ]
    return table("| resource | what | idle | 1,000 analyses |", rows)


def _at(planned: Preview, analyses: int, free_tiers: bool) -> Estimate:
    return estimate(readable(planned).resources, Workload(analyses=float(analyses), free_tiers=free_tiers))
