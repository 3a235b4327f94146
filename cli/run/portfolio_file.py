"""A portfolio as a JSON file: read exactly, validated, and turned into a request body of the API."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cli.shared.errors import UserError
from holdings.document import PortfolioDocument
from holdings.expectations import expected

#: Longest value that an error quotes.
SHOWN_CHARACTERS = 40
#: Most problems that an error lists; a file of another kind has one in every field.
SHOWN_PROBLEMS = 5
_SAMPLES = "samples are in samples/portfolios/"


class PortfolioFile(PortfolioDocument):
    def body(self) -> dict[str, Any]:
        """For `PUT /api/portfolio`."""
        return self.model_dump(mode="json", exclude_none=True)


def read_portfolio(path: Path) -> PortfolioFile:
    """The validated content of a portfolio file.

    Raises:
        UserError: names the file, the field, the expectation and the value.
    """
    try:
        # Windows writes a byte order mark before UTF-8.
        content = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_object, parse_float=Decimal)
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}", _SAMPLES) from error
    except json.JSONDecodeError as error:
        raise UserError(f"{path}: is not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from error
    except RepeatedKey as error:
        raise UserError(f"{path}: the key {_shown(error.key)} appears twice in one object") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path}: is not readable JSON") from error
    try:
        return PortfolioFile.model_validate(content)
    except ValidationError as error:
        raise UserError(f"{path}: {listed([expectation(problem) for problem in error.errors()])}") from error


class RepeatedKey(ValueError):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Python would silently keep only the last of two values. Raises RepeatedKey."""
    made = dict[str, Any]()
    for key, value in pairs:
        if key in made:
            raise RepeatedKey(key)
        made[key] = value
    return made


def listed(problems: list[str]) -> str:
    """The first problems in one line, and the number of the others."""
    more = len(problems) - SHOWN_PROBLEMS
    return "; ".join(problems[:SHOWN_PROBLEMS]) + (f"; and {more} more" if more > 0 else "")


def expectation(error: Any) -> str:
    """E.g. `accounts[0].positions[2].quantity: must be less than 1000000000000, is 10000000000000`.

    Args:
        error: of `ValidationError.errors()`.
    """
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"]).removeprefix(".")
    text = expected(error)
    match error["type"]:
        case "missing":
            return f"{path}: {text}"
        case "extra_forbidden":
            return f"{path}: is not a known field"
        case "value_error" if isinstance(error["input"], dict):
            # Of an object as a whole, which is too long to show.
            return f"{path or 'content'}: {text}"
        case "model_type" if not path:
            text = "must be an object with `accounts`"
        case _:
            pass
    return f"{path or 'content'}: {text}, is {_shown(error['input'])}"


def _shown(value: object) -> str:
    text = str(value) if isinstance(value, Decimal) else json.dumps(value, default=str)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
