"""A mapping is remembered by the row that is the heading."""

from __future__ import annotations

import pytest

from imports.formats.tables.remembered import headings_of, known_mapping


@pytest.mark.parametrize("mapping", [{"currency": "=EUR"}, {"price": "Kurs", "currency": "=EUR"}])
def test_a_mapping_is_found_again_by_the_headings_and_not_by_what_stands_above(mapping: dict[str, str]):
    """Every row fits constants: the first one was remembered, with whatever it held."""
    headings = headings_of("own.csv", "Depot;1\nName;Stück;Kurs\nApple;10;100,50\n".encode(), mapping)
    assert headings is not None

    later = "Depot;2\nName;Stück;Kurs\nTesla;4;50,25\n".encode()
    assert known_mapping("own.csv", later, {headings: mapping}) == mapping
    other = b"Depot;1\nISIN;Units;Value\nUS0378331005;5;1000\n"
    assert known_mapping("own.csv", other, {headings: mapping}) is None
