"""Scripts, markup and header lines in every text of the API come back as data, in a content type no browser renders."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from api.app import create_app
from components.edge.response_headers import API_CSP, preconnect, site_csp
from local.aws.edge import edge
from tests.attack.attacker import TEXTS, Attacker, can_be_sent
from tests.attack.corpus import corpus, payloads
from tests.attack.surface import places

pytestmark = pytest.mark.local

CORPUS = "cross_site_scripting"


@pytest.fixture(scope="module")
def attacker(running: Any) -> Iterator[Attacker]:
    made = Attacker(running, "xss-attacker")
    yield made
    made.close()


def test_every_payload_is_stored_unchanged_and_returned_as_json(attacker: Attacker) -> None:
    texts = [place for place in places(create_app().openapi()) if (place.template, place.name) in TEXTS]
    refused = set()
    for place, payload in zip(itertools.cycle(texts), payloads(CORPUS), strict=False):
        if attacker.attack(place, payload).status_code == 422:
            refused.add(payload)
    # Those with control characters; line ends are text.
    assert refused == {
        text for text in payloads(CORPUS) if any((c < " " and c not in "\r\n\t") or "\x7f" <= c < "\xa0" for c in text)
    }


def test_every_place_answers_a_payload_with_json(attacker: Attacker) -> None:
    """Reflected texts: an error repeats only the names of a request's fields."""
    for place, payload in zip(places(create_app().openapi()), itertools.cycle(payloads(CORPUS)), strict=False):
        if can_be_sent(place, payload):
            attacker.attack(place, payload)


@pytest.mark.parametrize("payload", [*corpus(CORPUS)["element"][:3], *corpus(CORPUS)["header"]], ids=repr)
def test_an_unknown_address_is_answered_with_data_and_no_planted_header(running: Any, payload: str) -> None:
    token = {"authorization": f"Bearer {running.stack.token('xss-lost')}"}
    sent = quote(payload, safe="%")
    with edge(running.stack) as url, httpx.Client(base_url=url, headers=token) as http:
        answers = [
            http.get(path) for path in (f"/api/{sent}", f"/api/jobs?before={sent}", f"/{sent}.html", f"/x?{sent}")
        ]
    for answer in answers:
        assert answer.status_code < 500
        assert "set-cookie" not in answer.headers
        assert "x-planted" not in answer.headers
        assert not any(planted in value for planted in (payload, sent) for value in answer.headers.values())
        assert payload not in answer.text


def test_every_answer_of_the_edge_has_its_security_headers(running: Any) -> None:
    with edge(running.stack) as url:
        answers = [
            httpx.get(f"{url}{path}")
            for path in ("/", "/configuration.json", "/none.js", "/api/jobs", "/api/none", "/api/health")
        ]
    csp = site_csp([running.stack.issuer.url])
    for answer in answers:
        is_api = answer.url.path.startswith("/api")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["content-security-policy"] == (API_CSP if is_api else csp)
        assert answer.headers.get("link") == (None if is_api else preconnect([running.stack.issuer.url]))
        if is_api:
            assert answer.headers["content-type"] in ("application/json", "application/problem+json")


def test_a_hostile_models_report_is_refused_with_a_plain_reason(running: Any, sample: Any) -> None:
    user = "xss-model"
    evil = "## Executive Summary\n\n" + "\n".join(corpus(CORPUS)["element"])
    running.model_fails({"match": "reporter", "reply": evil, "times": 10})
    try:
        job = running.analyse(user, sample("starter"))
    finally:
        running.model_fails()
    assert job["status"] == "completed"
    with httpx.Client(base_url=running.stack.api_url) as http:
        headers = {"authorization": f"Bearer {running.stack.token(user)}", "x-alex-origin": running.stack.origin_secret}
        answer = http.get(f"/api/jobs/{job['job_id']}", headers=headers)
    assert answer.headers["content-type"] == "application/json"
    report = json.loads(answer.text)["results"]["reporter"]
    assert report["written"] == "by code"
    assert "<" not in report["markdown"]
