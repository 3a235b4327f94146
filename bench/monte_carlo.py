"""The retirement projection: 10,000 paths, in a fresh and in a warm process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.table import Row

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = """
import time; started = time.perf_counter()
from agent_runtime.portfolio import AssetClass, RetirementGoal
from retirement.projection import project
goal = RetirementGoal(years_until_retirement=20, target_annual_income=60_000, annual_contribution=20_000)
mix = {AssetClass.EQUITY: 0.7, AssetClass.FIXED_INCOME: 0.3}
project(500_000, mix, goal, "bench"); first = time.perf_counter()
project(500_000, mix, goal, "bench"); print(first - started, time.perf_counter() - first)
"""


def measure() -> Iterator[Row]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "agents")}
    printed = subprocess.run(  # noqa: S603
        [sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True, env=environment
    ).stdout
    fresh, warm = map(float, printed.split())
    yield Row("Monte Carlo", "10,000 paths, 50 years, with imports", fresh, 1.0)
    yield Row("Monte Carlo", "10,000 paths, 50 years, warm", warm, warm / fresh)
