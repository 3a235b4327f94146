"""What may leave in spans and log lines: personal data and credentials are replaced before either is sent.

Three kinds of things are replaced: what looks like personal data or a credential, what stands under a name such as
`password`, and the user's own words (`user_text`), which no pattern could recognise. The last stand in content only: a
user who calls an account `total` must not rewrite the system's own fields, so what the system itself sets is listed
(`is_structural`), and everything else is content.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, cast

from agent_runtime.contracts import Usage
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
_METADATA = "langfuse.observation.metadata."
#: What else the system sets itself; `alex trace` and `alex costs` read it.
_STRUCTURAL = frozenset(
    {
        "langfuse.observation.type",
        "langfuse.observation.level",
        "langfuse.observation.model.name",
        "langfuse.observation.model.parameters",
        "langfuse.observation.usage_details",
        "langfuse.observation.cost_details",
        "langfuse.observation.completion_start_time",
        "langfuse.observation.prompt.name",
        "langfuse.observation.prompt.version",
        "langfuse.trace.name",
        "langfuse.trace.tags",
        "langfuse.trace.public",
        "langfuse.trace.metadata.job_id",
        "langfuse.environment",
        "langfuse.release",
        "langfuse.version",
        "langfuse.internal.as_root",
        "langfuse.internal.is_app_root",
        *(
            _METADATA + name
            for name in (
                "agent",
                "persona",
                "status",
                "attempt",
                "turn",
                "job_id",
                "user_id",
                "accounts",
                "positions",
                "portfolio_value",
                "execution_ms",
                *Usage.model_fields,
            )
        ),
    }
)

#: Fewer characters identify nobody.
MIN_WORD_LENGTH = 3
#: Where a word may begin: after no letter or digit, or after an escape of JSON, whose last character may be one.
_WORD_BEGIN = r"(?:(?<!\w)|(?<=\\[bfnrt])|(?<=\\u[0-9A-Fa-f]{4}))"
_WORD_END = r"(?!\w)"

SECRET = "[secret]"  # noqa: S105 - a label
#: Names under which a credential stands, in lower case with underscores. A `claim_token` is one, `input_tokens` and
#: `secret_arn` are none.
_CREDENTIAL_NAME = re.compile(
    r"(?:.*_)?(?:passwords?|passwd|passphrase|pwd|secret|secret_(?:string|binary|value)|token"
    r"|authorization|(?:set_)?cookies?|credentials?|api_?key|(?:secret_|private_)(?:access_)?key|access_key"
    r"|alex_origin)"
)

#: Each must be linear in the text: it begins with something bounded, and what follows it is bounded or consumed.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (label, re.compile(pattern))
    for label, pattern in (
        ("[private key]", r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"),
        ("[token]", r"\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}"),
        ("[token]", r"(?i)\bbearer\s+[\w.~+/-]{8,}=*"),
        # At least one digit, padding or hump: "basic understanding" is none.
        (
            "[token]",
            r"\b[Bb](?:asic|ASIC)\s{1,4}(?=[A-Za-z0-9+/]*(?:[\d=]|[a-z][A-Z]))[A-Za-z0-9+/]{8,}={0,2}",
        ),
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
            SECRET,
            r"(?i)(?<![:\w])(?:secret|passphrase|api[_ -]?key|access[_ -]?key)"
            r"[\"'\\]*\s?[:=]\s?[\"'\\]*[^\s\"'\\,}]{6,}",
        ),
        (SECRET, r"(?i)(?:(?<=password)|(?<=passwd)|(?<=pwd))[\"'\\\s:=]{1,6}[^\s\"'\\,}]{6,}"),
        # What only `:` stands before may be prose ("a price per token: $0.00001"), unless it is quoted.
        (
            SECRET,
            r"(?i)(?<![A-Za-z0-9])token[\"'\\]{0,4}\s?(?:=\s?[\"'\\]{0,4}|:\s?[\"'\\]{1,4})"
            r"(?!\d{1,20}(?:\.\d{1,20})?\b)[^\s\"'\\,}&]{6,}",
        ),
        (SECRET, r"(?i)\bx-alex-origin[\"'\\\s:=,b]{1,8}[^\s\"'\\,}]{6,}"),
        (SECRET, r"(?i)\bcookie[\"'\\]{0,4}\s?:\s?[\"'\\]{0,4}[\w.-]{1,64}=[^\s\"'\\,}]{6,}"),
        (SECRET, r"SCRAM-SHA-(?:1|256)\$[^\s\"'\\,}]+"),
        ("[e-mail]", r"\b[\w.%+-]{1,64}@(?:[\w-]{1,63}\.){1,10}[A-Za-z]{2,63}\b"),
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
        known: words to replace wherever they stand as words, and what to put there.
    """
    text = _without(known or {}, text)
    for label, pattern in PATTERNS:
        text = pattern.sub(label, text)
    return text


