"""The check of a report of 3,000 words against its facts: CPU seconds, and in terms of reading its words."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.table import Row

ROOT = Path(__file__).resolve().parent.parent
WORDS = 3_000
PROGRAM = f"""
import time
from faithfulness import check
from faithfulness.reading.lexer import tokens
from tests.lambdas.faithfulness.texts import facts, texts

def best(work, rounds=25):
    taken = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)

reports = [text for text in texts("dev") if text.change is None and text.of == "report"]
whole = ("growth-full-report", "fifth-growth-a", "sixth-growth", "seventh-growth")
right = [text.text for text in reports if text.name in whole]
report = " ".join("\\n\\n".join(right * 4).split(" ")[:{WORDS}])
known = facts("growth", "report")
first = time.process_time()
check(report, known)
first = time.process_time() - first
print(best(lambda: tokens(report, 0, len(report))), first, best(lambda: check(report, known)))
"""


def measure() -> Iterator[Row]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "agents")])}
    printed = subprocess.run(  # noqa: S603
        [sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True, env=environment
    ).stdout
    words, first, warm = map(float, printed.split())
    group = f"faithfulness, {WORDS:,} words"
    yield Row(group, "words and signs of the report", words, 1.0)
    yield Row(group, "its check, the first in a process", first, first / words)
    yield Row(group, "its check, warm", warm, warm / words)
