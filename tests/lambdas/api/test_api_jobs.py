"""An analysis as its user watches it: ETag, progress of the agents, the portfolio in brief, feedback."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from api.queue import QueueUnavailable
from database.data_api import DataApi
from database.job import JobStatus
from database.job_claims import JobClaims
from database.job_writes import News
from tests.lambdas.api_fixtures import Api, FakeQueue

pytestmark = pytest.mark.local

OUTLINE = {"positions": 3, "value": "1234.50", "currency": "EUR"}
UP = {"rating": "up", "comment": "Well said."}
UNUSED = "11111111-2222-3333-4444-555555555555"


def news(state: str, *decided: str, started: float | None = 2.0, finished: float | None = None) -> dict[str, Any]:
    return {"state": state, "decided": list(decided), "started": started, "finished": finished}


class Watched:
    """A job of the API's user, and the planner's half of it."""

    def __init__(self, api: Api, claims: JobClaims) -> None:
        api("POST", "/api/accounts", {"name": "Brokerage", "kind": "taxable", "cash": 100})
        self.api, self.claims = api, claims
        self.id: str = api("POST", "/api/analyze", {}).json["job_id"]
        self.path = f"/api/jobs/{self.id}"
        self.token = ""

    def claim(self) -> None:
        self.token = str(uuid.uuid4())
        assert self.claims.claim(self.id, self.token, 300)

    def show(self, **entries: Any) -> None:
        assert self.claims.show(self.id, self.token, entries, OUTLINE)

    def finish(self, news: News | None = None, **fields: Any) -> None:
        ended: Any = {
            "status": JobStatus.COMPLETED,
            "errors": {},
            "summary": "Done.",
            "cost_usd": 0,
            "usage": {},
            **fields,
        }
        assert self.claims.finish(self.id, self.token, news=news, **ended)

    def states(self) -> dict[str, str]:
        return {step["agent"]: step["state"] for step in self.api("GET", self.path).json["progress"]}

    def step(self, agent: str) -> dict[str, Any]:
        return next(step for step in self.api("GET", self.path).json["progress"] if step["agent"] == agent)


@pytest.fixture
def job(api: Api, claims: JobClaims) -> Watched:
    return Watched(api, claims)


def test_the_tag_changes_with_everything_that_the_answer_holds(
    api: Api, job: Watched, db: DataApi, user_id: str
) -> None:
    def store(agent: str) -> None:
        assert job.claims.store_result(job.id, job.token, agent, {"text": "x"}, {agent: {}})

    def expire() -> None:
        db.execute(
            "Test",
            "UPDATE job_results SET stored_at = now() - make_interval(days => 9999) WHERE job_id = CAST(:id AS uuid)",
            id=job.id,
        )
        db.query("Test", "SELECT expire_results(9000, 500)")

    tags = [api("GET", job.path).headers["etag"]]
    for change in (
        job.claim,
        lambda: job.show(tagger=news("running")),
        lambda: store("reporter"),
        lambda: job.claims.record_usage(job.id, job.token, {"planner": {}}),
        lambda: job.finish(),
        lambda: api("PUT", f"{job.path}/feedback", UP),
        lambda: api("PUT", f"{job.path}/feedback", UP | {"rating": "down"}),
        lambda: api("DELETE", f"{job.path}/feedback"),
        expire,
    ):
        assert api("GET", job.path, headers={"if-none-match": tags[-1]}).status == 304
        change()
        answer = api("GET", job.path, headers={"if-none-match": ", ".join(tags)})
        assert answer.status == 200
        tags.append(answer.headers["etag"])
    assert len(set(tags)) == len(tags)


def test_not_modified_has_no_body_and_names_the_tag(api: Api, job: Watched) -> None:
    tag = api("GET", job.path).headers["etag"]
    answer = api("GET", job.path, headers={"if-none-match": tag})
    assert (answer.status, answer.text, answer.headers["etag"]) == (304, "", tag)


def test_a_tag_of_a_job_tells_a_stranger_nothing(api: Api, job: Watched) -> None:
    stranger = api.as_user(f"stranger-{uuid.uuid4()}")
    assert stranger("GET", job.path, headers={"if-none-match": "*"}).status == 403


def test_a_job_that_no_planner_has_begun_waits(api: Api, job: Watched) -> None:
    agents = ["planner", "tagger", "reporter", "charter", "retirement"]
    assert job.states() == dict.fromkeys(agents, "waiting")
    seen = api("GET", job.path).json
    assert (seen["positions"], seen["value"], seen["feedback"]) == (None, None, None)


def test_agents_are_seen_as_they_start_decide_and_end(api: Api, job: Watched) -> None:
    job.claim()
    assert job.states()["planner"] == "running"
    job.show(
        planner=news("running", "Missing data for ARKK", "Routing to: InstrumentTagger", started=None),
        tagger=news("running"),
        retirement=news("skipped", started=None),
    )
    assert job.states() == {
        "planner": "running", "tagger": "running", "reporter": "waiting", "charter": "waiting", "retirement": "skipped"
    }  # fmt: skip
    assert job.step("planner")["decided"] == ["Missing data for ARKK", "Routing to: InstrumentTagger"]
    started = job.step("tagger")["started_at"]
    assert started
    assert job.step("tagger")["finished_at"] is None

    assert job.claims.store_result(
        job.id,
        job.token,
        "tagger",
        {"x": 1},
        {"tagger": {}},
        news={"tagger": news("completed", "Tagged: ARKK", finished=0.5)},
    )
    tagger = job.step("tagger")
    assert (tagger["state"], tagger["decided"], tagger["started_at"]) == ("completed", ["Tagged: ARKK"], started)
    assert tagger["started_at"] < tagger["finished_at"]

    job.finish(
        {"charter": news("failed", started=1, finished=0)},
        status=JobStatus.PARTIAL,
        errors={"charter": {"kind": "timeout", "message": "Late."}},
    )
    assert job.states() == {
        "planner": "completed", "tagger": "completed", "reporter": "skipped", "charter": "failed",
        "retirement": "skipped",
    }  # fmt: skip
    seen = api("GET", job.path).json
    assert (job.step("planner")["started_at"], job.step("planner")["finished_at"]) == (
        seen["started_at"],
        seen["finished_at"],
    )


def test_statements_of_one_attempt_may_overtake_each_other(job: Watched) -> None:
    job.claim()
    job.show(reporter=news("completed", "Generated: 300 word analysis", finished=0))
    job.show(reporter=news("running"), planner=news("running", "one", "two", started=None))
    job.show(planner=news("running", "one", started=None))
    assert job.step("reporter")["state"] == "completed"
    assert job.step("planner")["decided"] == ["one", "two"]


def test_a_second_attempt_keeps_what_has_ended_well_and_forgets_the_rest(job: Watched) -> None:
    job.claim()
    job.show(
        planner=news("running", "Routing to: Report Writer", started=None),
        reporter=news("completed", "Generated: 300 word analysis", finished=0),
        charter=news("running"),
        retirement=news("failed", finished=0),
    )
    assert job.claims.release(job.id, job.token, "The model was busy.", {})
    assert job.states() == {
        "planner": "waiting", "tagger": "waiting", "reporter": "completed", "charter": "waiting",
        "retirement": "waiting",
    }  # fmt: skip
    assert job.step("charter")["started_at"] is None
    late = job.token
    job.claim()
    assert not job.claims.show(job.id, late, {"charter": news("completed", "late", finished=0)}, OUTLINE)
    assert job.states()["charter"] == "waiting"
    assert job.step("planner")["decided"] == ["Routing to: Report Writer"]
    assert job.step("reporter")["decided"] == ["Generated: 300 word analysis"]


def test_a_job_that_was_given_up_has_nobody_at_work(job: Watched, db: DataApi) -> None:
    job.claim()
    job.show(reporter=news("running"))
    db.execute(
        "Test",
        "UPDATE jobs SET lease_until = now() - make_interval(hours => 2) WHERE job_id = CAST(:id AS uuid)",
        id=job.id,
    )
    assert job.states() == {
        "planner": "failed", "tagger": "skipped", "reporter": "failed", "charter": "skipped", "retirement": "skipped"
    }  # fmt: skip


def test_a_job_of_an_earlier_release_shows_what_its_results_and_errors_say(job: Watched) -> None:
    job.claim()
    assert job.claims.store_result(job.id, job.token, "reporter", {"text": "x"}, {"reporter": {}})
    job.finish(status=JobStatus.PARTIAL, errors={"charter": {"kind": "timeout", "message": "Late."}})
    assert job.states() == {
        "planner": "completed", "tagger": "skipped", "reporter": "completed", "charter": "failed",
        "retirement": "skipped",
    }  # fmt: skip


def test_a_list_shows_the_portfolio_in_brief_and_the_rating(api: Api, job: Watched) -> None:
    (item,) = api("GET", "/api/jobs").json["items"]
    assert (item["positions"], item["value"], item["feedback_rating"]) == (None, None, None)
    job.claim()
    job.show(tagger=news("running"))
    api("PUT", f"{job.path}/feedback", UP)
    (item,) = api("GET", "/api/jobs").json["items"]
    assert (item["positions"], item["value"]) == (3, {"amount": 1234.5, "currency": "EUR"})
    assert item["feedback_rating"] == "up"
    assert "progress" not in item


def test_feedback_is_stored_replaced_and_deleted(api: Api, job: Watched) -> None:
    path = f"{job.path}/feedback"
    first = api("PUT", path, UP)
    assert (first.status, first.json["rating"], first.json["comment"]) == (200, "up", "Well said.")
    assert api("GET", job.path).json["feedback"] == first.json
    assert api("PUT", path, UP).json == first.json, "nothing has changed"

    assert api("PUT", path, {"rating": "down"}).json["comment"] == ""
    assert api("GET", job.path).json["feedback"]["rating"] == "down"

    assert api("DELETE", path).status == 204
    assert api("GET", job.path).json["feedback"] is None
    assert api("GET", "/api/jobs").json["items"][0]["feedback_rating"] is None
    assert api("DELETE", path).status == 204
    assert api("PUT", path, UP).json["rating"] == "up"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "rating"),
        ({"rating": "sideways"}, "rating"),
        ({"rating": None}, "rating"),
        (UP | {"comment": "x" * 2001}, "comment"),
        (UP | {"comment": "a\x00b"}, "comment"),
        (UP | {"score": 1}, "score"),
    ],
)
def test_wrong_feedback_is_refused(api: Api, job: Watched, body: Any, field: str) -> None:
    answer = api("PUT", f"{job.path}/feedback", body)
    assert (answer.status, [error["field"] for error in answer.json["errors"]]) == (422, [field])


def test_feedback_is_for_the_callers_own_analyses(api: Api, job: Watched) -> None:
    stranger = api.as_user(f"stranger-{uuid.uuid4()}")
    for asked in (job.path, f"/api/jobs/{UNUSED}"):
        assert stranger("PUT", f"{asked}/feedback", UP).status == 403
        assert stranger("DELETE", f"{asked}/feedback").status == 403
    assert api("GET", job.path).json["feedback"] is None


def test_a_change_of_an_ended_job_is_told_the_planner_by_one_message(api: Api, job: Watched, queue: FakeQueue) -> None:
    path = f"{job.path}/feedback"
    queue.sent.clear()
    api("PUT", path, UP)
    assert queue.sent == [], "a message for a job at work would only wait for its end"
    job.claim()
    job.finish()
    api("PUT", path, {"rating": "down"})
    assert queue.sent == [job.id]
    api("DELETE", path)
    assert queue.sent == [job.id] * 2
    api("DELETE", path)
    assert queue.sent == [job.id] * 2


def test_feedback_is_stored_while_the_queue_is_away(api: Api, job: Watched, queue: FakeQueue) -> None:
    job.claim()
    job.finish()
    queue.error = QueueUnavailable("throttled")
    assert api("PUT", f"{job.path}/feedback", UP).status == 200
    assert api("GET", job.path).json["feedback"]["rating"] == "up"
    assert api("DELETE", f"{job.path}/feedback").status == 204


def test_without_a_database_nothing_is_promised(api_without_database: Api, queue: FakeQueue) -> None:
    assert api_without_database("PUT", f"/api/jobs/{UNUSED}/feedback", UP).status == 503
    assert queue.sent == []


def test_everything_that_is_said_and_seen_is_in_the_export(api: Api, job: Watched) -> None:
    job.claim()
    job.show(planner=news("running", "Missing data for ARKK", started=None))
    api("PUT", f"{job.path}/feedback", UP)
    (exported,) = api("GET", "/api/user/export").json["jobs"]
    assert exported["feedback"]["comment"] == "Well said."
    assert exported["progress"][0]["decided"] == ["Missing data for ARKK"]
    assert exported["value"] == {"amount": 1234.5, "currency": "EUR"}
