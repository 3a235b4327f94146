"""Only 0 looks like 0: amounts in cents, and bars."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from cli.run.job_view import job_view
from cli.shared.text import cents, signed_cents


@pytest.mark.parametrize(
    ("usd", "shown", "signed"),
    [
        (0.0, "0.00", "0.00"),
        (0.1 + 0.2 - 0.3, "0.00", "0.00"),
        (0.0000005, "<0.01", "+<0.01"),
        (0.0049, "<0.01", "+<0.01"),
        (-0.0049, "-<0.01", "-<0.01"),
        (0.006, "0.01", "+0.01"),
        (1234.5, "1,234.50", "+1,234.50"),
        (-5.231, "-5.23", "-5.23"),
    ],
)
def test_an_amount_that_is_not_0_is_not_shown_as_0(usd: float, shown: str, signed: str) -> None:
    assert (cents(usd), signed_cents(usd)) == (shown, signed)


def test_a_part_of_a_chart_has_a_bar_unless_it_is_0() -> None:
    points = [{"name": name, "value": 1.0, "percentage": share} for name, share in (("tiny", 0.01), ("none", 0.0))]
    results = {"charter": {"charts": [{"title": "Holdings", "data": points}]}}
    job = {"job_id": "1", "status": "completed", "errors": {}, "results": results, "cost_usd": 0.0, "usage": {}}
    console = Console(file=io.StringIO(), width=100)
    console.print(job_view(job))
    lines = {line.split()[0]: line for line in console.file.getvalue().splitlines() if line.strip()}  # type: ignore[attr-defined]
    assert "█" in lines["tiny"]
    assert "█" not in lines["none"]
