"""What a field must be, in plain words. Pydantic's own speak of parsing, of Python's types and of patterns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PATTERN = "string_pattern_mismatch"
#: By the type of Pydantic's error.
_PLAIN = {
    **dict.fromkeys(("int_type", "int_parsing", "int_parsing_size", "int_from_float"), "must be a whole number"),
    **dict.fromkeys(("float_type", "float_parsing", "decimal_type", "decimal_parsing"), "must be a number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "must be true or false"),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type"), "must be a list"),
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type", "dataclass_type"), "must be an object"),
    **dict.fromkeys(("string_type", "string_sub_type", "string_unicode"), "must be a text in Unicode"),
    **dict.fromkeys(
        (
            "date_type",
            "date_parsing",
            "date_from_datetime_parsing",
            "date_from_datetime_inexact",
        ),
        "must be a date such as 2026-11-27",
    ),
    **dict.fromkeys(("uuid_type", "uuid_parsing", "uuid_version"), "must be a valid UUID"),
    "missing": "is required",
}
#: Words of a pattern that this project's fields have.
_PATTERNS = {r"^[A-Z]{3}$": "must be a currency's code of three letters, e.g. USD"}


def expected(error: Mapping[str, Any]) -> str:
    """E.g. `must be less than 1000000000000`. Does not repeat the input.

    Args:
        error: of `ValidationError.errors()`.
    """
    if plain := _PLAIN.get(error["type"]):
        return plain
    if error["type"] == _PATTERN and (words := _PATTERNS.get(error["ctx"]["pattern"])):
        return words
    text = str(error["msg"]).removeprefix("Value error, ")
    _subject, should, rest = text.partition(" should ")
    return f"must {rest}".replace(" after validation", "") if should else text
