"""Time of a fresh process until a function's handler is ready, compared with a floor: boto3 with three clients.

Seconds depend on the load of the machine; the number of instructions does not.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from bench.packages import Packages
from bench.table import Row

ROUNDS = 7
FLOOR = "boto3 + 3 clients (the floor)"
_CLIENTS = "import boto3\nfor s in ('bedrock-runtime', 'lambda', 'secretsmanager'): boto3.client(s)"
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
_COLLECTED = re.compile(r"Collected : (\d+)")


@dataclass(frozen=True)
class Program:
    """A start, and the folders on its path."""

    text: str
    folders: Sequence[Path]

    def command(self, python: str) -> list[str]:
        # Exits at once: the work of threads at exit is not part of a cold start.
        return [python, "-S", "-c", f"{self.text}\nimport os; os._exit(0)"]

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(map(str, self.folders)),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
            "AWS_LAMBDA_FUNCTION_NAME": "bench",
            "POWERTOOLS_SERVICE_NAME": "bench",
            "AWS_DEFAULT_REGION": "us-east-1",
        }


def measure(built: Packages) -> Iterator[Row]:
    """Median of `ROUNDS` fresh processes each, in turns, so that a slow minute affects all alike."""
    programs = _programs(built)
    seconds: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(ROUNDS):
        for name, program in programs.items():
            seconds[name].append(run(program, built.python.executable))
    for name, taken in seconds.items():
        yield Row("cold start, time", name, median(taken), median(taken) / median(seconds[FLOOR]))


def measure_instructions(built: Packages) -> Iterator[Row]:
    """One run each under callgrind, reproducible to a thousandth. Yields nothing without valgrind."""
    programs = _programs(built)
    with ThreadPoolExecutor(os.cpu_count()) as at_once:
        counting = {
            name: at_once.submit(count_instructions, program, built.python.executable)
            for name, program in programs.items()
        }
    counts = {name: count for name, counted in counting.items() if (count := counted.result())}
    for name, count in counts.items():
        yield Row("cold start, work", name, count / 1e9, count / counts[FLOOR], "G instructions")


def _programs(built: Packages) -> dict[str, Program]:
    ready = {f"{name} ready": Program(f"import {name}.handler", folders) for name, folders in built.folders.items()}
    return {FLOOR: Program(_CLIENTS, (built.sdk,)), **ready}


def run(program: Program, python: str) -> float:
    """Seconds of one run."""
    started = time.perf_counter()
    subprocess.run(program.command(python), check=True, env=program.environment, cwd="/")  # noqa: S603 - own arguments
    return time.perf_counter() - started


def peak_memory(program: Program, python: str) -> float:
    """MiB that one run had in memory at most."""
    asking = replace(program, text=f"{program.text}\nprint(open('/proc/self/status').read(), flush=True)")
    done = subprocess.run(  # noqa: S603 - own arguments
        asking.command(python), check=True, env=program.environment, cwd="/", capture_output=True, text=True
    )
    found = _PEAK.search(done.stdout)
    if found is None:
        raise RuntimeError("the peak of memory is read from Linux's /proc")
    return int(found[1]) / 1024


def count_instructions(program: Program, python: str) -> int | None:
    """CPU instructions of one run; None without valgrind."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        return None
    done = subprocess.run(  # noqa: S603 - own arguments
        [valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null", *program.command(python)],
        check=True,
        env=program.environment,
        cwd="/",
        capture_output=True,
        text=True,
    )
    found = _COLLECTED.search(done.stderr)
    if found is None:
        raise RuntimeError(f"callgrind counted nothing: {done.stderr[-500:]}")
    return int(found[1])
