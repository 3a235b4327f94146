"""Damaged and altered files: they are read or refused, whatever is in them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports.read import read_file
from imports.result import ImportedFile, ImportRefused
from tests.imports.compare import EXPECTED, FILES
from tests.imports.workbooks import packed, workbook

Mutation = tuple[str, float, bytes | float | None]

#: What breaks readers: signs of the formats, numbers that are none, other scripts, and control characters.
SIGNS = ', ; \t " \n \r \0 < > </ /> & &#0; &amp; = - -- % ( ()'
NUMBERS = "0 -0 1e9999 NaN Infinity 1.2.3 1,2,3 0.0000000000001 99999999 00000000 20261399 31/02/2026 ９ ٣ é"
TAGS = "<OFX> </OFX> <INVPOS> </INVPOS> <UNITS> <!-- --> <![CDATA[ <!DOCTYPE> <?"
WORDS = "Header Data Summary Lot LOT Total BOS HEADER Cash USD GBX XXXX"
TOKENS = (
    *(token.encode() for group in (SIGNS, NUMBERS, TAGS, WORDS) for token in group.split(" ")),
    *(b"", b"9" * 60, b"\xff", b"\x81"),
)
ORIGINALS = {
    file.name: file.read_bytes() for file in sorted(FILES.iterdir()) if not file.name.endswith(EXPECTED)
} | {
    f"{file.stem}.xlsx": workbook({"Sheet": [*csv.reader(io.StringIO(file.read_text(), newline=""))]})
    for file in (FILES / "degiro-portfolio.csv", FILES / "fidelity-positions-2026.csv")
}  # fmt: skip

with zipfile.ZipFile(io.BytesIO(ORIGINALS["degiro-portfolio.xlsx"])) as archive:
    PARTS = {name: archive.read(name) for name in archive.namelist()}
BEGINNINGS = (b"", b"PK\x03\x04", b"OFXHEADER:100\n<OFX>", b"<Flex")
CELLS = st.one_of(st.text(max_size=12), st.sampled_from(("VTI", "1", "2,5", "USD", "Cash", "Total")))
HEADING = ("Symbol", "Name", "Quantity", "Price", "Value", "Currency", "Account", "Type", "Date")
places = st.floats(0, 1, exclude_max=True)
mutations = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), places, st.one_of(st.sampled_from(TOKENS), st.binary(max_size=4))),
        st.tuples(st.just("replace"), places, st.one_of(st.sampled_from(TOKENS), st.binary(max_size=4))),
        st.tuples(st.just("cut"), places, places),
        st.tuples(st.just("repeat"), places, places),
        st.tuples(st.just("swap cells"), places, places),
        st.tuples(st.just("truncate"), places, st.none()),
    ),
    min_size=1,
    max_size=4,
)


def mutated(content: bytes, mutation: Mutation) -> bytes:
    kind, place, what = mutation
    at = int(place * len(content))
    if isinstance(what, bytes):
        return content[:at] + what + content[at + (len(what) if kind == "replace" else 0) :]
    if what is None:
        return content[:at]
    end = at + int(what * min(len(content) - at, 400))
    if kind == "cut":
        return content[:at] + content[end:]
    if kind == "repeat":
        return content[:end] + content[at:end] + content[end:]
    cells = content.split(b",")
    first, second = int(place * len(cells)), int(what * len(cells))
    cells[first], cells[second] = cells[second], cells[first]
    return b",".join(cells)


def budget(examples: int, at_length: int) -> pytest.MarkDecorator:
    """So many examples, and more with `make soak`."""
    return pytest.mark.parametrize("examples", [examples, pytest.param(at_length, marks=pytest.mark.soak)])


def given_often(examples: int, **strategies: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], None]:
    """Calls the decorated function with so many examples."""

    def call(check: Callable[..., None]) -> None:
        ignored = [HealthCheck.too_slow]
        settings(max_examples=examples, deadline=None, suppress_health_check=ignored)(given(**strategies)(check))()

    return call


@budget(120, at_length=10_000)
def test_a_mutated_file_is_read_or_refused(examples: int):
    @given_often(examples, name=st.sampled_from(sorted(ORIGINALS)), changes=mutations)
    def _(name: str, changes: list[Mutation]) -> None:
        content = ORIGINALS[name]
        for change in changes:
            content = mutated(content, change)

        outcome = read_or_refused(lambda: read_file("given", content))

        assert isinstance(outcome, ImportedFile) or ("\n" not in outcome and 0 < len(outcome) < 600)


@budget(80, at_length=10_000)
def test_any_bytes_are_read_or_refused(examples: int):
    @given_often(examples, content=st.binary(max_size=200), beginning=st.sampled_from(BEGINNINGS))
    def _(content: bytes, beginning: bytes) -> None:
        read_or_refused(lambda: read_file("given", beginning + content))


@budget(60, at_length=10_000)
def test_any_rows_below_a_heading_are_read_or_refused(examples: int):
    @given_often(examples, rows=st.lists(st.lists(CELLS, max_size=8), max_size=8), heading=st.permutations(HEADING))
    def _(rows: list[list[str]], heading: list[str]) -> None:
        written = io.StringIO()
        csv.writer(written).writerows([heading, *rows])

        read_or_refused(lambda: read_file("given", written.getvalue().encode("utf-8", "replace")))


@budget(60, at_length=10_000)
def test_a_workbook_with_a_mutated_part_is_read_or_refused(examples: int):
    @given_often(examples, part=st.sampled_from(sorted(PARTS)), changes=mutations)
    def _(part: str, changes: list[Mutation]) -> None:
        content = PARTS[part]
        for change in changes:
            content = mutated(content, change)

        read_or_refused(lambda: read_file("given", packed(PARTS | {part: content})))


def read_or_refused(reading: Callable[[], ImportedFile]) -> ImportedFile | str:
    """Every other exception fails the test."""
    try:
        result = reading()
    except ImportRefused as refusal:
        return str(refusal)
    result.model_dump_json()
    return result
