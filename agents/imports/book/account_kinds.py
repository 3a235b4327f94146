"""An account's name as a broker writes it: the part that is a number, and the kind that it says."""

from __future__ import annotations

import re
from functools import lru_cache

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
#: Longer text is a remark, not an account's name.
_MOST_CHARACTERS = 120


def split_label(label: str, number: re.Pattern[str]) -> tuple[str | None, str]:
    """Id and name of a label such as `Individual ...901`.

    Args:
        number: what ends the label if it names an account by number.

    Returns:
        The id as it is written, or None if the label does not end in one; and the rest, or all of it.
    """
    found = number.search(label[-_MOST_CHARACTERS:])
    if not found or len(label) > _MOST_CHARACTERS:
        return None, label
    return found[0], label[: -len(found[0])].strip() or label


@lru_cache(maxsize=1024)
def account_kind(name: str) -> str | None:
    """taxable | 401k | ira | roth_ira | other; None for a name that does not say."""
    words = " ".join(name.casefold().replace("_", " ").split())
    return next((kind for pattern, kind in _KINDS if pattern.search(words)), None)
