"""SQL injection through every parameter of every route, through the queue, and through stored texts."""

from __future__ import annotations

import itertools
import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from api.app import create_app
from cli.shared.api_client import ApiClient
from tests.attack.attacker import CANARY, LEAKS, TEXTS, Attacker, can_be_sent
from tests.attack.bystanders import Bystanders
from tests.attack.corpus import corpus, payloads
from tests.attack.surface import HEADERS, Place, places

pytestmark = pytest.mark.local

CORPUS = "sql_injection"
#: Payloads per place in the quick test; each payload is used in several places.
QUICK = 1
#: At the same time in the long test.
ATTACKERS = 4
DATABASE = "alex"


@pytest.fixture(scope="module")
def everybody(running: Any) -> Iterator[Bystanders]:
    made = Bystanders(running.stack.postgres, DATABASE)
    yield made
    made.close()


@pytest.fixture(scope="module")
def bystander(running: Any, sample: Any) -> str:
    """A user with a profile, holdings, a private instrument, and an analysis."""
    user = "sql-bystander"
    job = running.analyse(user, sample("growth"))
    assert job["status"] == "completed"
    with running.api(user) as api:
        api.call("PUT", "/user", {"display_name": CANARY, "notes": CANARY, "goal": None})
    return user


@pytest.fixture(scope="module")
def attacker(running: Any) -> Iterator[Attacker]:
    made = Attacker(running, "sql-attacker")
    yield made
    made.close()


def rotation(stride: int) -> list[tuple[Place, str]]:
    """`stride` payloads per place, in turn: neighbouring places get different ones, and every payload is used."""
    endless = itertools.cycle(payloads(CORPUS))
    return [
        (place, payload) for place in places(create_app().openapi()) for payload in itertools.islice(endless, stride)
    ]


def everything() -> list[tuple[Place, str]]:
    """Every payload in every place, except headers that no operation declares."""
    declared = [place for place in places(create_app().openapi()) if place.name not in HEADERS]
    return list(itertools.product(declared, payloads(CORPUS)))


def attack_all(attackers: list[Attacker], everybody: Bystanders, attacks: list[tuple[Place, str]]) -> Counter[str]:
    """Send the attacks; answers per status class. Checks that no other user's row, definition or role changed.

    Args:
        attackers: share the attacks, and send concurrently.
    """
    users = [user for attacker in attackers for user in (attacker.user, f"{attacker.user}-empty")]

    def classes(number: int) -> Counter[str]:
        sent = [attack for attack in attacks[number :: len(attackers)] if can_be_sent(*attack)]
        return Counter(f"{attackers[number].attack(*attack).status_code // 100}xx" for attack in sent)

    with everybody.sleep_counted() as sleeps, ThreadPoolExecutor(len(attackers)) as threads:
        before = everybody.fingerprint(users)
        found = sum(threads.map(classes, range(len(attackers))), Counter[str]())
        assert everybody.fingerprint(users) == before
        assert int(sleeps) == 0
    return found


def test_nothing_is_altered_leaked_or_broken(attacker: Attacker, everybody: Bystanders, bystander: str) -> None:
    attacks = rotation(QUICK)
    assert {payload for _, payload in attacks} == set(payloads(CORPUS))

    classes = attack_all([attacker], everybody, attacks)

    assert {"2xx", "4xx"} <= set(classes)


@pytest.mark.soak
def test_every_payload_in_every_place(running: Any, everybody: Bystanders, bystander: str) -> None:
    attackers = [Attacker(running, f"sql-attacker-{number}") for number in range(ATTACKERS)]
    classes = attack_all(attackers, everybody, everything())
    for attacker in attackers:
        attacker.close()
    assert {"2xx", "4xx"} <= set(classes)


