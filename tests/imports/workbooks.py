"""Small workbooks as spreadsheet programs write them: shared texts, numbers, days by their style, formulas."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_BEGIN = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'{_BEGIN}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


@dataclass(frozen=True)
class Formula:
    """A formula with the result that the program stored: a number, or an error such as #N/A.

    None for one that was never calculated.
    """

    text: str
    result: float | str | None


@dataclass(frozen=True)
class Styled:
    """A number, or a formula with a number, in the style of this index."""

    value: float | Formula
    style: int


Cell = str | int | float | date | Formula | Styled | None
Sheets = Mapping[str, Sequence[Sequence[Cell]]]


def workbook(sheets: Sheets, hidden: Sequence[str] = (), extra: Mapping[str, bytes] | None = None) -> bytes:
    """A workbook with these sheets by title. `extra`: parts to add or to replace, by name."""
    texts: dict[str, int] = {}
    parts = {
        f"xl/worksheets/sheet{number}.xml": sheet_part(rows, texts).encode()
        for number, rows in enumerate(sheets.values(), start=1)
    }
    parts |= {
        "[Content_Types].xml": f'{_BEGIN}<Types xmlns="{_TYPES}"></Types>'.encode(),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _book_part(sheets, hidden),
        "xl/_rels/workbook.xml.rels": _relations(
            [
                *(("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)),
                ("sharedStrings", "sharedStrings.xml"),
                ("styles", "styles.xml"),
            ]
        ),
        "xl/styles.xml": _STYLES.encode(),
        "xl/sharedStrings.xml": _texts_part(texts),
    }
    return packed(parts | dict(extra or {}))


def styles_part(*formats: str) -> bytes:
    """Styles 0 and 1 are those of numbers and days; the formats' begin at 2."""
    codes = "".join(
        f'<numFmt numFmtId="{number}" formatCode={quoteattr(code, {chr(34): "&quot;"})}/>'
        for number, code in enumerate(formats, start=164)
    )
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, *range(164, 164 + len(formats))))
    part = _STYLES.replace("<fonts", f'<numFmts count="{len(formats)}">{codes}</numFmts><fonts', 1)
    return re.sub("<cellXfs.*</cellXfs>", f"<cellXfs>{styles}</cellXfs>", part).encode()


def packed(parts: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def sheet_part(rows: Sequence[Sequence[Cell]], texts: dict[str, int]) -> str:
    written: list[str] = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(_cell(f"{_letters(at)}{number}", cell, texts) for at, cell in enumerate(row))
        written.append(f'<row r="{number}">{cells}</row>' if row else "")
    return f'{_BEGIN}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(written)}</sheetData></worksheet>'


def _cell(place: str, cell: Cell, texts: dict[str, int]) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f'<c r="{place}" t="s"><v>{texts.setdefault(cell, len(texts))}</v></c>'
    if isinstance(cell, Formula):
        result = "" if cell.result is None else f"<v>{cell.result}</v>"
        kind = ' t="e"' if isinstance(cell.result, str) else ""
        return f'<c r="{place}"{kind}><f>{escape(cell.text)}</f>{result}</c>'
    if isinstance(cell, Styled):
        return _cell(place, cell.value, texts).replace("<c ", f'<c s="{cell.style}" ', 1)
    if isinstance(cell, date):
        return f'<c r="{place}" s="1"><v>{(cell - date(1899, 12, 30)).days}</v></c>'
    return f'<c r="{place}"><v>{cell!r}</v></c>'


def _letters(at: int) -> str:
    letters = ""
    at += 1
    while at:
        at, letter = divmod(at - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _book_part(sheets: Sheets, hidden: Sequence[str]) -> bytes:
    entries = "".join(
        f'<sheet name={quoteattr(title)} sheetId="{number}" state="{_state(title, hidden)}" r:id="r{number}"/>'
        for number, title in enumerate(sheets, start=1)
    )
    return f'{_BEGIN}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{entries}</sheets></workbook>'.encode()


def _state(title: str, hidden: Sequence[str]) -> str:
    return "hidden" if title in hidden else "visible"


def _relations(targets: Sequence[tuple[str, str]]) -> bytes:
    entries = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_BEGIN}<Relationships xmlns="{_RELATIONS}">{entries}</Relationships>'.encode()


def _texts_part(texts: Mapping[str, int]) -> bytes:
    entries = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
    return f'{_BEGIN}<sst xmlns="{_MAIN}" count="{len(texts)}">{entries}</sst>'.encode()
