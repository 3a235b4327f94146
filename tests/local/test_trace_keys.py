"""The trace store's keys are managed as Langfuse's are: several are valid, one is revoked, nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from local.traces.keys import KeyPair, ProjectKeys
from local.traces.mapping.values import PROJECT_ID
from local.traces.store import create_app

FIRST, ORGANIZATION = KeyPair("pk-lf-1", "sk-lf-1-secret"), KeyPair("pk-lf-org", "sk-lf-org-secret")
KEYS = f"/api/public/projects/{PROJECT_ID}/apiKeys"
READ = "/api/public/projects"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(tmp_path / "traces.db", ProjectKeys(FIRST, ORGANIZATION))) as client:
        yield client


def auth(pair: KeyPair) -> tuple[str, str]:
    return pair.public_key, pair.secret_key


def status(client: TestClient, pair: KeyPair, path: str = READ) -> int:
    return client.get(path, auth=auth(pair)).status_code


def test_a_new_pair_is_valid_beside_the_old_one_until_that_is_revoked(client: TestClient) -> None:
    made = client.post(KEYS, json={"note": "rotation"}, auth=auth(ORGANIZATION)).json()
    new = KeyPair(made["publicKey"], made["secretKey"])
    assert [status(client, FIRST), status(client, new)] == [200, 200]

    old = next(
        key["id"]
        for key in client.get(KEYS, auth=auth(ORGANIZATION)).json()["apiKeys"]
        if key["publicKey"] == FIRST.public_key
    )
    assert client.delete(f"{KEYS}/{old}", auth=auth(ORGANIZATION)).json() == {"success": True}
    assert [status(client, FIRST), status(client, new)] == [401, 200]
    assert client.delete(f"{KEYS}/{old}", auth=auth(ORGANIZATION)).status_code == 404


def test_a_list_of_keys_shows_no_secret_key(client: TestClient) -> None:
    answer = client.get(KEYS, auth=auth(ORGANIZATION)).text
    assert FIRST.public_key in answer
    assert FIRST.secret_key not in answer


def test_a_projects_keys_manage_no_keys_and_the_organizations_read_no_traces(client: TestClient) -> None:
    assert status(client, FIRST, KEYS) == 403
    assert status(client, ORGANIZATION) == 403
    assert status(client, KeyPair("pk-lf-1", "guess")) == 401


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param('{"publicKey": "pk-lf-2"}', 400, id="half a pair"),
        pytest.param('{"publicKey": "pk-lf-1", "secretKey": "other"}', 409, id="a public key that is there"),
        pytest.param("[]", 400, id="no object"),
        pytest.param("{", 400, id="no JSON"),
    ],
)
def test_a_pair_that_cannot_be_made_is_refused(client: TestClient, body: str, code: int) -> None:
    assert client.post(KEYS, content=body, auth=auth(ORGANIZATION)).status_code == code
    assert status(client, FIRST) == 200


def test_another_project_is_not_found(client: TestClient) -> None:
    assert status(client, ORGANIZATION, "/api/public/projects/another/apiKeys") == 404