def test_every_payload_is_kept_as_it_is_or_refused_as_text_that_cannot_be_kept(attacker: Attacker) -> None:
    texts = [place for place in places(create_app().openapi()) if (place.template, place.name) in TEXTS]
    refused = set()
    for place, payload in zip(itertools.cycle(texts), payloads(CORPUS), strict=False):
        if attacker.attack(place, payload).status_code == 422:
            refused.add(payload)
    assert {place.name for place in texts} == {"display_name", "notes", "name"}
    # Control characters and half a surrogate pair.
    assert refused < set(corpus(CORPUS)["control"])


def test_the_tokens_subject_is_data_too(running: Any, everybody: Bystanders, bystander: str) -> None:
    subjects = [payload for payload in payloads(CORPUS) if payload.isprintable()][::6]
    with everybody.sleep_counted() as sleeps:
        before, origin = everybody.fingerprint(subjects), running.stack.origin_secret
        for subject in subjects:
            with ApiClient(running.stack.api_url, running.stack.token(subject), origin) as api:
                stored = api.call("PUT", "/user", {"display_name": subject})
                assert stored["display_name"] == subject.strip()
                assert api.call("GET", "/accounts") == {"items": []}
                assert api.call("GET", "/jobs")["items"] == []
                listed = api.call("GET", "/instruments")["items"]
                assert CANARY not in json.dumps([api.call("GET", "/user"), listed])
        assert everybody.fingerprint(subjects) == before
        assert int(sleeps) == 0


def test_a_job_over_hostile_texts_alters_nothing(running: Any, everybody: Bystanders, bystander: str) -> None:
    """Second order: planner, specialists and API read the stored texts and write them again."""
    user = "sql-second-order"
    stored = [text for kind in ("second order", "stacked", "union", "jsonb") for text in corpus(CORPUS)[kind]]
    with running.api(user) as api, everybody.sleep_counted() as sleeps:
        before = everybody.fingerprint([user])
        api.call("PUT", "/user", {"display_name": stored[0], "notes": "\n".join(stored)})
        for number, text in enumerate(stored[:12]):
            account = api.call("POST", "/accounts", {"name": text, "kind": "other", "cash": 100})
            position = {"symbol": f"SQL{number}", "name": text, "kind": "stock", "quantity": 1, "unit_price": 10}
            api.call("POST", f"/accounts/{account['id']}/positions", position)

        job = running.wait_for(api, api.start_analysis())

        assert job["status"] == "completed", job
        assert [account["name"] for account in api.call("GET", "/accounts")["items"]] == stored[:12]
        assert everybody.fingerprint([user]) == before
        assert int(sleeps) == 0


def test_queue_messages_inject_nothing(running: Any, everybody: Bystanders, bystander: str) -> None:
    bodies = [json.dumps({"job_id": payload}) for payload in payloads(CORPUS)[::3]]
    bodies += payloads(CORPUS)[::12]
    known = everybody.run("SELECT job_id FROM jobs WHERE user_id = %s", [bystander])[0][0]
    bodies += [json.dumps({"job_id": f"{known}' OR '1'='1"}), json.dumps({"job_id": known, "user_id": "' OR 1=1 --"})]
    events = [
        {"Records": [_record(body) for body in bodies[start : start + 10]]} for start in range(0, len(bodies), 10)
    ]
    with everybody.sleep_counted() as sleeps:
        before = everybody.fingerprint([])
        for event in events:
            failed = running.stack.invoke("planner", event)["batchItemFailures"]
            assert len(failed) == len(event["Records"])
        assert everybody.fingerprint([]) == before
        assert int(sleeps) == 0


def test_specialists_reach_no_database_for_any_input(running: Any, everybody: Bystanders) -> None:
    before, decided = everybody.fingerprint([]), len(running.stack.iam_log())
    for number, payload in enumerate(payloads(CORPUS)[::20]):
        name = ("tagger", "reporter", "charter", "retirement")[number % 4]
        event = _request(payload) if number % 2 else {"job": payload, payload: payload}
        reply = running.stack.invoke(name, event)
        assert reply["ok"] or reply["error"]["kind"] != "internal", reply
        assert not LEAKS.search(json.dumps(reply).replace(json.dumps(payload)[1:-1], "")), reply
    assert everybody.fingerprint([]) == before
    since = running.stack.iam_log()[decided:]
    callers = {entry["who"] for entry in since if entry["action"].startswith("rds-data:")}
    assert not [who for who in callers for name in ("tagger", "reporter", "charter", "retirement") if name in who]


