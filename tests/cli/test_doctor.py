"""Each check against a healthy server on loopback, then against one with a single defect."""

from __future__ import annotations

import dataclasses
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import formatdate
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from agent_runtime.origin import HEADER
from cli.doctor import api, http, langfuse_generation
from cli.doctor.api import ApiChecks
from cli.doctor.aws import AwsChecks
from cli.doctor.check import Check, CheckFailed, CheckSkipped, State, run_checks
from cli.doctor.edge_plan import EdgePlan
from cli.doctor.examine import examine
from cli.doctor.langfuse import LangfuseChecks
from cli.doctor.langfuse_scores import score_check
from cli.doctor.langfuse_version import checked_version
from cli.doctor.log_retention import LogRetention
from cli.doctor.target import checks_of_running, checks_of_stack
from cli.shared.account import Account
from cli.shared.errors import UserError
from local.run_file import RunFile
from local.traces.endpoints.ingestion import SERVER_VERSION
from tests.cli.stand_ins import CONVERSE, NOVA, Answers, aws_answers, depth, serving


@pytest.fixture
def refusing() -> str:
    """An address without a listener."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.fixture
def hanging() -> Iterator[str]:
    """An address that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TIMEOUT_SECONDS", 0.5)
    monkeypatch.setattr(langfuse_generation, "ROUND_TRIP_SECONDS", 0.4)
    monkeypatch.setattr(langfuse_generation, "POLL_SECONDS", 0.05)


