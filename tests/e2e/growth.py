"""What grows while jobs run: processes, tables and files, in bytes; and how fast `docs/data.md` says they may."""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psutil

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data.md"
_ROW = re.compile(r"^\| (?P<what>(?:process|table|file) `[\w.-]+`) \| (?P<rate>\d+) KB a job \|", re.MULTILINE)
_LAMBDA = re.compile(r"lambda-alex-local-([a-z_]+)-")

#: Allocators keep what they once needed, tables and logs grow by pages and segments.
SLACK = {"process": 48 * 2**20, "table": 2**20, "file": 8 * 2**20}


def documented_rates() -> dict[str, int]:
    """Bytes a job by kind and name, e.g. ``table `jobs` ``, from the table in `docs/data.md`."""
    rates = {row["what"]: int(row["rate"]) * 1024 for row in _ROW.finditer(PAGE.read_text(encoding="utf-8"))}
    assert rates, f"{PAGE.name} has no table of rates"
    return rates


def measure(stack: Any) -> dict[str, int]:
    """Bytes by kind and name. Of processes of one kind, the largest counts: their number varies."""
    found = defaultdict[str, int](int)
    for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
        # A process may end meanwhile.
        with suppress(psutil.Error):
            name = f"process `{_name(process)}`"
            found[name] = max(found[name], process.memory_info().rss)
    with closing(stack.postgres.connect("alex")) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class "
            "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        found |= {f"table `{table}`": size for table, size in cursor.fetchall()}
    for file in (stack.traces_file, Path(stack.aws.iam_log_file)):
        found[f"file `{file.name}`"] = sum(part.stat().st_size for part in file.parent.glob(f"{file.name}*"))
    return dict(found)


def too_fast(before: dict[str, int], after: dict[str, int], jobs: int) -> dict[str, str]:
    """What grew faster than documented, with its rate."""
    rates = documented_rates()
    found: dict[str, str] = {}
    for name in before.keys() & after.keys():
        allowed = rates.get(name, 0) * jobs + SLACK[name.split()[0]]
        if (grown := after[name] - before[name]) > allowed:
            found[name] = f"{grown / jobs / 1024:.1f} KB a job, {allowed / jobs / 1024:.1f} allowed"
    return found


def _name(process: psutil.Process) -> str:
    if process.pid == psutil.Process().pid:
        return "servers"
    command = " ".join(process.cmdline())
    if found := _LAMBDA.search(command):
        return found[1]
    if "launcher.py" in command:
        return "embedded-aws"
    return "postgres" if "postgres" in command else "other"
