"""Imports of 20,000 holdings as CSV, XLSX and XML: CPU seconds, also as a multiple of the bare reader's, and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.table import Row

ROOT = Path(__file__).resolve().parent.parent
ROWS = 20_000
MAKE = f"""
import csv, sys
from datetime import date
from pathlib import Path
from tests.imports.workbooks import workbook

headings = ["Account", "Symbol", "Name", "Quantity", "Price", "Value", "Currency", "Kind", "Date"]
rows = []
for number in range({ROWS}):
    symbol = "".join(chr(65 + number // 26 ** place % 26) for place in range(4))
    quantity, price = number % 97 + 0.5, number % 1000 + 0.25
    figures = [quantity, price, quantity * price]
    rows.append([f"A{{number % 5}}", symbol, f"Company {{number}}", *figures, "USD", "stock", date(2026, 9, 30)])
folder = Path(sys.argv[1])
with (folder / "csv").open("w", newline="") as file:
    csv.writer(file).writerows([headings, *rows])
(folder / "xlsx").write_bytes(workbook({{"Holdings": [headings, *rows]}}))
head = '<FlexQueryResponse><FlexStatements count="1"><FlexStatement accountId="U0" toDate="20260930">'
head += '<AccountInformation accountId="U0" currency="USD"/><OpenPositions>'
element = '<OpenPosition accountId="U0" currency="USD" assetCategory="STK" symbol="{{1}}" description="{{2}}"'
element += ' position="{{3}}" markPrice="{{4}}" positionValue="{{5}}" levelOfDetail="SUMMARY"/>'
body = "".join(element.format(*row) for row in rows)
(folder / "flex").write_text(f"{{head}}{{body}}</OpenPositions></FlexStatement></FlexStatements></FlexQueryResponse>")
"""
BARE = {
    "csv": "import csv; [None for _ in csv.reader(io.StringIO(content.decode(), newline=''))]",
    "xlsx": "import python_calamine as p; p.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()",
    "flex": "import xml.etree.ElementTree; xml.etree.ElementTree.fromstring(content)",
}
#: The highest resident size is the kernel's since this program began; getrusage counts that of its parent, too.
READ = f"""
import io, json, re, resource, sys, time
from pathlib import Path
from imports.read import read_file

kind, bare = sys.argv[2:]
content = (Path(sys.argv[1]) / kind).read_bytes()
if bare:
    started = time.process_time()
    exec(bare)
    print(json.dumps([time.process_time() - started, 0]))
else:
    started = time.process_time()
    result = read_file("holdings", content)
    taken = time.process_time() - started
    assert sum(len(account.positions) for account in result.accounts) == {ROWS}
    status = Path("/proc/self/status")
    peak = int(re.search("VmHWM: *([0-9]+)", status.read_text().replace("\\t", ""))[1]) if status.exists() else 0
    print(json.dumps([taken, (peak or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024]))
"""
TURNS = 3
KINDS = {"csv": "CSV", "xlsx": "XLSX", "flex": "XML of Interactive Brokers"}


def measure() -> Iterator[Row]:
    """The best of several fresh processes for time, the worst for memory. The reader alone keeps nothing."""
    with tempfile.TemporaryDirectory() as folder:
        _run(MAKE, folder)
        for kind, title in KINDS.items():
            alone = min(json.loads(_run(READ, folder, kind, BARE[kind]))[0] for _ in range(TURNS))
            runs = [json.loads(_run(READ, folder, kind, "")) for _ in range(TURNS)]
            taken, peak = min(run[0] for run in runs), max(run[1] for run in runs)
            group = f"import of {ROWS:,} holdings, {title}"
            yield Row(group, "the reader of the format alone, CPU", alone, 1.0)
            yield Row(group, "the import, CPU", taken, taken / alone)
            yield Row(group, "peak memory of the process", peak, unit="MiB")


def _run(program: str, *arguments: str) -> str:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "agents")])}
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", program, *arguments],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
    ).stdout