def failure(run: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as error:
        run()
    return error.value


ROOT = Path(__file__).resolve().parents[2]

# Langfuse


class Store:
    """Keeps the last span sent."""

    def __init__(self) -> None:
        self.span: Any = None

    def receive(self, body: bytes) -> tuple[int, Any]:
        self.span = json.loads(body)["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
        return 200, {}

    def read(self, _body: bytes) -> tuple[int, Any]:
        return 200, {"data": [self.observation()], "meta": {}}

    def observation(self, **changes: Any) -> dict[str, Any]:
        values = {each["key"].rpartition(".")[2]: each["value"]["stringValue"] for each in self.span["attributes"]}
        contents = {name: values[name] for name in ("input", "output")}
        return {"id": self.span["spanId"], "type": values["type"].upper(), **contents, **changes}


def langfuse_answers() -> Answers:
    store = Store()
    return {
        "/api/public/health": (200, {"status": "OK", "version": "4.60.0"}),
        "/api/public/projects": (200, {"data": [{"name": "Alex"}]}),
        "/api/public/otel/v1/traces": store.receive,
        "/api/public/v2/observations": store.read,
        "/api/public/scores": (202, {"message": "Accepted"}),
    }


def langfuse_checks(url: str) -> LangfuseChecks:
    return LangfuseChecks(url, lambda: ("pk", "sk"), "prod")


def test_a_healthy_langfuse_passes_every_check() -> None:
    with serving(langfuse_answers()) as url:
        found = [check.run() for check in langfuse_checks(url).all()]
    assert (found[:3], found[4:]) == (["version 4.60.0", "project Alex", "within 1 s"], ["taken"])


@pytest.mark.parametrize("index", range(5), ids=["health", "keys", "clock", "round trip", "score"])
def test_a_langfuse_that_refuses_or_hangs_fails_each_check(index: int, refusing: str, hanging: str) -> None:
    assert "cannot be reached" in failure(langfuse_checks(refusing).all()[index].run).problem
    assert "does not answer within" in failure(langfuse_checks(hanging).all()[index].run).problem


@pytest.mark.parametrize(
    ("index", "path", "answer", "found"),
    [
        pytest.param(0, "health", (503, "down"), "answers 503: down", id="health is not 200"),
        pytest.param(0, "health", (200, "<html>"), "instead of a JSON object", id="health is a page"),
        pytest.param(0, "health", (200, {"status": "migrating"}), "'migrating' instead of 'OK'", id="not healthy"),
        pytest.param(
            0, "health", (200, {"status": "OK", "version": "4.16.0"}), "4.16.0 is too old for the", id="too old"
        ),
        pytest.param(0, "health", (308, {}, "https://u:p@l.test/x?k=1"), "redirect to https://l.test:", id="redirect"),
        pytest.param(1, "projects", (401, {}), "rejects the keys with 401", id="wrong keys"),
        pytest.param(1, "projects", (200, {"data": []}), "belong to no project", id="keys of nothing"),
        pytest.param(3, "otel/v1/traces", (401, {}), "answers 401", id="a span is refused"),
        pytest.param(3, "otel/v1/traces", (307, {}, "/other"), "a redirect to another path", id="spans redirected"),
        pytest.param(
            3,
            "otel/v1/traces",
            (200, {"partialSuccess": {"rejectedSpans": "1", "errorMessage": "too old"}}),
            "only in part: too old",
            id="partial success",
        ),
        pytest.param(3, "v2/observations", (200, {"data": []}), "cannot be read after", id="a span is lost"),
        pytest.param(3, "v2/observations", (200, {"data": [{"id": "x"}]}), "cannot be read", id="another span"),
    ],
)
def test_a_wrong_answer_of_langfuse_is_reported(index: int, path: str, answer: Any, found: str) -> None:
    with serving({**langfuse_answers(), f"/api/public/{path}": answer}) as url:
        assert found in failure(langfuse_checks(url).all()[index].run).problem


def test_rejected_keys_come_with_the_command_that_stores_others() -> None:
    with serving({**langfuse_answers(), "/api/public/projects": (401, {})}) as url:
        assert "alex secrets set langfuse --stack prod" in failure(langfuse_checks(url).keys).hint


@pytest.mark.parametrize(
    ("seconds", "found"), [(-3600, "s ahead of the server"), (90, "s behind the server")], ids=["ahead", "behind"]
)
def test_clock_skew_is_reported_with_its_direction(seconds: float, found: str) -> None:
    with serving(langfuse_answers(), formatdate(time.time() + seconds, usegmt=True)) as url:
        assert found in failure(langfuse_checks(url).clock).problem


def test_an_answer_without_a_date_header_fails() -> None:
    with serving(langfuse_answers(), None) as url:
        assert "without a Date header" in failure(langfuse_checks(url).clock).problem


def health(version: object) -> Answers:
    named = {} if version is None else {"version": version}
    return {**langfuse_answers(), "/api/public/health": (200, {"status": "OK", **named})}


@pytest.mark.parametrize("version", ["4.59.0", "v4.59.1", "4.100.0-rc.1", "5.0.0", SERVER_VERSION])
def test_a_version_that_is_new_enough(version: str) -> None:
    with serving(health(version)) as url:
        assert langfuse_checks(url).health() == f"version {version}"


@pytest.mark.parametrize(
    ("version", "found", "advice"),
    [
        pytest.param("4.58.0", "4.58.0 is too old", "upgrade Langfuse's web and worker to 4.59.0", id="just too old"),
        pytest.param("4.9.0", "4.9.0 is too old", "upgrade Langfuse's web and worker to 4.59.0", id="by number"),
        pytest.param("3.170.1", "3.170.1 is too old", "migrate Langfuse to version 4", id="version 3"),
        pytest.param(None, "names no version", "Langfuse's own address", id="none"),
        pytest.param("", "names no version", "Langfuse's own address", id="an empty one"),
        pytest.param("latest", "'latest' is no version", "Langfuse's own address", id="a word"),
        pytest.param({"a": [1]}, "is no version", "Langfuse's own address", id="an object"),
        pytest.param("4.59.0\n<script>" * 99, "is no version", "Langfuse's own address", id="garbage"),
    ],
)
def test_any_other_version_comes_with_one_line_of_advice(version: object, found: str, advice: str) -> None:
    with serving(health(version)) as url:
        [outcome] = run_checks([langfuse_checks(url).all()[0]], lambda _outcomes: None)
    assert outcome.state is State.FAILED
    assert found in outcome.found
    assert advice in outcome.advice
    assert "\n" not in outcome.found + outcome.advice


def test_the_cloud_may_report_any_version() -> None:
    assert checked_version("4.16.0", "https://us.cloud.langfuse.com") == "4.16.0"
    assert checked_version(None, "https://cloud.langfuse.com") == "of Langfuse's cloud"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        pytest.param({"type": "SPAN"}, "read back as SPAN", id="another type"),
        pytest.param({"output": '{"role": "assistant", "content": ""}'}, "without its tool call", id="no call"),
        pytest.param({"input": '{"messages": []}'}, "without its tool call", id="no definition"),
        pytest.param({"input": None, "output": None}, "without its tool call", id="no contents"),
        pytest.param({"output": '{"tool_calls": [{"na'}, "without its tool call", id="shortened"),
    ],
)
def test_a_generation_that_lost_something_is_reported(changes: dict[str, Any], found: str) -> None:
    store = Store()
    answers = {
        **langfuse_answers(),
        "/api/public/otel/v1/traces": store.receive,
        "/api/public/v2/observations": lambda _headers: (200, {"data": [store.observation(**changes)], "meta": {}}),
    }
    with serving(answers) as url:
        assert found in failure(langfuse_checks(url).all()[3].run).problem


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        pytest.param((202, {"message": "Accepted"}), None, id="taken"),
        pytest.param((400, {"message": "expected object"}), "refuses scores as a list", id="too old"),
        pytest.param((401, {}), "answers 401", id="refused keys"),
        pytest.param((207, {"accepted": 0, "rejected": 1, "errors": ["no"]}), "rejects a score: no", id="rejected"),
        pytest.param((302, {}, "https://other.test"), "a redirect to https://other.test", id="redirect"),
    ],
)
def test_a_refused_score_is_reported(answer: Any, found: str | None) -> None:
    with serving({"/api/public/scores": answer}) as url:
        check = score_check(url, lambda: ("pk", "sk"))
        if found is None:
            assert check.run() == "taken"
        else:
            assert found in failure(check.run).problem


