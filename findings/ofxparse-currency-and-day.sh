#!/usr/bin/env bash
# ofxparse 0.21: a position loses its currency and its long or short mark, and its date may become the next day.
#
# An OFX investment position may state its own currency (CURSYM beside CURRATE), which then holds for UNITPRICE and
# MKTVAL. One might expect the parser to give it. Seen: the position object has security, units, unit_price, market_value
# and date only; the statement says "usd", so 2,000 euros read as 2,000 dollars. The date 2025-12-31 20:30 [-5:EST] comes
# as a naive 2026-01-01 01:30, in UTC without saying so: a year-end statement is dated in the next year.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check ofxparse==0.21
"$folder/venv/bin/python" -W ignore - <<'PY'
import io

from ofxparse import OfxParser

HEAD = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

"""
BODY = """<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20260102<LANGUAGE>ENG</SONRS>
</SIGNONMSGSRSV1><INVSTMTMSGSRSV1><INVSTMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><INVSTMTRS>
<DTASOF>20251231203000.000[-5:EST]<CURDEF>USD<INVACCTFROM><BROKERID>example.com<ACCTID>1</INVACCTFROM><INVPOSLIST>
<POSSTOCK><INVPOS><SECID><UNIQUEID>DE0007164600<UNIQUEIDTYPE>ISIN</SECID><HELDINACCT>CASH<POSTYPE>LONG<UNITS>10
<UNITPRICE>200<MKTVAL>2000<DTPRICEASOF>20251231203000.000[-5:EST]
<CURRENCY><CURRATE>1.17<CURSYM>EUR</CURRENCY></INVPOS></POSSTOCK>
</INVPOSLIST></INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1></OFX>
"""
account = OfxParser.parse(io.BytesIO((HEAD + BODY).encode())).account
(position,) = account.statement.positions
print(vars(position), account.statement.currency)
assert set(vars(position)) == {"security", "units", "unit_price", "market_value", "date"}, "there are more fields now"
assert account.statement.currency == "usd"
assert (str(position.date), position.date.tzinfo) == ("2026-01-01 01:30:00", None), "the date is read differently now"
PY
