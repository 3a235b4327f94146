"""Rotate Langfuse's keys and the origin secret on the running system: no deployment, no failure."""

from __future__ import annotations

import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from agent_runtime.origin import HEADER
from cli.trace.model import Trace
from cli.trace.source import LangfuseServer, load_trace
from local.traces.keys import KeyPair
from local.traces.mapping.values import PROJECT_ID
from tests.e2e.rotation_load import ManagedSecret, jobs, traffic
from tests.waiting import until

pytestmark = pytest.mark.local

AGENTS = {"planner", "reporter", "charter", "retirement"}


class LangfuseKeys:
    """Keys of the running trace store, managed as in Langfuse's user interface, and the secret that holds them."""

    def __init__(self, alex: Any) -> None:
        self._stack = alex.stack
        organization = alex.stack.trace_keys.organization
        path = f"{alex.stack.trace_url}/api/public/projects/{PROJECT_ID}/apiKeys"
        self._path, self._auth = path, (organization.public_key, organization.secret_key)

    def add(self, pair: KeyPair) -> None:
        body = {"publicKey": pair.public_key, "secretKey": pair.secret_key}
        httpx.post(self._path, json=body, auth=self._auth).raise_for_status()

    def revoke(self, pair: KeyPair) -> None:
        for key in httpx.get(self._path, auth=self._auth).json()["apiKeys"]:
            if key["publicKey"] == pair.public_key:
                httpx.delete(f"{self._path}/{key['id']}", auth=self._auth).raise_for_status()

    def into_secret(self, text: str) -> None:
        arn = self._stack.outputs["secrets"]["langfuse"]
        self._stack.client("secretsmanager").put_secret_value(SecretId=arn, SecretString=text)

    def put(self, pair: KeyPair) -> None:
        self.into_secret(json.dumps({"public_key": pair.public_key, "secret_key": pair.secret_key}))

    def trace(self, pair: KeyPair, job_id: str) -> Trace:
        server = LangfuseServer(self._stack.trace_url, pair.public_key, pair.secret_key)
        return load_trace(job_id, server, wait_seconds=60)

    def scores(self, pair: KeyPair, trace_id: str) -> list[Any]:
        url = f"{self._stack.trace_url}/api/public/v3/scores"
        return httpx.get(url, params={"traceId": trace_id}, auth=(pair.public_key, pair.secret_key)).json()["data"]


@contextmanager
def own_keys(alex: Any) -> Generator[tuple[LangfuseKeys, KeyPair]]:
    """The key management and the current pair. At the end the pair is valid again, and in the secret."""
    keys, first = LangfuseKeys(alex), KeyPair(alex.stack.public_key, alex.stack.secret_key)
    try:
        yield keys, first
    finally:
        # Other valid keys stay valid: warm Lambdas use them for another five minutes.
        if first not in [key.pair for key in alex.stack.trace_keys.all()]:
            keys.add(first)
        keys.put(first)


def test_keys_that_are_revoked_between_two_jobs_cost_no_trace_and_no_deployment(alex: Any, sample: Any) -> None:
    with own_keys(alex) as (keys, first):
        assert alex.analyse("keys", sample("starter"))["status"] == "completed"
        second = KeyPair.new()
        keys.add(second)
        keys.put(second)
        keys.revoke(first)
        old = (first.public_key, first.secret_key)
        assert httpx.get(f"{alex.stack.trace_url}/api/public/projects", auth=old).status_code == 401

        job = alex.analyse("keys", sample("starter"))

        assert job["status"] == "completed"
        trace = keys.trace(second, job["job_id"])
        assert {
            observation.metadata["agent"] for observation in trace.observations if observation.type == "AGENT"
        } == AGENTS
        assert float(job["cost_usd"]) == pytest.approx(
            sum(observation.cost or 0 for observation in trace.observations), abs=1e-6
        )
        assert keys.scores(second, trace.id), "scores take another way than spans"
        for text in ("Langfuse refuses the keys; they were read again", "TraceKeysRefused"):
            until(lambda text=text: any(text in line for line in alex.stack.logs("planner")), text)
        assert not any(
            key in line for line in alex.stack.logs("planner") for key in (first.secret_key, second.secret_key)
        )


@pytest.mark.soak
def test_the_origins_secret_is_rotated_under_load_without_a_refused_request(alex: Any, sample: Any) -> None:
    secret = ManagedSecret(alex, "origin", "origin_rotator")
    first = secret.text()
    with jobs(alex, sample("starter")) as ended, traffic(alex, users=3) as counted:
        version = secret.client.rotate_secret(SecretId=secret.arn)["VersionId"]
        # Meanwhile the edge sends the old value until its function is updated, then the new one.
        deadline = time.monotonic() + 180
        while secret.client.get_secret_value(SecretId=secret.arn)["VersionId"] != version:
            assert time.monotonic() < deadline, alex.stack.logs("origin_rotator")[-10:]
            assert _status(alex, _sent_by_the_edge(alex)) == 200
            time.sleep(0.2)
        assert _sent_by_the_edge(alex) == secret.text() != first
        assert _status(alex, secret.text()) == 200

    assert counted.failures == [], "users went on with the old value, as an edge that has not heard of the new one"
    assert {job["status"] for job in ended} == {"completed"}


def _sent_by_the_edge(alex: Any) -> str:
    live = alex.stack.client("cloudfront").get_function(Name="alex-local-origin", Stage="LIVE")
    code = live["FunctionCode"].read().decode()
    return code.split('value: "')[1].split('"')[0]


def _status(alex: Any, sent: str) -> int:
    return httpx.get(f"{alex.stack.api_url}/api/health", headers={HEADER: sent}, timeout=60).status_code