# API


def api_answers() -> Answers:
    return {
        "/api/health": (200, {"status": "ok", "release": "abc"}),
        "/api/jobs": (200, {"items": []}),
        "anonymous": (401, {}),
    }


def api_checks(url: str, token: str | None = "t") -> ApiChecks:
    return ApiChecks(lambda: url, token, lambda: {HEADER: "secret"}, "prod")


def test_a_healthy_api_passes_every_check() -> None:
    with serving(api_answers()) as url:
        found = [check.run() for check in api_checks(url).all()]
    assert found == ["release abc", "401 without a token", "jobs can be listed"]


@pytest.mark.parametrize("index", range(3), ids=["health", "anonymous", "call"])
def test_an_api_that_refuses_or_hangs_fails_each_check(index: int, refusing: str, hanging: str) -> None:
    assert "cannot be reached" in failure(api_checks(refusing).all()[index].run).problem
    assert "does not answer within" in failure(api_checks(hanging).all()[index].run).problem


@pytest.mark.parametrize(
    ("index", "path", "answer", "found"),
    [
        pytest.param(0, "/api/health", (200, {"status": "ill"}), "'ill' instead of 'ok'", id="not healthy"),
        pytest.param(
            1,
            "anonymous",
            (200, {"items": []}),
            "answers a call without a token with 200 instead of 401",
            id="no authorizer",
        ),
        pytest.param(2, "/api/jobs", (401, {}), "answers 401", id="the token is refused"),
        pytest.param(2, "/api/jobs", (503, {}), "answers a user's call with 503", id="no database"),
        pytest.param(2, "/api/jobs", (200, {"jobs": 1}), "contains no list of jobs", id="something else"),
    ],
)
def test_a_wrong_answer_of_the_api_is_reported(index: int, path: str, answer: Any, found: str) -> None:
    with serving({**api_answers(), path: answer}) as url:
        assert found in failure(api_checks(url).all()[index].run).problem


