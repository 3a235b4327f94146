"""Texts that must never reach Langfuse, and texts that must stay readable."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_runtime.agent.prompting import data_block
from agent_runtime.portfolio.snapshot import Account, Instrument, Portfolio, Position
from agent_runtime.privacy import masking
from agent_runtime.privacy.masking import Content, cleared, is_credential, masked
from agent_runtime.privacy.trace_masking import exportable
from agent_runtime.privacy.user_words import user_text
from holdings.kinds import InstrumentKind

#: The parser of `re`.
PARSER: Any = import_module("re._parser")

SECRET = [
    ("write to jane.doe+alex@mail.example.com today", "jane.doe"),
    ("Bearer abcdefghijklmnop.qrstuv", "abcdefghijklmnop"),
    ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1In0.c2lnbmF0dXJl", "eyJ"),
    ("AKIAIOSFODNN7EXAMPLE was denied", "AKIA"),
    ("sk-lf-0123456789abcdef0123456789abcdef", "0123456789abcdef"),
    ("sk-proj-Abcdefgh12345678Abcdefgh", "Abcdefgh"),
    ('{"password": "hunter2hunter2"}', "hunter2"),
    ('{\\"password\\": \\"hunter2hunter2\\"}', "hunter2"),
    ("Authorization: Basic dXNlcjpodW50ZXIy", "dXNlcjpodW50ZXIy"),
    ("passwd=hunter2hunter2", "hunter2"),
    ("https://x/?token=0a1b2c3d4e5f&y=1", "0a1b2c3d"),
    ('{"session_token": "0a1b2c3d4e5f", cut', "0a1b2c3d"),
    ("SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy", "c3RvcmVk"),
    ("x-alex-origin: 0a1b2c3d4e5f", "0a1b2c3d"),
    ("[(b'x-alex-origin', b'0a1b2c3d4e5f')]", "0a1b2c3d"),
    ("Cookie: session=0a1b2c3d4e5f", "0a1b2c3d"),
    ("my account 12345678901 at the bank", "12345678901"),
    ("account number 0012-3456-789", "3456"),
    ("IBAN DE89 3704 0044 0532 0130 00 please", "3704"),
    ("card 4111 1111 1111 1111", "4111"),
    ("IBAN NO93 8601 1117 947, mistyped NO94 8601 1117 947", "8601"),
    ("DE89370400440532013000", "3704"),
    ("card 5555-5555-5555-4444 or 2223 0031 2200 3222", "5555"),
    ("card 5555-5555-5555-4444 or 2223 0031 2200 3222", "0031"),
    ("BEARER 0a1b2c3d4e5f", "0a1b"),
    ("bearer abcdefghijklmnopqrstuvwxyz", "abcdef"),
    ('"PWD": "hunter2hunter2", "pwd": "hunter3hunter3"', "hunter"),
    ("PWD=hunter2hunter2 and pwd hunter3hunter3", "hunter"),
    ("Dr. Pepperidge and Mr. Cooper called", "Pepperidge"),
    ("Dr. Pepperidge and Mr. Cooper called", "Cooper"),
    ("SSN 078-05-1120", "078-05"),
    ("as Mrs. Adaeze Okafor said", "Okafor"),
    ("see data:text/plain;base64,amFuZUBtYWlsLmV4YW1wbGUuY29t.", "amFu"),
    ('{"url": "data:image/svg+xml;charset=utf-8;base64,PHN2Zz48L3N2Zz4="}', "PHN2"),
    ("data:text/plain;charset=utf-8,jane%40mail.example.com", "jane"),
    ("-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----", "MIIEow"),
]
ORDINARY = [
    "The portfolio has a total value of $501,020 in 3 accounts and 13 holdings.",
    '{"p10": 10352537.0, "p50": 318188.5, "year": 2049}',
    "The data: 5, 6 and metadata:a/b, as data: text/plain, shows",
    "job 0bc52d8d-c90a-4156-99a1-c59a8763de78",
    "us.amazon.nova-pro-v1:0 used 19944 tokens for 0.019311",
    "Tagged: SOFI → SoFi Technologies, Inc. (100% equity)",
    "a basic understanding of Basic principles at a price per token: $0.00001, or token=123456",
    '{"input_tokens": 19944, "output_tokens": 312, "max_tokens": 4096}',
    "arn:aws:secretsmanager:us-east-1:123456789012:secret:alex-prod-langfuse-AbCdEf",
    "IE00B4L5Y983 and US0378331005 AAPL, LU0290358497 XEON, DE000BASF111 BASF",
    "Dr. Reddy's Laboratories, Keurig Dr Pepper Inc., Dr. Martens plc and Mr. Cooper Group",
    "in 2031 2032 2033 2034 it holds 1000 1200 1400 1600",
    "bearer instruments, bearer bonds/notes, and bearer securities.",
    "PWD: Invesco Zacks Multi-Asset, PWD represents 12 %, TOKEN: Tokenised Fund, Tagged: TOKEN → Tokens",
]


@pytest.mark.parametrize(("text", "gone"), SECRET, ids=[text[:30] for text, _ in SECRET])
def test_sensitive_text_is_masked(text: str, gone: str) -> None:
    assert gone not in masked(text)


@pytest.mark.parametrize("text", ORDINARY)
def test_harmless_text_stays_readable(text: str) -> None:
    assert masked(text) == text


NOTES = 'I\'m "Ada" <b>Łovelace</b>,\nborn \\ 1815'


@pytest.fixture
def portfolio() -> Portfolio:
    return Portfolio(accounts=[Account(name="Ada's nest egg", kind="ira")], notes=NOTES)


@pytest.mark.parametrize("layers", range(4))
@pytest.mark.parametrize("ascii_only", [True, False])
def test_the_users_own_words_are_replaced_in_every_layer_of_json(
    portfolio: Portfolio, layers: int, ascii_only: bool
) -> None:
    text = f"{portfolio.notes} / {portfolio.accounts[0].name}"
    for _ in range(layers):
        text = json.dumps({"text": text}, ensure_ascii=ascii_only)
    sent = masked(text, user_text(portfolio))
    assert "1815" not in sent
    assert "nest egg" not in sent
    assert "[client notes]" in sent
    assert "[account 1]" in sent


def test_a_data_block_inside_a_prompt_is_cleared(portfolio: Portfolio) -> None:
    prompt = json.dumps([{"content": data_block("client_notes", portfolio.notes)}])
    assert "1815" not in masked(prompt, user_text(portfolio))


CREDENTIALS = [
    *("password", "dbPassword", "PASSWD", "client_secret", "SecretString", "token", "sessionToken", "claim_token"),
    *("api_key", "X-Api-Key", "apikey", "Authorization", "Set-Cookie", "x-alex-origin", "aws_secret_access_key"),
]
NO_CREDENTIALS = [
    *("input_tokens", "cached_input_tokens", "output_tokens", "max_tokens", "token_count", "secret_arn", "SecretId"),
    *("key", "origin", "passwordless", "public_key", "message", "langfuse.observation.usage_details"),
]


@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_value_under_a_credentials_name_is_replaced(name: str) -> None:
    assert is_credential(name)
    assert cleared({"body": {name: "x y"}}, {}) == {"body": {name: "[secret]"}}


@pytest.mark.parametrize("name", NO_CREDENTIALS)
def test_a_value_under_another_name_stays(name: str) -> None:
    assert not is_credential(name)
    assert cleared({name: 4096}, {}) == {name: 4096}


def test_an_arn_or_an_empty_value_under_a_credentials_name_stays() -> None:
    told = {"secret": "arn:aws:secretsmanager:us-east-1:123456789012:secret:alex", "token": None, "password": False}
    assert cleared(told, {}) == told


@pytest.mark.parametrize(
    ("word", "text"),
    [
        pytest.param("0", "20.50 USD", id="a digit"),
        pytest.param("401", "401 refused", id="a number"),
        pytest.param("n", "agent n", id="a letter"),
        pytest.param('"', '{"a": "b"}', id="a mark"),
        pytest.param("  ", "a  b", id="nothing"),
        pytest.param("age", "agent, manage, ages", id="a part of other words"),
    ],
)
def test_short_words_are_not_replaced(word: str, text: str) -> None:
    portfolio = Portfolio(accounts=[Account(name=word, kind="ira")], notes=word)
    assert masked(text, user_text(portfolio)) == text


OWN = "I was born at Elm Street, house 12b. Bonds? No!\nMy plan: retire early; code ZX-4471-K"


@pytest.mark.parametrize(
    "quoted",
    [
        "You wrote: I was born at Elm Street, house 12b, and so on",
        '{"quote": "My plan: retire early"}',
        "the code is ZX-4471-K",
    ],
)
def test_a_part_of_the_notes_is_recognised_alone(quoted: str) -> None:
    assert "[client notes]" in masked(quoted, user_text(Portfolio(accounts=[], notes=OWN)))


@pytest.mark.parametrize("text", ["Bonds fell by 12 percent", "No!", "a plan to retire early", "house prices"])
def test_ordinary_words_of_the_notes_stay(text: str) -> None:
    assert masked(text, user_text(Portfolio(accounts=[], notes=OWN))) == text


def test_the_names_of_instruments_are_the_users_words_too() -> None:
    own = Instrument(symbol="COTTAGE", name="Ada's cottage", kind=InstrumentKind.OTHER)
    same = Instrument(symbol="VTI", name="vti", kind=InstrumentKind.ETF)
    positions = [Position(instrument=each, quantity=Decimal(1), unit_price=Decimal(1)) for each in (own, same)]
    portfolio = Portfolio(accounts=[Account(name="A", kind="ira", positions=positions)])
    for known in (user_text(portfolio), user_text(None, [own, same])):
        assert masked("Ada's cottage and VTI", known) == "[name of COTTAGE] and VTI"


@pytest.mark.parametrize(
    ("word", "text"),
    [
        pytest.param("Brokerage", "my Brokerage's fees", id="before an apostrophe"),
        pytest.param("Brokerage", r"cut: {\"a\": \"\nBrokerage", id="after an escape"),
        pytest.param("Brokerage", r"cut: \u0020Brokerage", id="after an escaped character"),
        pytest.param("退休账户", "你的退休账户很好", id="in a script without spaces"),
        pytest.param(" Brokerage ", "the Brokerage.", id="with spaces around it"),
    ],
)
def test_only_whole_words_are_replaced(word: str, text: str) -> None:
    known = user_text(Portfolio(accounts=[Account(name=word, kind="ira")]))
    assert word.strip() not in masked(text, known)
    assert "[account 1]" in masked(text, known)


def test_the_label_of_one_word_is_not_searched_for_another() -> None:
    portfolio = Portfolio(accounts=[Account(name="client", kind="ira")], notes="buy gold")
    assert masked("I buy gold", user_text(portfolio)) == "I [client notes]"


ATTRIBUTES = {
    "user.id": "jane@mail.example.com",
    "langfuse.observation.input": "from jane@mail.example.com",
    "langfuse.observation.status_message": "jane@mail.example.com was refused",
    "langfuse.observation.usage_details": '{"input": 5}',
    "langfuse.trace.tags": ("portfolio", "jane@mail.example.com"),
    "count": 3,
}


def test_user_and_session_stay_and_the_rest_is_masked() -> None:
    sent = exportable(ATTRIBUTES, Content.MASKED, {})
    assert sent["user.id"] == "jane@mail.example.com"
    assert "jane" not in str({key: value for key, value in sent.items() if key != "user.id"})
    assert (sent["count"], sent["langfuse.observation.usage_details"]) == (3, '{"input": 5}')


def test_metadata_only_has_no_inputs_and_outputs() -> None:
    sent = exportable(ATTRIBUTES, Content.METADATA, {})
    assert "langfuse.observation.input" not in sent
    assert "[e-mail]" in sent["langfuse.observation.status_message"]


@pytest.mark.parametrize(
    ("key", "value", "sent"),
    [
        ("langfuse.observation.metadata.reasoning", '["the user has debts"]', None),
        ("langfuse.observation.metadata.reason", '"the user has debts"', None),
        ("an.attribute.of.next.year", "the user has debts", None),
        ("a.list", ("the user has debts",), None),
        ("langfuse.observation.metadata.words", "640", "640"),
        ("langfuse.observation.metadata.is_parallel", "true", "true"),
        ("langfuse.observation.metadata.agent", '"reporter"', '"reporter"'),
        ("langfuse.observation.status_message", "ValidationException: the user has debts", "ValidationException"),
        ("langfuse.observation.status_message", "the user has debts " * 20, "the user has debts " * 3 + "the"),
    ],
)
def test_metadata_only_has_nothing_that_a_user_or_a_model_has_said(key: str, value: Any, sent: Any) -> None:
    assert exportable({key: value}, Content.METADATA, {}).get(key) == sent


def test_full_content_is_not_masked() -> None:
    assert exportable(ATTRIBUTES, Content.FULL, {}) == ATTRIBUTES


#: As the Langfuse SDK names them.
SYSTEMS_OWN: dict[str, Any] = {
    "langfuse.observation.type": "agent",
    "langfuse.observation.level": "ERROR",
    "langfuse.observation.model.name": "us.amazon.nova-pro-v1:0",
    "langfuse.observation.model.parameters": '{"temperature": 0.2, "total": 1}',
    "langfuse.observation.usage_details": '{"input": 100, "output": 20, "total": 120}',
    "langfuse.observation.cost_details": '{"input": 0.01, "output": 0.02, "total": 0.03}',
    "langfuse.observation.metadata.agent": '"planner"',
    "langfuse.observation.metadata.status": '"completed"',
    "langfuse.observation.metadata.attempt": "100",
    "langfuse.observation.metadata.cost_usd": "0.03",
    "langfuse.observation.metadata.unpriced_models": '["planner"]',
    "langfuse.trace.metadata.job_id": '"total-100"',
    "langfuse.trace.name": "portfolio-analysis",
    "langfuse.trace.tags": ("portfolio",),
    "langfuse.environment": "local",
}


@pytest.mark.parametrize(
    "word", ["0", "total", "planner", "agent", "ERROR", "completed", "portfolio", "portfolio-analysis", "local", '"']
)
def test_user_words_do_not_rewrite_system_attributes(word: str) -> None:
    portfolio = Portfolio(accounts=[Account(name=word, kind="ira")], notes=word)
    assert exportable(SYSTEMS_OWN, Content.MASKED, user_text(portfolio)) == SYSTEMS_OWN


@pytest.mark.parametrize(
    "key",
    [
        "langfuse.observation.input",
        "langfuse.observation.output",
        "langfuse.observation.status_message",
        "langfuse.observation.metadata.reasoning",
        "langfuse.observation.metadata.of_next_year",
        "an.attribute.of.next.year",
    ],
)
def test_every_other_attribute_is_content(key: str) -> None:
    portfolio = Portfolio(accounts=[Account(name="total", kind="ira")])
    sent = exportable({key: '{"total of": "a total"}'}, Content.MASKED, user_text(portfolio))
    assert json.loads(sent[key]) == {"[account 1] of": "a [account 1]"}


def test_credentials_are_replaced_in_system_attributes_too() -> None:
    key = "langfuse.observation.metadata.status"
    assert exportable({key: '"AKIAIOSFODNN7EXAMPLE"'}, Content.MASKED, {}) == {key: '"[key]"'}


def test_json_stays_json_and_its_numbers_stay_numbers() -> None:
    value = {"null": None, "true": 1.5e9, "text": "line\njane@mail.example.com", "call": json.dumps({"true": True})}
    portfolio = Portfolio(accounts=[Account(name="true", kind="ira")], notes="null")
    key = "langfuse.observation.output"
    sent = json.loads(exportable({key: json.dumps(value)}, Content.MASKED, user_text(portfolio))[key])
    assert sent["[client notes]"] is None
    assert sent["[account 1]"] == 1.5e9
    assert sent["text"] == "line\n[e-mail]"
    assert json.loads(sent["call"]) == {"[account 1]": True}


def test_a_duplicate_json_key_hides_nothing() -> None:
    key = "langfuse.observation.output"
    text = '{"a": "AKIAIOSFODNN7EXAMPLE", "a": 1}'
    assert "AKIA" not in exportable({key: text}, Content.MASKED, {})[key]


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a": ' * 5000 + "1" + "}" * 5000, '"' + "\\" * 99, "[" + "9" * 5000 + "]"]
)
def test_json_that_cannot_be_read_is_masked_as_text(text: str) -> None:
    key = "langfuse.observation.output"
    assert "jane" not in exportable({key: f"{text} jane@mail.example.com"}, Content.MASKED, {})[key]


@pytest.mark.parametrize("pattern", [pattern for _, pattern in masking.PATTERNS], ids=lambda pattern: pattern.pattern)
def test_no_pattern_is_quadratic(pattern: re.Pattern[str]) -> None:
    """That would be quadratic. The beginning of each pattern is bounded, so that most characters begin no match."""
    assert all(most < PARSER.MAXREPEAT for most in _repeats_at_the_beginning(pattern.pattern))


def _repeats_at_the_beginning(pattern: str) -> list[int]:
    """Upper bounds of the repeats before the first mandatory character."""
    found: list[int] = []
    for operation, argument in PARSER.parse(pattern):
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            found.append(argument[1])
        elif name not in ("AT", "ASSERT", "ASSERT_NOT"):
            break
    return found


def test_symbols_that_name_credentials_keep_their_classifications() -> None:
    split = {"asset_classes": {"equity": 100}, "regions": {"europe": 100}, "sectors": {"energy": 100}}
    for symbol in ("TOKEN", "PWD", "SECRET"):
        tagged = {"classifications": {symbol: {"rationale": "A fund.", **split}}}
        assert cleared(tagged, {}) == tagged
    assert cleared({"token": {"value": "0a1b2c3d"}}, {}) == {"token": "[secret]"}


def test_isins_as_symbols_stay_apart() -> None:
    isins = {"IE00B4L5Y983": 1, "US0378331005": 2, "LU0290358497": 3}
    assert cleared(isins, {}) == isins


def test_what_users_call_the_origin_of_a_price_is_masked() -> None:
    fund = Instrument(symbol="VTI", name="VTI", kind=InstrumentKind.ETF)
    positions = [
        Position(instrument=fund, quantity=Decimal(1), unit_price=Decimal(1), price_source=source)
        for source in ("Uncle Ada's letter", "catalogue", "")
    ]
    known = user_text(Portfolio(accounts=[Account(name="A", kind="ira", positions=positions)]))
    assert masked("from Uncle Ada's letter and the catalogue", known) == "from [source] and the catalogue"


#: Of the words that patterns look for, and of anything else.
ALPHABETS = ("eyJAKI_", "Bbearsic0", "ghpoxk_", "passwordw", "AIBN0123456789", "dataSCRM_")


@given(st.from_regex(masking._TOO_PLAIN, fullmatch=True) | st.sampled_from(ALPHABETS).flatmap(st.text))
@settings(max_examples=500, deadline=None)
def test_no_pattern_matches_what_is_not_searched(text: str) -> None:
    if masking._TOO_PLAIN.fullmatch(text):
        assert [pattern.pattern for _, pattern in masking.PATTERNS if pattern.search(text)] == []


@pytest.mark.parametrize("text", ["a@bc.de", "eyJabcdefgh", "#123456789", "password=hunter2", "Mr Bond", "data:a/b,c"])
def test_the_shortest_texts_that_are_masked_are_searched(text: str) -> None:
    assert masking._TOO_PLAIN.fullmatch(text) is None
    assert masked(text) != text
