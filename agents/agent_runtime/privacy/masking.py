"""Masks personal data and credentials in spans and log lines before they are sent.

Three kinds of text are replaced: patterns of personal data and credentials, values under a name such as `password`, and
the user's own words (`user_words`), which no pattern could recognise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import partial
from typing import Any, cast

from agent_runtime.privacy.look_alikes import is_card_number, is_classification, is_iban, is_person


class Content(StrEnum):
    """How much of prompts, completions and tool calls a trace holds."""

    FULL = "full"
    """Unmasked; for development."""
    MASKED = "masked"
    METADATA = "metadata"
    """No inputs and outputs, and nothing else in the user's or a model's words: what the code sets, and figures."""


#: A word may begin after anything but a letter or digit, or after a JSON escape, whose last character may be one.
_WORD_BEGIN = r"(?:(?<!\w)|(?<=\\[bfnrt])|(?<=\\u[0-9A-Fa-f]{4}))"
_WORD_END = r"(?!\w)"

SECRET = "[secret]"  # noqa: S105 - a label
#: Names of credentials, in lower case with underscores. `claim_token` is one; `input_tokens` and `secret_arn` are not.
_CREDENTIAL_NAME = re.compile(
    r"(?:.*_)?(?:passwords?|passwd|passphrase|pwd|secret|secret_(?:string|binary|value)|token"
    r"|authorization|(?:set_)?cookies?|credentials?|api_?key|(?:secret_|private_)(?:access_)?key|access_key"
    r"|alex_origin)"
)

#: Each must run in linear time: it begins with something bounded, and the rest is bounded or consumed.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (label, re.compile(pattern))
    for label, pattern in (
        ("[data]", r"(?i)\bdata:[\w.+/-]{0,100}(?:;[\w.=+-]{1,100}){0,5};base64,[A-Za-z0-9+/=_%-]*"),
        ("[data]", r"(?i)\bdata:[\w.+-]{1,60}/[\w.+-]{1,60}(?:;[\w.=+-]{1,100}){0,5},[^\s\"'\\<>]*"),
        ("[private key]", r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"),
        ("[token]", r"\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}"),
        # At least one digit, hump or inner sign, or longer than a word: "bearer instruments." does not match.
        (
            "[token]",
            r"(?i:\bbearer)\s+(?=[\w.~+/-]*(?:\d|[a-z][A-Z]|[._~+]\w|[\w.~+/-]{24}))[\w.~+/-]{8,}=*",
        ),
        # At least one digit, padding or hump: "basic understanding" does not match.
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
        (SECRET, r"(?i)(?:(?<=password)|(?<=passwd))[\"'\\\s:=]{1,6}[^\s\"'\\,}]{6,}"),
        # PWD is a fund: in capitals it names a password only before `=` or a quoted text.
        (SECRET, r"(?:(?<=pwd)|(?<=Pwd))[\"'\\\s:=]{1,6}[^\s\"'\\,}]{6,}"),
        (SECRET, r"(?i)(?<=pwd)[\"'\\]{0,4}\s?(?:=\s?[\"'\\]{0,4}|:\s?[\"'\\]{1,4})[^\s\"'\\,}]{6,}"),
        # After a mere `:` it may be prose ("a price per token: $0.00001"), unless it is quoted.
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

#: What no pattern matches: most names and values of JSON. Each pattern needs more characters, or others.
_TOO_PLAIN = re.compile(r"[a-z_]{0,33}|[A-Za-z0-9_]{0,10}")

_REALLY: dict[str, Callable[[str], bool]] = {"[iban]": is_iban, "[card number]": is_card_number, "[name]": is_person}


def masked(text: str, known: Mapping[str, str] | None = None) -> str:
    """`text` with sensitive parts replaced by labels in brackets.

    Args:
        known: whole words to replace, and their labels.
    """
    text = _without(known or {}, text)
    if _TOO_PLAIN.fullmatch(text):
        return text
    for label, pattern in PATTERNS:
        text = pattern.sub(partial(_labelled, label), text)
    return text


def _labelled(label: str, found: re.Match[str]) -> str:
    """The label, or the text if that only looks like what the label says."""
    really = _REALLY.get(label)
    return label if really is None or really(found.group()) else found.group()


def _without(known: Mapping[str, str], text: str) -> str:
    """Replaces in one pass, so that no word is found inside another's label. The longest match wins."""
    present = sorted((word for word in known if word in text), key=len, reverse=True)
    if not present:
        return text
    return re.sub("|".join(map(_as_word, present)), lambda match: known[match.group()], text)


def _as_word(word: str) -> str:
    """A pattern for a whole word. In scripts without spaces between words, it matches anywhere."""
    begin = _WORD_BEGIN if _is_spaced(word[0]) else ""
    end = _WORD_END if _is_spaced(word[-1]) else ""
    return begin + re.escape(word) + end


def _is_spaced(character: str) -> bool:
    return character.isdigit() or character.lower() != character.upper()


def is_credential(name: str) -> bool:
    """Whether a field of this name holds a credential, e.g. `dbPassword`, `X-Api-Key` or `client_secret`."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name[-80:])
    return _CREDENTIAL_NAME.fullmatch(re.sub(r"[^a-z0-9]", "_", parted.lower())) is not None


def cleared(value: Any, known: Mapping[str, str]) -> Any:
    """`value` as JSON can hold it, with its texts masked. A text that is JSON is masked inside and stays JSON.

    Keys become masked texts. A value of any other type becomes the masked text of it.
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
    """Decides by the name first. An ARN only tells where a secret is; `None`, booleans and empty texts reveal none."""
    names_it = isinstance(value, str) and value.startswith("arn:")
    if is_credential(key) and value not in (None, True, False, "") and not names_it and not is_classification(value):
        return SECRET
    return cleared(value, known)


def _cleared_text(text: str, known: Mapping[str, str]) -> str:
    if not text.lstrip().startswith(("{", "[", '"')):
        return masked(text, known)
    try:
        value = json.loads(text, object_pairs_hook=unique)
        safe = cleared(value, known)
        return text if safe == value else json.dumps(safe)
    except (ValueError, RecursionError):
        return masked(text, known)


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raises ValueError for a duplicate key: its first value would not be checked."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("duplicate key")
    return found
