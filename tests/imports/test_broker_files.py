"""Files in the true shapes of American brokers, and what each becomes."""

from __future__ import annotations

import pytest

from imports.files.source import Source
from imports.formats import FORMATS
from imports.formats.tables import table
from imports.result import ImportRefused
from tests.imports.compare import FILES, expectation, expected, files_of, plain, read, rows_not_read_once

BROKERS = ("fidelity", "schwab", "vanguard", "etrade", "merrill")
HISTORIES = ("robinhood", "scalable")


@pytest.mark.parametrize("name", files_of(*BROKERS))
def test_a_brokers_file_becomes_what_it_should(name: str):
    should = expected(name)

    result = read(name)

    assert plain(result, should) == should


@pytest.mark.parametrize("name", files_of(*BROKERS))
def test_every_row_is_accounted_for_once(name: str):
    assert rows_not_read_once((FILES / name).read_bytes(), read(name)) == {}


@pytest.mark.parametrize("name", files_of(*BROKERS, *HISTORIES))
def test_one_format_alone_recognises_a_file(name: str):
    """But Vanguard's, whose file holds a history beside the holdings: its format comes first."""
    source = Source(name, (FILES / name).read_bytes())

    titles = [each.title for each in FORMATS if each is not table.FORMAT and each.recognises(source)]

    history = "History of transactions (refused)"
    assert len([title for title in titles if title != history]) == (0 if name.startswith(HISTORIES) else 1)
    assert (history in titles) == (name.startswith(HISTORIES) or b"Trade Date" in source.content)


@pytest.mark.parametrize("name", files_of(*HISTORIES))
def test_a_history_is_refused_with_what_to_bring_instead(name: str):
    assert expectation(name)["refused"]
    broker = expectation(name)["broker"]

    with pytest.raises(ImportRefused, match=rf"{name} is a history of transactions of {broker}, .*; .*CSV with"):
        read(name)
