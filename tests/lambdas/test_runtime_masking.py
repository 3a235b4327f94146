"""A corpus of what must never reach Langfuse, and of what must stay readable."""

from __future__ import annotations

import json

import pytest

from agent_runtime.masking import Content, exportable, masked, user_text
from agent_runtime.portfolio import Account, Portfolio
from agent_runtime.prompting import data_block

SECRET = [
    ("write to jane.doe+alex@mail.example.com today", "jane.doe"),
    ("Bearer abcdefghijklmnop.qrstuv", "abcdefghijklmnop"),
    ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1In0.c2lnbmF0dXJl", "eyJ"),
    ("AKIAIOSFODNN7EXAMPLE was denied", "AKIA"),
    ("sk-lf-0123456789abcdef0123456789abcdef", "0123456789abcdef"),
    ("sk-proj-Abcdefgh12345678Abcdefgh", "Abcdefgh"),
    ('{"password": "hunter2hunter2"}', "hunter2"),
    ('{\\"password\\": \\"hunter2hunter2\\"}', "hunter2"),
    ("my account 12345678901 at the bank", "12345678901"),
    ("account number 0012-3456-789", "3456"),
    ("IBAN DE89 3704 0044 0532 0130 00 please", "3704"),
    ("card 4111 1111 1111 1111", "4111"),
    ("SSN 078-05-1120", "078-05"),
    ("as Mrs. Adaeze Okafor said", "Okafor"),
    ("-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----", "MIIEow"),
]
ORDINARY = [
    "The portfolio has a total value of $501,020 in 3 accounts and 13 holdings.",
    '{"p10": 10352537.0, "p50": 318188.5, "year": 2049}',
    "job 0bc52d8d-c90a-4156-99a1-c59a8763de78",
    "us.amazon.nova-pro-v1:0 used 19944 tokens for 0.019311",
    "Tagged: SOFI → SoFi Technologies, Inc. (100% equity)",
    "arn:aws:secretsmanager:us-east-1:123456789012:secret:alex-prod-langfuse-AbCdEf",
]


@pytest.mark.parametrize(("text", "gone"), SECRET, ids=[text[:30] for text, _ in SECRET])
def test_it_does_not_leave(text: str, gone: str) -> None:
    assert gone not in masked(text)


@pytest.mark.parametrize("text", ORDINARY)
def test_it_stays_readable(text: str) -> None:
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


ATTRIBUTES = {
    "user.id": "jane@mail.example.com",
    "langfuse.observation.input": "from jane@mail.example.com",
    "langfuse.observation.status_message": "jane@mail.example.com was refused",
    "langfuse.observation.usage_details": '{"input": 5}',
    "langfuse.trace.tags": ("portfolio", "jane@mail.example.com"),
    "count": 3,
}


def test_who_the_job_is_for_stays_and_all_else_is_masked() -> None:
    sent = exportable(ATTRIBUTES, Content.MASKED, {})
    assert sent["user.id"] == "jane@mail.example.com"
    assert "jane" not in str({key: value for key, value in sent.items() if key != "user.id"})
    assert (sent["count"], sent["langfuse.observation.usage_details"]) == (3, '{"input": 5}')


def test_metadata_only_has_no_inputs_and_outputs() -> None:
    sent = exportable(ATTRIBUTES, Content.METADATA, {})
    assert "langfuse.observation.input" not in sent
    assert "[e-mail]" in sent["langfuse.observation.status_message"]


def test_full_is_as_it_is() -> None:
    assert exportable(ATTRIBUTES, Content.FULL, {}) == ATTRIBUTES
