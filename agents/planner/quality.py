"""Scores of a finished job that need no judge: each is computed from the results, 0 (bad) to 1 (good)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agent_runtime.contracts import DELIVERABLES
from agent_runtime.portfolio import PERCENT_TOLERANCE

REPORT_SECTIONS = 5


@dataclass(frozen=True)
class Score:
    name: str
    value: float
    comment: str


def scores(results: dict[str, dict[str, Any]], wants_projection: bool) -> list[Score]:
    """How complete the job is, and whether what is there keeps its promises.

    Args:
        wants_projection: the client has a retirement goal. What the planner never asked for counts as missing too.
    """
    expected = [name for name in DELIVERABLES if wants_projection or name != "retirement"]
    delivered = [name for name in expected if name in results]
    found = [Score("completeness", _share(len(delivered), len(expected)), f"delivered: {', '.join(delivered) or '-'}")]
    if "reporter" in results:
        sections = results["reporter"]["sections"]
        found.append(Score("report_sections", _share(len(sections), REPORT_SECTIONS), f"{len(sections)} sections"))
    if "charter" in results:
        charts = results["charter"]["charts"]
        whole = sum(abs(sum(p["percentage"] for p in c["data"]) - 100) <= PERCENT_TOLERANCE for c in charts)
        found.append(Score("charts_sum_to_100", _share(whole, len(charts)), f"{whole} of {len(charts)} charts"))
    return found


def _share(part: int, whole: int) -> float:
    return min(1.0, part / whole) if whole else 0.0
