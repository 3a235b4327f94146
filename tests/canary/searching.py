"""Search a system's outputs for known secrets, in every encoding they may have there."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

#: Shorter values occur by chance.
MIN_LENGTH = 12


@dataclass(frozen=True)
class Output:
    """One output of the system."""

    kind: str
    """E.g. `log`."""
    where: str
    """Name of the output, for the message."""
    text: str


@dataclass(frozen=True)
class Leak:
    secret: str
    """Name of the secret. Messages of tests never hold its value."""
    kind: str
    where: str
    spelling: str


def spellings(value: str) -> dict[str, str]:
    """Name of each encoding to the text to search for. Raises ValueError for a short value."""
    if len(value) < MIN_LENGTH:
        raise ValueError(f"a secret to look for must have at least {MIN_LENGTH} characters")
    once = json.dumps(value)[1:-1]
    found = {
        "plain": value,
        "JSON": once,
        "JSON in JSON": json.dumps(once)[1:-1],
        "URL": quote(value, safe=""),
        "URL form": quote_plus(value),
        "HTML": html.escape(value),
    }
    for offset in range(3):
        for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
            found[f"{name}, {offset} bytes into its group"] = _inside(encode, value.encode(), offset)
    return found


def leaks(
    outputs: Iterable[Output], secrets: Mapping[str, str], allowed: Mapping[tuple[str, str], str] | None = None
) -> list[Leak]:
    """Secrets found in outputs. `allowed` maps (kind, secret's name) to the reason why it may be there."""
    looked_for = {name: spellings(value) for name, value in secrets.items()}
    return [
        Leak(name, output.kind, output.where, spelling)
        for output in outputs
        for name, texts in looked_for.items()
        if (output.kind, name) not in (allowed or {})
        for spelling in [next((how for how, text in texts.items() if text in output.text), None)]
        if spelling
    ]


def _inside(encode: Callable[[bytes], bytes], value: bytes, offset: int) -> str:
    """The part of the value's base64 that is the same for any text before and after it."""
    text = str(encode(b"\0" * offset + value), "ascii").rstrip("=")
    begin = (0, 2, 3)[offset]
    return text[begin:-1] if (offset + len(value)) % 3 else text[begin:]
