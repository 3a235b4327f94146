"""Scores of a finished job, computed from its results without a judge: 0 (bad) to 1 (good)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agent_runtime.agent.report_sections import SECTIONS
from agent_runtime.portfolio.snapshot import PERCENT_TOLERANCE


@dataclass(frozen=True)
class Score:
    name: str
    value: float
    comment: str


def scores(results: dict[str, dict[str, Any]], expected: list[str]) -> list[Score]:
    """How complete the job is, and whether its results are well-formed.

    Args:
        expected: the deliverables that the portfolio calls for. One that the planner never asked for counts as missing.
    """
    delivered = [name for name in expected if name in results]
    found = [Score("completeness", _share(len(delivered), len(expected)), f"delivered: {', '.join(delivered) or '-'}")]
    if "reporter" in results:
        sections = results["reporter"]["sections"]
        found.append(Score("report_sections", _share(len(sections), len(SECTIONS)), f"{len(sections)} sections"))
    if "charter" in results:
        charts = results["charter"]["charts"]
        whole = sum(
            abs(sum(part["percentage"] for part in chart["data"]) - 100) <= PERCENT_TOLERANCE for chart in charts
        )
        found.append(Score("charts_sum_to_100", _share(whole, len(charts)), f"{whole} of {len(charts)} charts"))
    return [*found, *_faithfulness(results)]


def _faithfulness(results: dict[str, dict[str, Any]]) -> list[Score]:
    """The least faithful of the answers, before code put it right."""
    shares = {name: result["faithfulness"] for name, result in results.items() if "faithfulness" in result}
    if not shares:
        return []
    comment = ", ".join(f"{name}: {share:.0%} {results[name]['written']}" for name, share in sorted(shares.items()))
    return [Score("faithfulness", min(shares.values()), comment)]


def _share(part: int, whole: int) -> float:
    return min(1.0, part / whole) if whole else 0.0