@pytest.mark.parametrize("index", range(3), ids=["health", "anonymous", "call"])
@pytest.mark.parametrize(
    ("stack", "advice"),
    [("prod", "set ALEX_API_URL to the stack's output siteUrl"), ("local", "secrets rotate origin --stack local")],
)
def test_a_request_that_bypasses_cloudfront_has_its_own_hint(index: int, stack: str, advice: str) -> None:
    refusal = (403, {"detail": api.NOT_THROUGH_THE_SITE})
    with serving(dict.fromkeys(("/api/health", "/api/jobs", "anonymous"), refusal)) as url:
        found = failure(ApiChecks(lambda: url, "t", dict, stack).all()[index].run)
    assert found.problem == f"403: {api.NOT_THROUGH_THE_SITE}"
    assert advice in found.hint
    assert "jwtIssuer" not in found.hint


def test_the_expected_refusal_is_the_apis_own_text() -> None:
    assert f'"{api.NOT_THROUGH_THE_SITE}"' in (ROOT / "agents" / "api" / "origin.py").read_text()


def run_file(url: str) -> RunFile:
    words = {field.name: url for field in dataclasses.fields(RunFile)}
    return RunFile(**(words | {"pid": os.getpid(), "region": "us-east-1", "started": 1.0}))


def test_the_current_origin_secret_is_sent_after_a_rotation() -> None:
    sent = list[str]()
    rotated = {**aws_answers(), "GetSecretValue": (200, {"SecretString": "rotated"})}

    def api_of(headers: Any) -> tuple[int, Any]:
        sent.append(headers[HEADER])
        return 200, {"status": "ok"}

    with serving({**rotated, "/api/health": api_of}) as url:
        checks = {check.name: check for check in checks_of_running(run_file(url))}
        checks["API: health"].run()
    assert sent == ["rotated"]


def test_without_a_token_the_check_of_a_users_call_is_skipped() -> None:
    with pytest.raises(CheckSkipped, match="ALEX_API_TOKEN"):
        api_checks("http://nowhere.test", None).call()


# AWS


@contextmanager
def aws(changes: Answers) -> Iterator[AwsChecks]:
    with serving({**aws_answers(), **changes}) as url:
        account = Account("prod", boto3.Session("AKIA", "secret", region_name="us-east-1"), url)
        # The age comes from CloudWatch, whose protocol is not JSON.
        age = changes.get("age")
        points = [] if age is None else [{"Timestamp": 1, "Maximum": age}]
        account._clients["cloudwatch"] = SimpleNamespace(get_metric_statistics=lambda **_: {"Datapoints": points})
        yield AwsChecks(account, [NOVA])


def test_a_healthy_stack_passes_every_check() -> None:
    with aws({}) as checks:
        found = {check.name: check.run() for check in checks.all()}
        assert checks.langfuse_keys() == ("pk", "sk")
    assert found["Database"].startswith("2 unfinished jobs")
    assert found["Queue of jobs"] == "0 waiting, 0 in flight"
    assert found[f"Model {NOVA}"].startswith("9 tokens")


def denied(operation: str) -> tuple[int, Any]:
    return 400, {"__type": "AccessDeniedException", "message": f"may not {operation}"}


