"""Files of other kinds, whatever their names say: the refusal tells the kind, and what to save or download instead."""

from __future__ import annotations

import io
import zipfile

import pytest

from imports.read import read_file
from imports.result import ImportRefused

PAGE = "<table><tr><th>Symbol</th></tr></table>"
BOOK = '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
TO_SAVE = "open it in a spreadsheet program, and save it as XLSX or CSV"


def archive(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as written:
        for name in names:
            written.writestr(name, b"content")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (PAGE.encode(), rf"a web page \(HTML\), .*: {TO_SAVE}"),
        (f"\n\n<HTML><body>{PAGE}".encode(), rf"a web page \(HTML\), .*: {TO_SAVE}"),
        (f"\ufeff<!DOCTYPE html>{PAGE}".encode(), rf"a web page \(HTML\), .*: {TO_SAVE}"),
        (f"<html>{PAGE}".encode("utf-16"), rf"a web page \(HTML\), .*: {TO_SAVE}"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n", rf"a web page \(HTML\), .*: {TO_SAVE}"),
        (
            f'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n{BOOK}'.encode(),
            rf"a spreadsheet of the old kind \(XML\): {TO_SAVE}",
        ),
        (b"!Type:Invst\nD9/30'26\nNBuy\n^\n", "a QIF file, .*: download the account as QFX or CSV instead"),
        (b"!Option:AutoSwitch\n!Account\nNBrokerage\n^\n", "a QIF file"),
        (b'{"accounts": []}', "JSON, and no broker's file: `alex analyze FILE` takes a portfolio as JSON"),
        (b'[\n {"symbol": "VTI"}]', "JSON, and no broker's file"),
        (b"{\\rtf1\\ansi VTI}", r"a document \(RTF\): export it as CSV instead"),
        (archive("mimetype", "content.xml"), r"a workbook of another kind \(ODS, .*: save it as XLSX or CSV"),
        (archive("xl/workbook.bin"), r"a workbook of another kind \(ODS, XLSB"),
        (archive("holdings.csv"), r"a packed file \(ZIP\) and no XLSX workbook: unpack it first"),
    ],
)
def test_a_file_of_another_kind_is_refused_by_its_kind(content: bytes, message: str):
    with pytest.raises(ImportRefused, match=rf"^holdings\.xls is {message}") as refusal:
        read_file("holdings.xls", content)

    assert "\n" not in str(refusal.value)
