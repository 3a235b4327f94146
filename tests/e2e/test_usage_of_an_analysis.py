"""What one analysis uses, against the counts that the cost estimate is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import pytest

from estimate.record import measure
from estimate.usage import recorded
from tests.e2e.conftest import Alex

pytestmark = pytest.mark.local


def leaves(counts: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, float]]:
    for name, value in counts.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{path}{name}.")
        elif isinstance(value, int | float):
            yield f"{path}{name}", value


def test_an_analysis_uses_no_more_than_the_estimate_says(running: Alex) -> None:
    """Twice of anything, or anything new, changes the bill: `make usage` records it, and the diff shows it."""
    kept, found = dict(leaves(asdict(recorded()))), dict(leaves(asdict(measure(running.stack))))

    grown = {name: (kept.get(name, 0), now) for name, now in found.items() if now > 2 * kept.get(name, 0)}
    assert not grown
    halved = {name: (was, found[name]) for name, was in kept.items() if name in found and 2 * found[name] < was}
    assert not halved
