"""Exchange rates: from known rates, through a third currency where need be, and never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from holdings.amounts import Shown


class KnownRate(BaseModel):
    """One stored rate: `rate` units of `quote` for one unit of `currency`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    currency: str
    quote: str
    rate: Shown
    rate_date: date
    source: str
    own: bool = False
    """The user's, which goes before what every user sees."""


class UsedRate(BaseModel):
    """Base currency for one unit of `currency`."""

    model_config = ConfigDict(frozen=True)

    currency: str
    rate: Shown
    rate_date: date | None
    """Of the older one, where two rates were combined; None for the base currency itself."""
    source: str


class Rates:
    """Args: known: in any order."""

    def __init__(self, known: Iterable[KnownRate]) -> None:
        self._steps: dict[tuple[str, str], KnownRate] = {}
        for rate in sorted(known, key=lambda rate: (rate.own, rate.rate_date)):
            # The user's own and the newest are last, and win.
            self._steps[rate.currency, rate.quote] = rate
        self._currencies = sorted({currency for pair in self._steps for currency in pair})

    def find(self, currency: str, base: str) -> UsedRate | None:
        """From one stored rate or its inverse, else from two with a currency between them. None if there is no way."""
        if currency == base:
            return UsedRate(currency=currency, rate=Decimal(1), rate_date=None, source="")
        return min(self._ways(currency, base), key=lambda way: way[0], default=(0, None))[1]

    def _ways(self, currency: str, base: str) -> Iterator[tuple[int, UsedRate]]:
        if step := self._step(currency, base):
            yield 0, step
        for between in self._currencies:
            first, second = self._step(currency, between), self._step(between, base)
            if first and second:
                yield 1, _combined(currency, first, second)

    def _step(self, currency: str, quote: str) -> UsedRate | None:
        direct, inverse = self._steps.get((currency, quote)), self._steps.get((quote, currency))
        if direct and not (inverse and (inverse.own, inverse.rate_date) > (direct.own, direct.rate_date)):
            return UsedRate(currency=currency, rate=direct.rate, rate_date=direct.rate_date, source=direct.source)
        if inverse:
            return UsedRate(
                currency=currency, rate=1 / inverse.rate, rate_date=inverse.rate_date, source=inverse.source
            )
        return None


def _combined(currency: str, first: UsedRate, second: UsedRate) -> UsedRate:
    dates = [step.rate_date for step in (first, second) if step.rate_date]
    sources = dict.fromkeys((first.source, second.source))
    return UsedRate(
        currency=currency, rate=first.rate * second.rate, rate_date=min(dates, default=None), source=", ".join(sources)
    )
