"""A portfolio as a JSON file: read, validated, and turned into request bodies of the API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from cli.shared.errors import UserError

#: Longest value that an error quotes.
SHOWN_CHARACTERS = 40
#: Most problems that an error lists; a file of another kind has one in every field.
SHOWN_PROBLEMS = 5
_SAMPLES = "samples are in samples/portfolios/"

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Price = Annotated[Decimal, Field(gt=0, lt=10**12, decimal_places=6)]


class FilePart(BaseModel):
    """Rejects unknown fields, NaN and infinity: a typing error must not silently change an analysis."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class PositionPart(FilePart):
    symbol: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9.\-]{0,14}$")]
    quantity: Annotated[Decimal, Field(gt=0, lt=10**12, decimal_places=8)]
    unit_price: Price | None = None
    """USD; required for a symbol that the instrument catalogue lacks."""
    name: Name | None = None
    kind: Literal["etf", "stock", "bond_fund", "mutual_fund", "crypto", "other"] | None = None

    def body(self) -> dict[str, Any]:
        """For `POST /api/accounts/{id}/positions`."""
        return _numbers(self.model_dump(exclude_none=True))


class AccountPart(FilePart):
    name: Name
    kind: Literal["taxable", "401k", "ira", "roth_ira", "other"]
    cash: Annotated[Decimal, Field(ge=0, lt=10**12, decimal_places=2)] = Decimal(0)
    """USD."""
    positions: Annotated[list[PositionPart], Field(max_length=500)] = []

    def body(self) -> dict[str, Any]:
        """For `POST /api/accounts`; the positions follow one by one."""
        return _numbers(self.model_dump(exclude={"positions"}))


class GoalPart(FilePart):
    years_until_retirement: Annotated[int, Field(ge=0, le=60)]
    target_annual_income: Annotated[float, Field(ge=1, le=10**9)]
    """USD a year, in today's money."""
    annual_contribution: Annotated[float, Field(ge=0, le=10**9)] = 0
    """USD a year until retirement."""


class PortfolioFile(FilePart):
    display_name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    goal: GoalPart | None = None
    notes: Annotated[str, Field(max_length=2000)] = ""
    accounts: Annotated[list[AccountPart], Field(min_length=1, max_length=20)]

    def user_body(self) -> dict[str, Any]:
        """For `PUT /api/user`."""
        return self.model_dump(exclude={"accounts"})


def read_portfolio(path: Path) -> PortfolioFile:
    """The validated content of a portfolio file.

    Raises:
        UserError: names the file, the field, the expectation and the value.
    """
    try:
        # Windows writes a byte order mark before UTF-8.
        content = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_object)
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}", _SAMPLES) from error
    except json.JSONDecodeError as error:
        raise UserError(f"{path}: is not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from error
    except RepeatedKey as error:
        raise UserError(f"{path}: the key {_shown(error.key)} appears twice in one object") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path}: is not readable JSON") from error
    try:
        portfolio = PortfolioFile.model_validate(content)
    except ValidationError as error:
        raise UserError(f"{path}: {_listed([_expectation(problem) for problem in error.errors()])}") from error
    # The API rejects it too, but only after the stored portfolio has been deleted.
    if repeated := list(_repeated_symbols(portfolio)):
        raise UserError(f"{path}: {_listed(repeated)}")
    return portfolio


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


def _repeated_symbols(portfolio: PortfolioFile) -> Iterator[str]:
    for number, account in enumerate(portfolio.accounts):
        first = dict[str, int]()
        for index, position in enumerate(account.positions):
            if (before := first.setdefault(position.symbol, index)) != index:
                where = f"accounts[{number}].positions[{index}].symbol"
                yield f"{where}: must differ from that of positions[{before}], is {_shown(position.symbol)}"


def _listed(problems: list[str]) -> str:
    more = len(problems) - SHOWN_PROBLEMS
    return "; ".join(problems[:SHOWN_PROBLEMS]) + (f"; and {more} more" if more > 0 else "")


def _expectation(error: Any) -> str:
    """E.g. `accounts[0].positions[2].quantity: must be greater than 0, is -3`."""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"]).removeprefix(".")
    match error["type"]:
        case "missing":
            return f"{path}: is required"
        case "extra_forbidden":
            return f"{path}: is not a known field"
        case "string_pattern_mismatch":
            expected = "must be a ticker in upper case, at most 15 characters"
        case "model_type":
            expected = "must be an object" if path else "must be an object with `accounts`"
        case _:
            _subject, should, rest = str(error["msg"]).partition(" should ")
            expected = f"must {rest}" if should else error["msg"]
    return f"{path or 'content'}: {expected}, is {_shown(error['input'])}"


def _shown(value: object) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"


def _numbers(body: dict[str, Any]) -> dict[str, Any]:
    """Decimals as JSON numbers."""
    return {key: float(value) if isinstance(value, Decimal) else value for key, value in body.items()}
