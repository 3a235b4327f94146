#!/usr/bin/env bash
# pycamt 1.1.1: of a transaction in camt.053, it takes the first amount and the first sign that stand anywhere below it,
# be they those of a fee.
#
# Amount, Currency and CreditDebitIndicator of get_transactions() look like those of the booking, so one might expect
# their sum to be the change of the balance. Seen with a valid camt.053.001.02, where the amount of a booking is that of
# its entry, and the details may have other amounts: 1,000 euros received with a fee of 5 that the sender has paid are
# read as 5 euros spent (Chrgs); a payment of 100 dollars, for which 92 euros left the account, as 100 euros (InstdAmt,
# with the currency of the entry); a collective credit of 300 euros with three details as three credits of 300. No error
# and no warning; the balances of the same result are right. Read Ntry/Amt and Ntry/CdtDbtInd.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pycamt==1.1.1
"$folder/venv/bin/python" - <<'PY'
from decimal import Decimal

from pycamt.parser import Camt053Parser


def balance(kind, amount):
    return f"""<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-27</Dt></Dt></Bal>"""


def entry(amount, sign, *details):
    return f"""<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-11-27</Dt></BookgDt><BkTxCd><Prtry><Cd>TRF</Cd></Prtry></BkTxCd>
<NtryDtls>{"".join(f"<TxDtls>{detail}</TxDtls>" for detail in details)}</NtryDtls></Ntry>"""


def note(text):
    return f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf>"


FEE = '<Chrgs><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Br>DEBT</Br></Chrgs>'
ABROAD = """<AmtDtls><InstdAmt><Amt Ccy="USD">100.00</Amt></InstdAmt>
<TxAmt><Amt Ccy="EUR">92.00</Amt></TxAmt></AmtDtls>"""
STATEMENT = f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>m-1</MsgId><CreDtTm>2026-11-28T06:00:00</CreDtTm></GrpHdr>
<Stmt><Id>s-1</Id><CreDtTm>2026-11-28T06:00:00</CreDtTm><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>
{balance("OPBD", "500.00")}{balance("CLBD", "1708.00")}
{entry("1000.00", "CRDT", FEE + note("rent"))}
{entry("92.00", "DBIT", ABROAD + note("books"))}
{entry("300.00", "CRDT", note("member 1"), note("member 2"), note("member 3"))}
</Stmt></BkToCstmrStmt></Document>"""

read = Camt053Parser(STATEMENT)
(info,) = read.get_statement_info()
change = Decimal(info["ClosingBalance"]) - Decimal(info["OpeningBalance"])
seen, total = [], Decimal(0)
for each in read.get_transactions():
    seen.append((each["RemittanceInformation"], each["Amount"], each["Currency"], each["CreditDebitIndicator"]))
    total += Decimal(each["Amount"]) * (1 if each["CreditDebitIndicator"] == "CRDT" else -1)
    print(" ", *seen[-1])
print("sum of the transactions:", total, "change of the balance:", change)
members = [(f"member {number}", "300.00", "EUR", "CRDT") for number in (1, 2, 3)]
assert seen == [("rent", "5.00", "EUR", "DBIT"), ("books", "100.00", "EUR", "DBIT"), *members], "changed"
assert (total, change) == (Decimal("795.00"), Decimal("1208.00")), "changed"
PY
