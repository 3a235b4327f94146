#!/usr/bin/env bash
# CurrencyConverter 0.18.23: without a date, a currency that has ended is converted at the rates of its last day, and
# the other currency with it.
#
# convert() is documented to use the most recent rate if no date is given. One might expect that of each currency, or
# the error that a missing rate raises. Seen: the date is the last one of the currency that is converted *from*. For
# Bulgaria, in the euro since 2026, a lev is worth 0.51 euros for good, but its dollars are those of 2025-12-31: 5.2 %
# more than over the euro. For the kuna they are those of 2022; a rouble has its rate of 2022-03-01, the day after which
# the ECB ceased to publish one, so a holding in roubles keeps that value for ever. The other way round, dollars into
# leva, raises RateNotFoundError, so a test of that direction shows an error that this one does not have. Nothing tells
# the date that was used: pass date=c.bounds["EUR"].last_date.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check CurrencyConverter==0.18.23
"$folder/venv/bin/python" -W error - <<'PY'
from currency_converter import CurrencyConverter, RateNotFoundError

converter = CurrencyConverter()
newest = converter.bounds["EUR"].last_date
print("newest rates:", newest)
seen = {}
for currency in ("BGN", "HRK", "RUB", "PLN"):
    last = converter.bounds[currency].last_date
    direct = converter.convert(100_000, currency, "USD")
    over_euro = converter.convert(converter.convert(100_000, currency, "EUR"), "EUR", "USD")
    refused = []
    for call in (
        lambda: converter.convert(1, "USD", currency),
        lambda: converter.convert(1, currency, "USD", date=newest),
    ):
        try:
            call()
        except RateNotFoundError as error:
            refused.append(str(error))
    seen[currency] = (str(last), round(direct, 2), round(over_euro, 2), len(refused))
    print(f"100,000 {currency}: {direct:9,.2f} USD, over the euro {over_euro:9,.2f} USD; its last rate: {last}")
    print("  the other way, and with a date:", "; ".join(refused) or "no error")
assert seen["BGN"] == ("2025-12-31", 60077.72, 57122.41, 2), "changed"
assert seen["HRK"] == ("2022-12-30", 14152.46, 14823.86, 2), "changed"
assert seen["RUB"] == ("2022-03-01", 952.38, 953.23, 2), "changed"
assert seen["PLN"][1] == seen["PLN"][2] and seen["PLN"][3] == 0, "changed: a currency that has not ended"
PY