class TestTheTestsCanFail:
    """The payloads work against statements built from text."""

    def test_payloads_hit_a_statement_made_of_text(self, running: Any, everybody: Bystanders, bystander: str) -> None:
        hits: dict[str, int] = {}
        ask = self._asker(running)
        with everybody.sleep_counted() as sleeps:
            for kind, texts in corpus(CORPUS).items():
                # The API client itself refuses half a surrogate pair.
                for text in (text for text in texts if "\ud800" not in text):
                    statement = f"SELECT notes FROM users WHERE user_id = '{text}'"
                    before = int(sleeps)
                    if CANARY in ask(statement) or int(sleeps) > before:
                        hits[kind] = hits.get(kind, 0) + 1
        assert {"boolean", "union", "time", "comment"} <= set(hits), hits

    def test_a_call_of_sleep_is_counted(self, running: Any, everybody: Bystanders) -> None:
        with everybody.sleep_counted() as sleeps:
            self._asker(running)("SELECT 1 FROM pg_sleep(5)")
            assert int(sleeps) == 1

    def test_an_error_of_the_database_is_a_leak(self, running: Any) -> None:
        said = self._asker(running)("SELECT * FROM users WHERE user_id = '''")
        assert LEAKS.search(said)

    def test_a_change_of_one_row_or_right_is_seen(self, everybody: Bystanders, bystander: str) -> None:
        before = everybody.fingerprint([])
        assert everybody.fingerprint([bystander])["job_results"] != before["job_results"]
        (columns,) = everybody.run("SELECT notes FROM users WHERE user_id = %s", [bystander])
        everybody.run("UPDATE users SET notes = 'x' WHERE user_id = %s", [bystander])
        try:
            assert everybody.fingerprint([])["users"] != before["users"]
            assert everybody.fingerprint([bystander])["accounts"] != before["accounts"]
        finally:
            everybody.run("UPDATE users SET notes = %s WHERE user_id = %s", [*columns, bystander])
        everybody.run("GRANT SELECT ON users TO PUBLIC")
        try:
            assert everybody.fingerprint([])["definitions"] != before["definitions"]
        finally:
            everybody.run("REVOKE SELECT ON users FROM PUBLIC")

    def _asker(self, running: Any) -> Callable[[str], str]:
        """Run a statement as the application does. Returns the database's answer or error."""
        outputs, client = running.stack.outputs, running.stack.client("rds-data")
        target = {"resourceArn": outputs["databaseClusterArn"], "secretArn": outputs["secrets"]["database-app"]}

        def ask(statement: str) -> str:
            try:
                answer = client.execute_statement(**target, database=DATABASE, sql=statement)
            except ClientError as error:
                return str(error)
            return json.dumps(answer["records"])

        return ask


def _record(body: str) -> dict[str, Any]:
    return {
        "messageId": str(uuid.uuid4()),
        "receiptHandle": "none",
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:alex-local-jobs",
        "awsRegion": "us-east-1",
    }


def _request(text: str) -> dict[str, Any]:
    instrument = {"symbol": "EVIL", "name": text[:200], "kind": "stock", "classification": None}
    position = {"instrument": instrument, "quantity": 1, "unit_price": 10}
    account = {"name": text[:200], "kind": "other", "cash": 100, "positions": [position]}
    return {
        "job": {"job_id": text, "user_id": text, "session_id": text},
        "portfolio": {"accounts": [account], "notes": text},
        "instruments": [instrument],
    }
