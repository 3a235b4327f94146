"""What no format reads, by how the file begins. Checked before anything is unpacked or decoded."""

from __future__ import annotations

import re

from imports.limits import MAX_BYTES
from imports.result import ImportRefused

_SEPARATED = "export it as CSV"
_SAVED_AGAIN = "open it in a spreadsheet program, and save it as XLSX or CSV"
_PACKED = "unpack it first"
_BYTES = (
    (b"%PDF", f"a PDF: {_SEPARATED} instead"),
    (
        b"\xd0\xcf\x11\xe0",
        "a workbook of the old kind (XLS), or one with a password: save it as XLSX or CSV without a password",
    ),
    (b"\x89PNG", f"a picture: {_SEPARATED} instead"),
    (b"\xff\xd8\xff", f"a picture: {_SEPARATED} instead"),
    (b"\x1f\x8b", f"packed (gzip): {_PACKED}"),
    (b"BZh", f"packed (bzip2): {_PACKED}"),
    (b"7z\xbc\xaf", f"packed (7z): {_PACKED}"),
    (b"Rar!", f"packed (RAR): {_PACKED}"),
)
#: Of texts, without the byte order mark and blanks before them. Some brokers call a web page `.xls`.
_TEXTS = (
    (
        re.compile(rb"<!doctype html|<(?:html|head|table|meta|style)\b|mime-version:", re.IGNORECASE),
        f"a web page (HTML), whatever its name says: {_SAVED_AGAIN}",
    ),
    (
        re.compile(rb"<\?xml[^>]*>\s*(?:<\?mso-[^>]*>\s*)?<(?:\w+:)?workbook\b", re.IGNORECASE),
        f"a spreadsheet of the old kind (XML): {_SAVED_AGAIN}",
    ),
    (
        re.compile(rb"!(?:type|option|account|clear)\b", re.IGNORECASE),
        "a QIF file, which lists transactions or prices, and no holdings: download the account as QFX or CSV instead",
    ),
    (re.compile(rb"[{\[]\s*[\"{}\[\]]"), "JSON, and no broker's file: `alex analyze FILE` takes a portfolio as JSON"),
    (re.compile(rb"{\\rtf"), f"a document (RTF): {_SEPARATED} instead"),
)
_BEGINNING = 2_000


def refuse_foreign(name: str, content: bytes) -> None:
    """Raises ImportRefused for a file that is too large, empty, or of a kind that no format reads."""
    if len(content) > MAX_BYTES:
        raise ImportRefused(f"{name} has {len(content) / 2**20:.1f} MiB: at most {MAX_BYTES // 2**20} MiB are read")
    if not content.strip():
        raise ImportRefused(f"{name} is empty")
    for beginning, what in _BYTES:
        if content.startswith(beginning):
            raise ImportRefused(f"{name} is {what}")
    utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = content[:_BEGINNING].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"").lstrip()
    for pattern, what in _TEXTS:
        if pattern.match(text):
            raise ImportRefused(f"{name} is {what}")
    if b"\0" in content and not utf16 and not content.startswith(b"PK\x03\x04"):
        raise ImportRefused(f"{name} holds bytes that no text has (zeros): {_SEPARATED} again")
