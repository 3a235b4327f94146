"""What a field must be is said in plain words, whatever Pydantic's are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from holdings.document import AccountKind, Currency, Part
from holdings.expectations import expected

#: Words that only a reader of Pydantic's code understands.
FOREIGN = ("Input", "parse", "valid integer", "dictionary", "instance", "pattern", "validation", "extract")


class Pair(Part):
    left: int


@pytest.mark.parametrize(
    ("type_", "value", "words"),
    [
        (int, "x", "must be a whole number"),
        (int, 1.5, "must be a whole number"),
        (int, None, "must be a whole number"),
        (float, "x", "must be a number"),
        (Decimal, [], "must be a number"),
        (bool, "perhaps", "must be true or false"),
        (str, 5, "must be a text in Unicode"),
        (date, "soon", "must be a date such as 2026-11-27"),
        (date, "2026-11-27T05:00:00", "must be a date such as 2026-11-27"),
        (date, {}, "must be a date such as 2026-11-27"),
        (list[int], 5, "must be a list"),
        (dict[str, int], 5, "must be an object"),
        (Pair, 5, "must be an object"),
        (Pair, {}, "is required"),
        (UUID, "x", "must be a valid UUID"),
        (Currency, "euro", "must be a currency's code of three letters, e.g. USD"),
        (Annotated[list[int], Field(max_length=1)], [1, 2], "must have at most 1 item, not 2"),
        (Annotated[int, Field(ge=1)], 0, "must be greater than or equal to 1"),
        (AccountKind, "swiss", "must be 'taxable', '401k', 'ira', 'roth_ira' or 'other'"),
    ],
)
def test_an_expectation_has_plain_words(type_: Any, value: Any, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(type_).validate_python(value)
    (error,) = refused.value.errors()
    assert expected(error) == words
    assert not any(word in words for word in FOREIGN)
