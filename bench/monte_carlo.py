"""The retirement projection of 10,000 paths: its time, memory and error beside those of independent random paths."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.table import Row, Unit

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(__file__).with_name("monte_carlo_program.py")


def measure() -> Iterator[Row]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "agents")}
    printed = subprocess.run(  # noqa: S603
        [sys.executable, str(PROGRAM)], check=True, capture_output=True, text=True, env=environment
    ).stdout
    seen: dict[str, float] = json.loads(printed)
    yield Row("Monte Carlo", "10,000 paths, 50 years, with imports", seen["fresh"], 1.0)
    yield Row("Monte Carlo", "10,000 paths, 50 years, warm", seen["warm"], seen["warm"] / seen["fresh"])
    yield from _beside("its time, warm", seen["random_time"], seen["warm"], "s")
    yield from _beside("its memory", seen["random_memory"], seen["memory"], "MiB")
    yield from _beside("standard error of its success rate", seen["random_error"], seen["error"], "points")


def _beside(what: str, random: float, now: float, unit: Unit) -> Iterator[Row]:
    yield Row(f"Monte Carlo: {what}", "independent random paths", random, 1.0, unit)
    yield Row(f"Monte Carlo: {what}", "paths in shifted lattices", now, now / random, unit)
