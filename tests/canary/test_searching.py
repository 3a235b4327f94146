"""The search finds a secret in every encoding. Without this, an empty result proves nothing."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from tests.canary.searching import Leak, Output, leaks, spellings

SECRET = 'p"w/+ä <secret>\\& of 40 characters, or so'

WRITTEN: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: f"before {text} after",
    "in JSON": lambda text: json.dumps({"password": text}),
    "in JSON in JSON": lambda text: json.dumps({"body": json.dumps({"password": text})}),
    "in a URL": lambda text: f"https://x/?password={quote(text, safe='')}&y=1",
    "in a form": lambda text: f"password={quote_plus(text)}",
    "in HTML": lambda text: f"<td>{html.escape(text)}</td>",
    "in base64": lambda text: base64.b64encode(text.encode()).decode(),
    "in base64 of a key pair": lambda text: base64.b64encode(f"pk:{text}".encode()).decode(),
    "in base64 after one more": lambda text: base64.b64encode(f"name:{text}, and more".encode()).decode(),
    "in base64url": lambda text: base64.urlsafe_b64encode(f"{text}?".encode()).decode(),
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN.keys())
def test_a_secret_is_found(written: Callable[[str], str]) -> None:
    (leak,) = leaks([Output("log", "there", written(SECRET))], {"password": SECRET})
    assert (leak.secret, leak.kind, leak.where) == ("password", "log", "there")


def test_other_text_is_not_found() -> None:
    texts = ["nothing", SECRET[:-1], base64.b64encode(SECRET[1:].encode()).decode(), ""]
    assert leaks([Output("log", "there", text) for text in texts], {"password": SECRET}) == []


def test_an_allowance_covers_one_kind_and_one_secret() -> None:
    other = SECRET.swapcase()
    outputs = [Output(kind, "there", SECRET + other) for kind in ("log", "trace")]
    found = leaks(outputs, {"password": SECRET, "token": other}, {("log", "password"): "a reason"})
    assert {(leak.kind, leak.secret) for leak in found} == {("log", "token"), ("trace", "password"), ("trace", "token")}


def test_a_leak_does_not_quote_the_secret() -> None:
    (leak,) = leaks([Output("log", "there", SECRET)], {"password": SECRET})
    assert SECRET not in repr(leak)
    assert isinstance(leak, Leak)


def test_a_short_value_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 12"):
        spellings("short")
