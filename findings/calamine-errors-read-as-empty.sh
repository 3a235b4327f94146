#!/usr/bin/env bash
# python-calamine 0.9.1: a cell that shows #N/A or #REF! reads as an empty text, like a cell without content.
#
# openpyxl gives the error's text. One might expect that, or None, or an exception. Seen: '' for every kind of error, as
# for the empty cell beside it. A value that could not be computed becomes a value that is not stated; a total over the
# numbers of a column leaves the position out and looks right. The file itself tells them apart (t="e"): turn such cells
# into texts before the library reads them.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check python-calamine==0.9.1 openpyxl==3.1.5
"$folder/venv/bin/python" - <<'PY'
import io

import openpyxl
from python_calamine import load_workbook

ERRORS = ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"]
book = openpyxl.Workbook()
for error in ERRORS:
    book.active.append(["VTI", error, None, 3000])
content = io.BytesIO()
book.save(content)
kept = [row[1].value for row in openpyxl.load_workbook(content).active.iter_rows()]
assert kept == ERRORS, kept
content.seek(0)
rows = load_workbook(content).get_sheet_by_index(0).to_python()
for error, row in zip(ERRORS, rows, strict=True):
    print(f"{error:8} reads as {row[1]!r}, the empty cell beside it as {row[2]!r}")
    assert row[1:3] == ["", ""], "errors can be told from empty cells now"
PY
