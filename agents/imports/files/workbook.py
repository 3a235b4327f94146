"""XLSX: each sheet as separated values, so that every format reads it as it reads CSV.

python-calamine (MIT, Rust) reads 20,000 rows in a tenth of openpyxl's time, for 2.4 MB of the layer. It is imported for
a workbook only. It sees no byte that was not checked here: the parts are unpacked within limits, and packed anew.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date, datetime
from decimal import Decimal

from imports.files.source import Source
from imports.limits import MAX_CELLS, MAX_COLUMNS, MAX_ENTRIES, MAX_LINES, MAX_RATIO, MAX_UNPACKED
from imports.result import ImportRefused

_MIB = 1024 * 1024
_REFERENCE = re.compile(rb"[\s\"']r\s*=\s*[\"']([A-Za-z]*)([0-9]*)")
_ROW = re.compile(rb"[\s\"']r\s*=\s*[\"'][A-Za-z]*([0-9]+)")
_COLUMN = re.compile(rb"[\s\"']r\s*=\s*[\"']([A-Za-z]+)")
#: The library reserves memory for as many entries as a list states, and a process ends that asks for too much.
_COUNT = re.compile(rb"ount\s*=\s*[\"']\s*\+?([0-9]+)")
#: A formula whose result was never stored: a program wrote it that does not calculate.
_UNCALCULATED = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b[^<>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
#: A cell that shows #N/A or #REF!. The library gives an empty text for it, as for a cell without content.
_ERROR_CELL = re.compile(rb"""(<(?:\w+:)?c\b[^<>]*[\s"']t\s*=\s*["'])e(?=["'])""")
#: Nothing else is needed, and other kinds of workbooks (ODS, XLSB) are read by other code in the library.
_PART = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|xl/.*\.(?:xml|rels)", re.IGNORECASE)
_OTHER_WORKBOOKS = {"content.xml", "xl/workbook.bin", "index/document.iwa"}
_LETTERS = 26
_MOST_DIGITS = 12
_ENCRYPTED = 1


def is_workbook(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def sheets(source: Source) -> Iterator[tuple[str, Source]]:
    """Title and rows of each visible sheet with content. Raises ImportRefused.

    Numbers are written as the spreadsheet program shows them, with at most 15 digits, a decimal point, and the currency
    of their format; days as 2026-09-30; errors such as #N/A as texts. What a formula gave when it was saved is taken,
    nothing is calculated.
    """
    from python_calamine import CalamineError, SheetTypeEnum, SheetVisibleEnum, load_workbook

    packed = _checked(source)
    try:
        book = load_workbook(packed)
        for about in book.sheets_metadata:
            if about.visible == SheetVisibleEnum.Visible and about.typ == SheetTypeEnum.WorkSheet:
                rows = book.get_sheet_by_name(about.name).to_python(skip_empty_area=False)
                if any(map(any, rows)):
                    yield about.name, Source(source.name, _separated(rows))
    except (CalamineError, ValueError, OSError) as error:
        raise ImportRefused(f"{source.name} is a damaged workbook: {str(error)[:100]}") from error
    except BaseException as error:
        # A panic of the Rust library is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise ImportRefused(f"{source.name} is a damaged workbook") from error


def _separated(rows: Sequence[Sequence[object]]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    for row in rows:
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        writer.writerow(cells)
    return written.getvalue().encode()


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return " ".join(cell.splitlines()) if "\n" in cell or "\r" in cell else cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, (int, float)):
        text = f"{Decimal(f'{cell:.15g}'):f}"
        whole, point, fraction = text.partition(".")
        # Three digits after the point could be thousands elsewhere; four cannot.
        return f"{text}0" if point and len(fraction) == 3 and whole != "0" else text
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _checked(source: Source) -> io.BytesIO:
    """The workbook's parts of XML, unpacked within limits and put together again without compression."""
    # Its patterns are compiled for a workbook only, not at a cold start.
    from imports.files.cell_currencies import currency_styles

    packed = io.BytesIO()
    unpacked, currencies = 0, dict[bytes, str]()
    try:
        with zipfile.ZipFile(io.BytesIO(source.content)) as given, zipfile.ZipFile(packed, "w") as taken:
            # The styles first: what a sheet's numbers show depends on them.
            entries = sorted(given.infolist(), key=lambda entry: not entry.filename.lower().endswith("styles.xml"))
            if len(entries) > MAX_ENTRIES:
                raise ImportRefused(f"{source.name} holds more than {MAX_ENTRIES:,} files")
            _refuse_other(source.name, {entry.filename.lower() for entry in entries})
            for entry in entries:
                if not _PART.fullmatch(entry.filename):
                    continue
                unpacked += entry.file_size
                _refuse_bomb(source.name, entry, unpacked)
                part = given.read(entry)
                _refuse_part(source.name, part)
                if b"cellXfs" in part:
                    currencies |= currency_styles(part)
                taken.writestr(entry.filename, _readable(part, currencies) if b"sheetData" in part else part)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, ImportRefused):
            raise
        raise ImportRefused(f"{source.name} is a damaged workbook: {str(error)[:100]}") from error
    packed.seek(0)
    return packed


