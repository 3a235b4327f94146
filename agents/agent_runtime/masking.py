"""What may leave for Langfuse: personal data and credentials are replaced before a span is sent.

Two kinds of things are replaced: what looks like personal data or a credential wherever it stands, and the values that
are known to be the user's own words (`UserText`), which no pattern could recognise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from agent_runtime.portfolio import Portfolio


class Content(StrEnum):
    """How much of prompts, completions and tool calls a trace holds."""

    FULL = "full"
    """As it is; for development."""
    MASKED = "masked"
    METADATA = "metadata"
    """No inputs and outputs at all; what remains is masked."""


#: Attributes that identify whose job it is: without them a trace could not be found, nor its cost be attributed.
IDENTIFIERS = frozenset({"user.id", "session.id"})
_INPUT_OUTPUT = ("langfuse.observation.input", "langfuse.observation.output")

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (label, re.compile(pattern))
    for label, pattern in (
        ("[private key]", r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"),
        ("[token]", r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"),
        ("[token]", r"(?i)\bbearer\s+[\w.~+/-]{8,}=*"),
        ("[key]", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
        ("[key]", r"\b(?:sk|pk|rk)-(?:[a-z]{2,8}-)?[A-Za-z0-9_-]{16,}"),
        ("[key]", r"\bgh[pousr]_[A-Za-z0-9]{30,}\b|\bxox[abpr]-[A-Za-z0-9-]{10,}"),
        # An AWS secret access key, which has no prefix: 40 characters of base64, of all three kinds.
        (
            "[key]",
            r"(?<![A-Za-z0-9/+=])(?=[A-Za-z0-9/+]{0,39}[A-Z])(?=[A-Za-z0-9/+]{0,39}[a-z])(?=[A-Za-z0-9/+]{0,39}\d)"
            r"[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])",
        ),
        (
            "[secret]",
            r"(?i)(?<![:\w])(?:secret|passphrase|api[_ -]?key|access[_ -]?key)"
            r"[\"'\\]*\s?[:=]\s?[\"'\\]*[^\s\"'\\,}]{6,}",
        ),
        ("[secret]", r"(?i)(?<=password)[\"'\\\s:=]{1,6}[^\s\"'\\,}]{6,}"),
        ("[e-mail]", r"\b[\w.%+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b"),
        ("[iban]", r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"),
        ("[card number]", r"\b(?:\d{4}[ -]){3}\d{1,7}\b"),
        ("[social security number]", r"\b\d{3}-\d{2}-\d{4}\b"),
        (
            "[account number]",
            r"(?i)(?:(?<=account )|(?<=acct )|(?<=acct\. )|(?<=number )|(?<=no\. )|(?<=#))\d[\d-]{5,16}\d\b",
        ),
        ("[name]", r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? [A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}"),
    )
)


def masked(text: str, known: Mapping[str, str] | None = None) -> str:
    """`text` with what must not leave replaced by a label in brackets.

    Args:
        known: values to replace wherever they stand, and what to put there.
    """
    for value, label in (known or {}).items():
        text = text.replace(value, label)
    for label, pattern in _PATTERNS:
        text = pattern.sub(label, text)
    return text


def user_text(portfolio: Portfolio | None) -> dict[str, str]:
    """The user's own words in a portfolio, each in every spelling in which JSON may hold it, longest first."""
    if portfolio is None:
        return {}
    words = {account.name: f"[account {number}]" for number, account in enumerate(portfolio.accounts, 1)}
    words[portfolio.notes] = "[client notes]"
    spelled = {spelling: label for text, label in words.items() if text.strip() for spelling in _spellings(text)}
    return dict(sorted(spelled.items(), key=lambda item: -len(item[0])))


def _spellings(text: str) -> set[str]:
    """As it is and inside one, two or three layers of JSON; `<` also as `prompting.data_block` writes it."""
    found = layer = {text}
    for _ in range(3):
        encoded = {json.dumps(one, ensure_ascii=ascii_only)[1:-1] for one in layer for ascii_only in (True, False)}
        layer = encoded | {one.replace("<", "\\u003c") for one in encoded}
        found = found | layer
    return found


def exportable(attributes: Mapping[str, Any], content: Content, known: Mapping[str, str]) -> dict[str, Any]:
    """A span's attributes as they may be sent."""
    if content is Content.FULL:
        return dict(attributes)
    kept = dict(attributes)
    if content is Content.METADATA:
        kept = {key: value for key, value in kept.items() if key not in _INPUT_OUTPUT}
    return {key: value if key in IDENTIFIERS else _masked_value(value, known) for key, value in kept.items()}


def _masked_value(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return masked(value, known)
    if isinstance(value, Iterable):
        return tuple(masked(part, known) if isinstance(part, str) else part for part in value)
    return value
