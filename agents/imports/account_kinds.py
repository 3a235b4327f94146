"""The kind of an account from the name that a broker gives it."""

from __future__ import annotations

import re

#: The first that is found decides: a Roth 401(k) is a plan, and a Roth IRA no plain IRA.
_KINDS = (
    (re.compile(r"\b401 ?\(?k\)?|\bbrokeragelink\b"), "401k"),
    (re.compile(r"\b(403 ?\(?b\)?|457 ?\(?b\)?|529|hsa|health savings|esa|coverdell|annuity|college)"), "other"),
    (re.compile(r"\broth\b"), "roth_ira"),
    (re.compile(r"\b(ira|sep|simple|rollover)\b"), "ira"),
    (
        re.compile(
            r"\b(individual|joint|brokerage|taxable|tod|jtwros|wros|trust|custodial|utma|ugma|cma|community property)\b"
        ),
        "taxable",
    ),
)


def account_kind(name: str) -> str | None:
    """taxable | 401k | ira | roth_ira | other; None for a name that does not say."""
    words = " ".join(name.casefold().replace("_", " ").split())
    return next((kind for pattern, kind in _KINDS if pattern.search(words)), None)