def _without(known: Mapping[str, str], text: str) -> str:
    """In one pass, so that no word is looked for in the label of another; the longest of those that begin alike."""
    present = sorted((word for word in known if word in text), key=len, reverse=True)
    if not present:
        return text
    return re.sub("|".join(map(_as_word, present)), lambda match: known[match.group()], text)


def _as_word(word: str) -> str:
    """A pattern for it; in scripts that put no space between words it may begin and end anywhere."""
    begin = _WORD_BEGIN if _is_spaced(word[0]) else ""
    end = _WORD_END if _is_spaced(word[-1]) else ""
    return begin + re.escape(word) + end


def _is_spaced(character: str) -> bool:
    return character.isdigit() or character.lower() != character.upper()


def is_credential(name: str) -> bool:
    """Whether what stands under this name is one, e.g. under `dbPassword`, `X-Api-Key` or `client_secret`."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name[-80:])
    return _CREDENTIAL_NAME.fullmatch(re.sub(r"[^a-z0-9]", "_", parted.lower())) is not None


def cleared(value: Any, known: Mapping[str, str]) -> Any:
    """`value` as JSON can hold it, with its texts masked, and those that are JSON themselves inside: they stay JSON.

    Keys are texts too, whatever they were. What is no text, number, boolean, list or mapping becomes its masked text.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return _cleared_text(value, known)
    if isinstance(value, Mapping):
        items = cast("Mapping[Any, Any]", value).items()
        return {masked(str(key), known): cleared_item(str(key), item, known) for key, item in items}
    if isinstance(value, list | tuple):
        return [cleared(item, known) for item in cast("Iterable[Any]", value)]
    return masked(str(value), known)


def cleared_item(key: str, value: Any, known: Mapping[str, str]) -> Any:
    """By its name first. An ARN tells where a secret is, and `None`, `True` or nothing tells none."""
    names_it = isinstance(value, str) and value.startswith("arn:")
    if is_credential(key) and value not in (None, True, False, "") and not names_it:
        return SECRET
    return cleared(value, known)


def _cleared_text(text: str, known: Mapping[str, str]) -> str:
    if not text.lstrip().startswith(("{", "[", '"')):
        return masked(text, known)
    try:
        value = json.loads(text, object_pairs_hook=_once)
        safe = cleared(value, known)
        return text if safe == value else json.dumps(safe)
    except (ValueError, RecursionError):
        return masked(text, known)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raises ValueError for a key that stands twice: the first value would not be looked at."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def user_text(portfolio: Portfolio | None) -> dict[str, str]:
    """The user's own words in a portfolio, each in every spelling in which JSON may hold it.

    What is shorter than `MIN_WORD_LENGTH` or has no letter is left out: it tells nothing of anybody, and to replace it
    would tear other texts.
    """
    if portfolio is None:
        return {}
    words = {account.name: f"[account {number}]" for number, account in enumerate(portfolio.accounts, 1)}
    words[portfolio.notes] = "[client notes]"
    return {spelling: label for text, label in words.items() if _tells(text) for spelling in _spellings(text.strip())}


def _tells(text: str) -> bool:
    return len(text.strip()) >= MIN_WORD_LENGTH and any(map(str.isalpha, text))


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
    return {key: _exportable_value(key, value, known) for key, value in kept.items()}


def is_structural(key: str) -> bool:
    """Whether the system itself sets the attribute of this name; no user's words stand there."""
    return key in _STRUCTURAL


def _exportable_value(key: str, value: Any, known: Mapping[str, str]) -> Any:
    if key in IDENTIFIERS:
        return value
    safe = cleared_item(key, value, {} if is_structural(key) else known)
    return tuple(safe) if isinstance(safe, list) else safe
