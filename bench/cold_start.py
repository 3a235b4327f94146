"""How long a fresh process takes until a function's handler is ready, beside the floor of boto3 with three clients."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.table import Row
from components.roster import ROSTER

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 7
FLOOR = "import boto3\nfor s in ('bedrock-runtime','lambda','secretsmanager'): boto3.client(s, region_name='us-east-1')"


def measure() -> Iterator[Row]:
    """Median of `ROUNDS` fresh processes each, alternating, so that a slow minute hits all of them alike."""
    programs = {"boto3 + 3 clients (the floor)": FLOOR}
    programs |= {f"{spec.name} ready": f"import {spec.name}.handler" for spec in ROSTER}
    seconds: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(ROUNDS):
        for name, program in programs.items():
            seconds[name].append(_run(program))
    floor = median(seconds["boto3 + 3 clients (the floor)"])
    for name, taken in seconds.items():
        yield Row("cold start", name, median(taken), median(taken) / floor)


def _run(program: str) -> float:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "agents"),
        "POWERTOOLS_SERVICE_NAME": "bench",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    started = time.perf_counter()
    # Leaving at once: what threads do at exit is not part of a cold start.
    program = f"{program}\nimport os; os._exit(0)"
    subprocess.run([sys.executable, "-c", program], check=True, env=environment, cwd="/")  # noqa: S603
    return time.perf_counter() - started
