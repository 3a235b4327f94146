"""Control ids of AWS Security Hub, and the pages that document them."""

from __future__ import annotations

import re
from collections.abc import Iterable

GUIDE = "https://docs.aws.amazon.com/securityhub/latest/userguide/"
_ID = re.compile(r"[A-Za-z0-9]+\.\d+")
_NIST_ONLY = frozenset({"KMS.4", "S3.14", "S3.17", "SNS.1"})
"""Controls that Security Hub lists under NIST SP 800-53, not under its Foundational Security Best Practices."""


def page(control: str) -> str:
    """`S3.5` is documented at `…/s3-controls.html#s3-5`. Empty for ids of other catalogues."""
    if not _ID.fullmatch(control):
        return ""
    service = control.partition(".")[0].lower()
    return f"{GUIDE}{service}-controls.html#{control.lower().replace('.', '-')}"


def best_practices(controls: Iterable[str]) -> list[str]:
    """The controls that belong to the standard Foundational Security Best Practices (FSBP)."""
    return [control for control in controls if page(control) and control not in _NIST_ONLY]