@pytest.mark.parametrize(
    ("name", "changes", "found"),
    [
        pytest.param("Database", {"DescribeSecret": denied("describe")}, "AccessDenied", id="the secret is denied"),
        pytest.param(
            "Database",
            {"/Execute": (400, {"__type": "BadRequestException", "message": 'relation "jobs" does not exist'})},
            'relation "jobs" does not exist',
            id="the database is not migrated",
        ),
        pytest.param(
            "Queue of jobs", {"GetQueueAttributes": depth(3), "age": 4000.0}, "not being processed", id="old jobs"
        ),
        pytest.param(
            "Queue jobs-dlq is empty", {"GetQueueAttributes": depth(2)}, "2 dead-lettered messages", id="dead letters"
        ),
        pytest.param(f"Model {NOVA}", {CONVERSE: denied("converse")}, "may not converse", id="the model is denied"),
    ],
)
def test_a_wrong_answer_of_aws_is_reported(name: str, changes: Answers, found: str) -> None:
    with aws(changes) as checks:
        (check,) = [check for check in checks.all() if check.name == name]
        assert found in failure(check.run).problem


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param((400, {"__type": "ResourceNotFoundException", "message": "no value"}), id="an empty secret"),
        pytest.param((200, {"SecretString": "{}"}), id="a secret of another shape"),
        pytest.param((200, {"SecretString": "secret"}), id="a secret that is not JSON"),
    ],
)
def test_a_secret_without_keys_comes_with_the_command_that_stores_them(answer: Any) -> None:
    with aws({"GetSecretValue": answer}) as checks:
        assert failure(checks.langfuse_keys).hint == "store the keys: alex secrets set langfuse --stack prod"


def test_an_unreachable_aws_fails_each_check(refusing: str) -> None:
    account = Account("prod", boto3.Session("AKIA", "secret", region_name="us-east-1"), refusing)
    for check in AwsChecks(account, [NOVA]).all():
        assert "Could not connect" in failure(check.run).problem


def test_without_credentials_the_check_says_so(monkeypatch: pytest.MonkeyPatch, refusing: str) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    account = Account("prod", boto3.Session(region_name="us-east-1"), refusing)
    assert failure(AwsChecks(account, [NOVA]).queue).problem == "no AWS credentials"


# Retention of logs


def retention(*groups: dict[str, Any]) -> LogRetention:
    account = Account("prod", boto3.Session("AKIA", "secret", region_name="us-east-1"))
    found = {"/aws/lambda/alex-prod-": [*groups], "/aws/apigateway/alex-prod": []}

    def paginate(logGroupNamePrefix: str) -> list[dict[str, Any]]:  # noqa: N803 - boto3's name
        return [{"logGroups": found[logGroupNamePrefix]}]

    account._clients["logs"] = SimpleNamespace(get_paginator=lambda _: SimpleNamespace(paginate=paginate))
    return LogRetention(account, 90)


def test_log_groups_that_keep_what_the_stack_says_pass() -> None:
    group = {"logGroupName": "/aws/lambda/alex-prod-api", "retentionInDays": 90}
    assert retention(group, group).retention() == "2 log groups, 90 days"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (
            {"retentionInDays": 7, "retentionPolicyName": "short"},
            "kept 7 days instead of 90 days: the account's policy",
        ),
        ({"retentionInDays": 7}, "kept 7 days instead of 90 days: an account-level policy, or a change by hand"),
        ({}, "kept for ever instead of 90 days"),
    ],
    ids=["by a policy with a name", "by a policy", "without a retention"],
)
def test_a_retention_that_overrules_the_stacks_is_found(answer: dict[str, Any], found: str) -> None:
    good = {"logGroupName": "/aws/lambda/alex-prod-api", "retentionInDays": 90}
    overruled = failure(retention(good, {"logGroupName": "/aws/lambda/alex-prod-planner", **answer}).retention)
    assert f"/aws/lambda/alex-prod-planner is {found}" in overruled.problem


# CloudFront's plan


NOW = datetime(2026, 11, 29, tzinfo=UTC)


def edge_plan(plan: str, *subscriptions: dict[str, Any]) -> EdgePlan:
    account = Account("prod", boto3.Session("AKIA", "secret", region_name="eu-west-1"))
    client = account.client("pricing-plan-manager")
    stubber = Stubber(client)
    stubber.add_response("list_subscriptions", {"subscriptionSummaries": list(subscriptions)}, {})
    stubber.activate()
    return EdgePlan(account, plan)


def subscribed(tier: str = "PRO", stack: str = "prod", **more: Any) -> dict[str, Any]:
    acl = f"arn:aws:wafv2:us-east-1:123456789012:global/webacl/alex-{stack}/4f6f3c1e"
    return {
        "arn": "arn:aws:pricingplanmanager::123456789012:subscription/1",
        "planFamily": "CloudFront",
        "planTier": tier,
        "status": "ACTIVE",
        "resourceArns": ["arn:aws:cloudfront::123456789012:distribution/E1", acl],
        "createdAt": NOW,
        "updatedAt": NOW,
        "eTag": "1",
        **more,
    }


