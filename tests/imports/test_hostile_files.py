"""Files that were made to harm: each is refused in one line, before it is unpacked or read whole."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile

import pytest

from imports.limits import MAX_BYTES, MAX_ENTRIES, MAX_ROWS, refuse_long
from imports.read import read_file
from imports.result import ImportedAccount, ImportedFile, ImportedPosition, ImportRefused
from tests.imports.compare import FILES
from tests.imports.workbooks import packed, workbook

MIB = 1024 * 1024
HEADING = b"Symbol,Quantity,Price,Currency\n"
TABLE = [["Symbol", "Quantity", "Price", "Currency"], ["VTI", 1, 300, "USD"]]
LAUGHS = b'<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


def sheet(body: bytes) -> bytes:
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return workbook({"Sheet": TABLE}, extra={"xl/worksheets/sheet1.xml": start + body + b"</sheetData></worksheet>"})


def elsewhere(body: bytes) -> bytes:
    """The sheet under a name that no program uses."""
    with zipfile.ZipFile(io.BytesIO(sheet(body))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/other.xml"] = parts.pop("xl/worksheets/sheet1.xml")
    relations = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(b"worksheets/sheet1.xml", b"other.xml")
    return packed(parts)


def counted(count: bytes) -> bytes:
    """The list of texts states that it has so many."""
    texts = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="%b"/>' % count
    return workbook({"Sheet": TABLE}, extra={"xl/sharedStrings.xml": texts})


def many_parts() -> bytes:
    return workbook({"Sheet": TABLE}, extra={f"xl/media/{number}.xml": b"" for number in range(MAX_ENTRIES)})


def with_wrong_size() -> bytes:
    """The archive states fewer bytes than the sheet has."""
    book = bytearray(workbook({"Sheet": TABLE}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = book.index(signature)
        struct.pack_into("<I", book, at + offset, 10)
    return bytes(book)


def encrypted() -> bytes:
    book = bytearray(workbook({"Sheet": TABLE}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        book[book.index(signature) + offset] |= 1
    return bytes(book)


def plain_archive() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("holdings.csv", HEADING)
    return content.getvalue()


FLEX = (FILES / "ibkr-flex.xml").read_bytes()
OFX = (FILES / "ofx-v2-xml.ofx").read_bytes()
FAR = b'<row><c r="A1"/><c r="XFD1048576"><v>1</v></c></row>'
BOMB = b"<row><c/></row>" + b" " * (40 * MIB)

HOSTILE = {
    "empty": (b" \r\n", "is empty"),
    "too large": (b"a" * (MAX_BYTES + 1), "at most 4 MiB"),
    "a PDF": (b"%PDF-1.7\n", "is a PDF"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "is a picture"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "old kind"),
    "gzip": (gzip.compress(HEADING), "is packed"),
    "zeros": (HEADING + b"\0", "no text has"),
    "random bytes": (bytes(range(1, 256)) * 4, "no text in UTF-8"),
    "another encoding": (HEADING + "数量\n".encode("shift-jis") + b"\x81\x8d", "no text in UTF-8"),
    "half of UTF-16": (HEADING.decode().encode("utf-16") + b"\0", "no text in UTF-8"),
    "a million columns": (b"Symbol,Quantity,Price" + b"," * 1_000_000 + b"\nVTI,1,2\n", "columns"),
    "too many rows": (HEADING + b"VTI,1,300,USD\n" + b"BND,0,70,USD\n" * MAX_ROWS, "20,001 rows: at most 20,000"),
    "blank lines": (HEADING + b"\n" * 1_000_000, "more than 30,000 lines"),
    "an unended quote": (HEADING + b'"' + b"a" * 500_000, "field larger than field limit|columns|no row"),
    "entities in XML": (LAUGHS + FLEX.replace(b"APPLE", b"&b;"), "DOCTYPE"),
    "an external entity": (b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + FLEX, "DOCTYPE"),
    "entities in OFX": (OFX.replace(b"<OFX>", LAUGHS + b"<OFX>"), "DOCTYPE"),
    "deep XML": (b"<FlexQueryResponse>" + b"<a>" * 10_000, "levels"),
    "deep OFX": (b"OFXHEADER:100\n<OFX>" + b"<A>" * 10_000, "levels"),
    "many elements": (b"<FlexQueryResponse>" + b"<a/>" * 500_000, "elements"),
    "comments without an end": (b"OFXHEADER:100\n<OFX>" + b"<!--" * 900_000, "ends within a tag or a comment"),
    "texts without an end": (b"OFXHEADER:100\n<OFX>" + b"<![CDATA[" * 400_000, "ends within a tag or a comment"),
    "tags without an end": (b"OFXHEADER:100\n<OFX>" + b"<" * 2_000_000 + b">", "no investment statement"),
    "a long number": (HEADING + b"VTI," + b"0" * 7_000 + b".12x,1,USD\n", "no row with a holding"),
    "a long word above": (b"a" * 120_000 + b"\n" + HEADING, "shape of no file"),
    "cells without an end": (sheet(b'<c r="A1"><f>1</f>' + b"<c " * 300_000), "formula without|damaged"),
    "damaged XML": (FLEX[:-300], "damaged XML"),
    "an archive": (plain_archive(), "no XLSX workbook"),
    "a cut archive": (workbook({"Sheet": TABLE})[:-200], "damaged workbook"),
    "a password": (encrypted(), "has a password"),
    "a bomb": (sheet(BOMB), "unpacks to more than 32 MiB"),
    "a small bomb": (sheet(BOMB[: 8 * MIB]), "more than 200 times its size"),
    "a wrong size": (with_wrong_size(), "damaged workbook"),
    "many parts": (many_parts(), "more than 1,000 files"),
    "far apart cells": (sheet(FAR), "16,384 columns"),
    "far apart cells without a blank": (
        sheet(b'<row r="1"><c r="A1"/><c t="n"r="XFD1048576"/></row>'),
        "16,384 columns",
    ),
    "far apart cells in another part": (
        elsewhere(b'<row r="1"><c r="XFD1048576"><v>1</v></c></row>'),
        "16,384 columns",
    ),
    "far apart rows": (sheet(b'<row r="1048576"><c><v>1</v></c></row>'), "1,048,576 rows"),
    "many cells": (sheet(b'<row r="1">' + b"<c><v>1</v></c><c/>" * 1_050_000 + b"</row>"), "cells|times its size"),
    "entities in a sheet": (packed({"xl/workbook.xml": LAUGHS + b"<workbook/>"}), "DOCTYPE"),
    "a sheet in UTF-16": (packed({"xl/workbook.xml": "<workbook/>".encode("utf-16")}), "UTF-8"),
    "no sheets": (packed({"xl/workbook.xml": b"<workbook/>"}), "damaged workbook|no visible sheet"),
    "no XML": (packed({"xl/workbook.xml": b"<<<"}), "damaged workbook"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_it_is_refused_in_one_line(kind: str):
    content, message = HOSTILE[kind]

    with pytest.raises(ImportRefused, match=message) as refusal:
        read_file("given", content)

    assert str(refusal.value).startswith("given")
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 500


def test_rows_of_one_holding_are_all_counted():
    stated = {"symbol": "VTI", "kind": "stock", "quantity": 1, "value": 1, "currency": "USD", "line": 2}
    position = ImportedPosition.model_validate({**stated, "also_on": tuple(range(3, MAX_ROWS + 3))})
    account = ImportedAccount(name="One", positions=(position,))

    with pytest.raises(ImportRefused, match="own has 20,001 rows: at most 20,000"):
        refuse_long("own", ImportedFile(broker="B", base_currency="USD", accounts=(account,)))


def test_a_dimension_that_is_not_true_is_no_matter():
    """Programs write it; nothing is reserved by it."""
    book = workbook({"Sheet": TABLE})
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    part = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = part.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')

    assert len(read_file("own.xlsx", packed(parts)).accounts[0].positions) == 1


@pytest.mark.parametrize("number", ["1e999999999", "9" * 5_000, "1" * 29, "0." + "1" * 29, "NaN", "Infinity", "1_000"])
def test_a_number_that_is_none_leaves_its_row_out(number: str):
    content = HEADING + f"VTI,1,300,USD\nBND,{number},1,USD\n".encode()

    result = read_file("own.csv", content)

    assert [position.symbol for position in result.accounts[0].positions] == ["VTI"]
    assert [row.line for row in result.rows if row.destiny == "skipped"] == [3]


def test_only_the_beginning_of_a_name_is_searched_for_words_of_debt():
    """The search takes the square of its length: a name of 40,000 characters took 12 seconds, and a file has many."""
    name = "COMPANY " * 25 + "GILT 5% 2030"

    (account,) = read_file(
        "own.csv", f"Name,Quantity,Price,Value,Currency\n{name},100,72.5,72.50,GBP\n".encode()
    ).accounts

    assert account.positions[0].quoted_in == "pence (GBX)"
