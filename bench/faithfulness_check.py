"""The check of a report of 3,000 words against its facts: CPU seconds, and in terms of those of the commit before.

`BENCH_BEFORE` names another commit to compare with, such as `main`.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.table import Row

ROOT = Path(__file__).resolve().parent.parent
WORDS = 3_000
TURNS = 3
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
    """The best of several turns, in which the two checkers take part alike: the load of the machine changes."""
    group = f"faithfulness, {WORDS:,} words, CPU"
    with tempfile.TemporaryDirectory() as folder:
        before = _unpacked(os.environ.get("BENCH_BEFORE", "HEAD~1"), Path(folder))
        trees = [tree for tree in (before, ROOT) if tree is not None]
        taken: dict[Path, list[tuple[float, ...]]] = {tree: [] for tree in trees}
        for _ in range(TURNS):
            for tree in trees:
                taken[tree].append(_run(tree))
    best = {tree: [min(figures) for figures in zip(*runs, strict=True)] for tree, runs in taken.items()}
    words, first, warm = best[ROOT]
    floor = best[trees[0]][2]
    if before is not None:
        yield Row(group, "its check, warm, the commit before", floor, 1.0)
    yield Row(group, "its check, warm", warm, warm / floor)
    yield Row(group, "its check, the first in a process", first, first / floor)
    yield Row(group, "words and signs of the report", words, words / floor)


def _unpacked(commit: str, folder: Path) -> Path | None:
    """The checker and its texts at a commit; None where this is no checkout with that commit."""
    git = shutil.which("git")
    if git is None:
        return None
    archive = subprocess.run(  # noqa: S603
        [git, "archive", commit, "agents/faithfulness", "tests"], capture_output=True, cwd=ROOT, check=False
    )
    if archive.returncode:
        return None
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as packed:
        packed.extractall(folder, filter="data")
    return folder


def _run(tree: Path) -> tuple[float, ...]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join([str(tree), str(tree / "agents")])}
    printed = subprocess.run(  # noqa: S603
        [sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True, env=environment, cwd=tree
    ).stdout
    return tuple(map(float, printed.split()))
