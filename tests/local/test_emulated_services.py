"""What Alex needs of queues, metrics, alarms and the JWT authorizer."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from local.issuer.issuer import OidcIssuer
from tests.waiting import until

pytestmark = pytest.mark.local


def who(sample: Any, token: str) -> httpx.Response:
    url = f"{sample.aws.endpoint}/_aws/execute-api/{sample.outputs['apiId']}/$default/who"
    return httpx.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=30)


def test_a_token_of_the_issuer_is_accepted_and_its_subject_handed_on(sample: Any, cloud: Any) -> None:
    answer = who(sample, cloud.issuer.mint("ann"))
    assert (answer.status_code, answer.text) == (200, "ann")


def signed_anew(token: str, key: Any, algorithm: str) -> str:
    """The same claims, and the same name of a key, signed with another key."""
    claims = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(claims, key, algorithm, headers={"kid": jwt.get_unverified_header(token)["kid"]})


BAD_TOKENS: dict[str, Callable[[OidcIssuer], str]] = {
    "expired": lambda issuer: issuer.mint("ann", exp=int(time.time()) - 3600),
    "for another audience": lambda issuer: issuer.mint("ann", aud="someone-else"),
    "signed with another key": lambda issuer: signed_anew(
        issuer.mint("ann"), rsa.generate_private_key(public_exponent=65537, key_size=2048), "RS256"
    ),
    "unsigned": lambda issuer: signed_anew(issuer.mint("ann"), None, "none"),
}


@pytest.mark.parametrize("make", BAD_TOKENS.values(), ids=BAD_TOKENS)
def test_a_bad_token_is_refused(sample: Any, cloud: Any, make: Callable[[OidcIssuer], str]) -> None:
    assert who(sample, make(cloud.issuer)).status_code == 401


def test_only_the_messages_that_failed_come_back_and_end_in_the_dead_letter_queue(sample: Any) -> None:
    sqs = sample.aws.client("sqs")
    entries = [{"Id": str(n), "MessageBody": json.dumps({"n": n, "fail": n == 1})} for n in range(3)]
    sqs.send_message_batch(QueueUrl=sample.outputs["queueUrl"], Entries=entries)
    dead: list[Any] = []

    def arrived() -> bool:
        dead.extend(sqs.receive_message(QueueUrl=sample.outputs["deadLettersUrl"]).get("Messages", []))
        return bool(dead)

    until(arrived, "the message arrives")
    assert [json.loads(message["Body"])["n"] for message in dead] == [1]


def test_a_logged_metric_sets_off_the_alarm_on_its_dimensions(sample: Any) -> None:
    cloudwatch = sample.aws.client("cloudwatch")

    def state() -> str:
        return cloudwatch.describe_alarms(AlarmNames=["sample-many"])["MetricAlarms"][0]["StateValue"]

    assert state() == "INSUFFICIENT_DATA"
    assert sample.invoke("emit_metric") is None
    until(lambda: state() == "ALARM", state)