def _refuse_other(name: str, entries: Set[str]) -> None:
    """Packed files that are no XLSX. Those of other spreadsheet programs need no unpacking."""
    if "xl/workbook.xml" in entries:
        return
    if entries & _OTHER_WORKBOOKS:
        raise ImportRefused(f"{name} is a workbook of another kind (ODS, XLSB or Numbers): save it as XLSX or CSV")
    raise ImportRefused(f"{name} is a packed file (ZIP) and no XLSX workbook: unpack it first")


def _readable(part: bytes, currencies: Mapping[bytes, str]) -> bytes:
    """A sheet with texts for what the library would not give: errors, and currencies."""
    from imports.files.cell_currencies import with_currencies

    part = _ERROR_CELL.sub(rb"\1str", part)
    return with_currencies(part, currencies, _text) if currencies else part


def _refuse_bomb(name: str, entry: zipfile.ZipInfo, unpacked: int) -> None:
    """By the sizes that the archive states; what is longer than stated is cut there, and fails its checksum."""
    if unpacked > MAX_UNPACKED:
        raise ImportRefused(f"{name} unpacks to more than {MAX_UNPACKED // _MIB} MiB")
    if entry.file_size > _MIB and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise ImportRefused(f"{name} unpacks to more than {MAX_RATIO} times its size")
    if entry.flag_bits & _ENCRYPTED:
        raise ImportRefused(f"{name} has a password: save it without one")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ImportRefused(f"{name} is packed in a way that no spreadsheet program uses")


def _refuse_part(name: str, part: bytes) -> None:
    """A relation can make any part a sheet: its cells tell, not its name."""
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\0" in part:
        raise ImportRefused(f"{name} declares a document type (DOCTYPE) or is not in UTF-8: save it again")
    if any(len(count) > _MOST_DIGITS or int(count) > MAX_CELLS for count in _COUNT.findall(part)):
        raise ImportRefused(f"{name} states a list of more than {MAX_CELLS:,} entries")
    if b"sheetData" not in part:
        return
    rows = max((int(row[:8]) for row in set(_ROW.findall(part))), default=0)
    columns = max(map(_column, set(_COLUMN.findall(part))), default=0)
    cells = part.count(b"<c") + part.count(b":c")  # a few more than there are
    if rows > MAX_LINES or columns > MAX_COLUMNS or max(rows * columns, cells) > MAX_CELLS:
        raise ImportRefused(
            f"{name} has a sheet of {rows:,} rows and {columns:,} columns: at most {MAX_LINES:,} and {MAX_COLUMNS} are "
            f"read, and {MAX_CELLS:,} cells"
        )
    if b"f>" in part or b"<f" in part:
        _refuse_uncalculated(name, part)


def _refuse_uncalculated(name: str, part: bytes) -> None:
    if found := _UNCALCULATED.search(part):
        reference = _REFERENCE.search(found[1])
        cell = (reference[1] + reference[2]).decode("ascii", "replace") if reference else "a cell"
        raise ImportRefused(
            f"{name}: {cell} holds a formula without its result: open the file in a spreadsheet program and save it"
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:8]:
        number = number * _LETTERS + letter - 64
    return number