def test_the_stacks_own_subscription_is_told() -> None:
    other = subscribed("FREE", "prod-eu")
    assert edge_plan("pro", other, subscribed()).subscription() == "PRO, active"
    assert edge_plan("pro", subscribed(status="SYNC_IN_PROGRESS")).subscription() == "PRO, sync in progress"


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        ([], "edgePlan is pro, and no subscription covers the stack's web ACL"),
        ([subscribed("PRO", "staging")], "no subscription covers the stack's web ACL"),
        ([subscribed("FREE")], "edgePlan is pro, and the subscription is of the plan FREE"),
        ([subscribed(status="PENDING_APPROVAL")], "waits for approval: AWS bills by use"),
        ([subscribed(status="FAILED", statusReason="price class")], "the subscription has failed: price class"),
        (
            [subscribed(scheduledChange={"changeType": "CANCELLATION", "effectiveDate": NOW})],
            f"the subscription ends on {NOW:%Y-%m-%d}",
        ),
        (
            [subscribed(scheduledChange={"changeType": "DOWNGRADE", "planTier": "FREE"})],
            "the subscription becomes FREE at the end of the billing period",
        ),
    ],
)
def test_another_plan_than_that_of_the_settings_is_found(found: list[dict[str, Any]], problem: str) -> None:
    assert problem in failure(edge_plan("pro", *found).subscription).problem


def test_pay_as_you_go_asks_for_no_subscription_and_one_machine_has_none() -> None:
    assert edge_plan("pay-as-you-go").all() == []
    account = Account("local", boto3.Session("AKIA", "secret", region_name="us-east-1"))
    with pytest.raises(CheckSkipped, match="the embedded AWS has no plan subscriptions"):
        EdgePlan(account, "pro").subscription()


# All together


def test_a_hanging_check_times_out_alone_and_a_bug_becomes_one_line() -> None:
    def bug() -> str:
        raise KeyError("usage\nof nothing")

    forever = threading.Event()
    checks = [
        Check("well", lambda: "fine", "-"),
        Check("hangs", lambda: str(forever.wait()), "restart it", seconds=0.3),
        Check("broken", bug, "look into it"),
    ]
    outcomes = run_checks(checks, lambda _: None)
    forever.set()
    assert [outcome.state for outcome in outcomes] == [State.GOOD, State.FAILED, State.FAILED]
    assert (outcomes[1].found, outcomes[1].advice) == ("no answer within 0.3 s", "restart it")
    assert outcomes[2].found.startswith("KeyError")
    assert "\n" not in outcomes[2].found


@pytest.mark.parametrize(("found", "well"), [("fine", True), (None, False)], ids=["all well", "one failed"])
def test_the_command_reports_whether_a_check_failed(
    found: str | None, well: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    def run() -> str:
        if found is None:
            raise CheckFailed("nothing\x1b[2J there", "plug it in")
        return found

    assert examine([Check("it", run, "-")]) is well
    shown = capsys.readouterr().out
    assert ("✔" in shown, "plug it in" in shown) == (well, not well)
    assert "\x1b[2J" not in shown


def test_in_a_pipe_the_last_message_starts_on_a_new_line(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> str:
        raise CheckFailed("nothing there", "plug it in")

    examine([Check("it", fail, "-")])
    assert capsys.readouterr().out.splitlines()[-1] == "1 of 1 checks failed"


def test_a_stack_without_an_api_address_says_how_to_set_one() -> None:
    checks = {check.name: check for check in checks_of_stack("local", {})}
    assert "ALEX_API_URL" in failure(checks["API: health"].run).hint


def test_an_unknown_stack_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UserError, match="the stacks are local, prod"):
        checks_of_stack("nowhere", {})
