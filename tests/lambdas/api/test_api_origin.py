"""The API answers only requests that came through CloudFront, even during a rotation of the secret that proves it."""

# ruff: noqa: N803 - the fakes' parameters have boto3's names
from __future__ import annotations

import itertools
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from agent_runtime.origin import HEADER, MAX_AGE_SECONDS
from api import origin
from api.middleware import HEADERS
from api.origin import OriginSecret, OriginSecretUnavailable
from origin_rotator import handler
from origin_rotator.edge import EdgeFunction
from origin_rotator.rotation import SETTLE_SECONDS, Rotation, RotationError
from tests.lambdas.api_fixtures import Api
from tests.lambdas.lambda_context import CONTEXT

ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:alex-test-origin-abcdef"
TAGS = {"Project": "alex", "Owner": "Ann"}
STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code}}, "Call")


class Secrets:
    """One secret of Secrets Manager: version to value and stages."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.stages: dict[str, set[str]] = {}
        self.failure: Exception | None = None
        self.reads = 0
        self._ids = itertools.count()

    def start_rotation(self, version: str) -> None:
        """Like Secrets Manager: a stage is on one version at a time."""
        for stages in self.stages.values():
            stages.discard("AWSPENDING")
        self.stages[version] = {"AWSPENDING"}

    def get_secret_value(self, SecretId: str, VersionStage: str, VersionId: str | None = None) -> dict[str, str]:
        self.reads += 1
        if self.failure:
            raise self.failure
        for version, stages in self.stages.items():
            if VersionStage in stages and VersionId in (None, version) and version in self.values:
                return {"SecretString": self.values[version]}
        raise refused("ResourceNotFoundException")

    def put_secret_value(
        self, SecretId: str, SecretString: str, ClientRequestToken: str = "", VersionStages: tuple[str, ...] = ()
    ) -> None:
        version = ClientRequestToken or f"version-{next(self._ids)}"
        self.values[version] = SecretString
        self.stages[version] = set(VersionStages or ["AWSCURRENT"])

    def describe_secret(self, SecretId: str) -> dict[str, Any]:
        return {"VersionIdsToStages": {version: sorted(stages) for version, stages in self.stages.items()}}

    def update_secret_version_stage(
        self, SecretId: str, VersionStage: str, MoveToVersionId: str, RemoveFromVersionId: str
    ) -> None:
        for stages in self.stages.values():
            stages.discard("AWSPREVIOUS")
        self.stages[RemoveFromVersionId] = (self.stages[RemoveFromVersionId] - {VersionStage}) | {"AWSPREVIOUS"}
        self.stages[MoveToVersionId].add(VersionStage)


class Body:
    def __init__(self, code: bytes) -> None:
        self._code = code

    def read(self) -> bytes:
        return self._code


class CloudFront:
    """One function of CloudFront. Requests go through the `live` stage."""

    def __init__(self) -> None:
        self.draft: bytes | None = None
        self.live: bytes | None = None
        self.published = 0
        self.tags: dict[str, dict[str, str]] = {}
        self.refuses_tags = False

    def describe_function(self, Name: str, Stage: str) -> dict[str, Any]:
        if self.draft is None:
            raise refused("NoSuchFunctionExists")
        metadata = {"FunctionARN": f"arn:aws:cloudfront::123456789012:function/{Name}"}
        return {"ETag": "tag", "FunctionSummary": {"FunctionMetadata": metadata}}

    def tag_resource(self, Resource: str, Tags: dict[str, list[dict[str, str]]]) -> None:
        if self.refuses_tags:
            raise refused("AccessDenied")
        self.tags[Resource] = {tag["Key"]: tag["Value"] for tag in Tags["Items"]}

    def get_function(self, Name: str, Stage: str) -> dict[str, Body]:
        if self.live is None:
            raise refused("NoSuchFunctionExists")
        return {"FunctionCode": Body(self.live)}

    def create_function(self, Name: str, FunctionConfig: dict[str, str], FunctionCode: bytes) -> None:
        assert self.draft is None
        self.draft = FunctionCode

    def update_function(self, IfMatch: str, FunctionCode: bytes, **_: Any) -> None:
        assert IfMatch == "tag"
        self.draft = FunctionCode

    def publish_function(self, Name: str, IfMatch: str) -> None:
        self.live = self.draft
        self.published += 1

    def delete_function(self, Name: str, IfMatch: str) -> None:
        self.draft = self.live = None


class World:
    """The secret, the edge, the rotator, and an API with a cache and a clock."""

    def __init__(self) -> None:
        self.secrets, self.cloudfront, self.now = Secrets(), CloudFront(), 1000.0
        self.edge = EdgeFunction(self.cloudfront, "alex-test-origin", TAGS)
        self.rotation = Rotation(self.secrets, ARN, self.edge, self.pass_time)
        self.api = OriginSecret(self.secrets, ARN, lambda: self.now)

    def pass_time(self, seconds: float) -> None:
        self.now += seconds

    def sent(self) -> str:
        """The value that the edge sends now."""
        (value,) = [value for value in self.secrets.values.values() if self.edge.sends(value)]
        return value

    def accepts(self, value: str) -> bool:
        return self.api.accepts(value.encode())


@pytest.fixture
def world() -> World:
    world = World()
    world.rotation.prepare()
    return world


def test_only_the_value_that_the_edge_sends_is_accepted(world: World) -> None:
    assert world.accepts(world.sent())
    assert not world.accepts("")
    assert not world.accepts(world.sent() + "x")


def test_the_function_at_the_edge_gets_the_stacks_tags(world: World) -> None:
    assert world.cloudfront.tags == {"arn:aws:cloudfront::123456789012:function/alex-test-origin": TAGS}


def test_the_edge_works_without_tags() -> None:
    world = World()
    world.cloudfront.refuses_tags = True
    world.rotation.prepare()
    assert world.accepts(world.sent())


def test_a_second_deployment_changes_nothing(world: World) -> None:
    before = (dict(world.secrets.values), world.cloudfront.live, world.cloudfront.published)
    world.rotation.prepare()
    assert (world.secrets.values, world.cloudfront.live, world.cloudfront.published) == before


def test_a_deployment_repairs_an_edge_that_sends_something_else(world: World) -> None:
    value = world.sent()
    world.cloudfront.live = b"function handler(event) { return event.request; }"
    world.rotation.prepare()
    assert world.edge.sends(value)


def test_no_request_is_lost_in_a_rotation(world: World) -> None:
    for rotation in range(3):
        version = f"rotation-{rotation}"
        world.secrets.start_rotation(version)
        for step in STEPS:
            old = world.sent()
            assert world.accepts(old), f"before {step}"
            world.rotation.step(step, version)
            assert world.accepts(world.sent()), f"after {step}"
            assert world.accepts(old), f"an edge without the value of {step}"


def test_the_edge_changes_only_after_every_api_has_read_the_new_value(world: World) -> None:
    assert SETTLE_SECONDS > MAX_AGE_SECONDS
    world.secrets.start_rotation("next")
    world.rotation.step("createSecret", "next")
    before = world.now
    world.rotation.step("setSecret", "next")
    assert world.now - before == SETTLE_SECONDS


def test_a_slow_edge_is_accepted_during_two_rotations_in_a_row(world: World) -> None:
    slow = world.sent()
    for version in ("one", "two"):
        world.secrets.start_rotation(version)
        for step in STEPS[:3] if version == "two" else STEPS:
            world.rotation.step(step, version)
            world.pass_time(MAX_AGE_SECONDS)
            assert world.accepts(slow), f"after {step} of rotation {version}"


@pytest.mark.parametrize("step", ["testSecret", "finishSecret"])
def test_a_value_that_the_edge_does_not_send_is_not_made_current(world: World, step: str) -> None:
    world.secrets.start_rotation("next")
    world.rotation.step("createSecret", "next")
    before = {version: set(stages) for version, stages in world.secrets.stages.items()}
    with pytest.raises(RotationError, match="setSecret has not run"):
        world.rotation.step(step, "next")
    assert world.secrets.stages == before


@pytest.mark.parametrize("done", range(len(STEPS) + 1), ids=["nothing", *(f"after {step}" for step in STEPS)])
def test_a_rotation_that_was_interrupted_is_finished_by_starting_it_again(world: World, done: int) -> None:
    world.secrets.start_rotation("next")
    for step in STEPS[:done]:
        world.rotation.step(step, "next")
    for step in STEPS:
        world.rotation.step(step, "next")
    assert "AWSCURRENT" in world.secrets.stages["next"]
    assert world.edge.sends(world.secrets.values["next"])
    assert world.accepts(world.sent())


def test_a_schedule_can_be_attached_before_the_first_rotation(world: World) -> None:
    """Secrets Manager then runs only this step, on a version without a value."""
    world.secrets.start_rotation("trial")
    before = world.sent()
    world.rotation.step("testSecret", "trial")
    assert world.sent() == before


def test_a_schedule_before_the_edge_is_prepared_is_refused() -> None:
    world = World()
    world.secrets.start_rotation("trial")
    with pytest.raises(RotationError, match="the rotator has not prepared it"):
        world.rotation.step("testSecret", "trial")


def test_a_value_is_refused_two_rotations_later(world: World) -> None:
    first = world.sent()
    for version in ("one", "two"):
        world.secrets.start_rotation(version)
        for step in STEPS:
            world.rotation.step(step, version)
    world.pass_time(MAX_AGE_SECONDS)
    assert not world.accepts(first)
    assert world.accepts(world.sent())


def test_a_repeated_step_does_no_harm(world: World) -> None:
    world.secrets.start_rotation("next")
    for step in STEPS:
        world.rotation.step(step, "next")
        value = world.secrets.values["next"]
        world.rotation.step(step, "next")
        assert world.secrets.values["next"] == value


@pytest.mark.parametrize(
    ("step", "version", "message"),
    [
        pytest.param("createSecret", "unheard-of", "is not one of the secret's", id="an unknown version"),
        pytest.param("destroySecret", "next", "unknown step 'destroySecret'", id="an unknown step"),
        pytest.param("setSecret", "next", "version next has no value", id="a step before its time"),
    ],
)
def test_an_impossible_step_is_refused(world: World, step: str, version: str, message: str) -> None:
    world.secrets.start_rotation("next")
    with pytest.raises(RotationError, match=message):
        world.rotation.step(step, version)


def test_an_edge_that_does_not_send_the_new_value_stops_the_rotation(world: World) -> None:
    world.secrets.start_rotation("next")
    world.rotation.step("createSecret", "next")
    with pytest.raises(RotationError, match="the edge does not send the pending value"):
        world.rotation.step("testSecret", "next")


def test_wrong_guesses_do_not_make_the_api_read_the_secret_again(world: World) -> None:
    for _ in range(50):
        world.accepts("guess")
    reads = world.secrets.reads
    world.pass_time(MAX_AGE_SECONDS - 1)
    world.accepts("guess")
    assert world.secrets.reads == reads
    world.pass_time(1)
    world.accepts("guess")
    assert world.secrets.reads > reads


@pytest.mark.parametrize(
    "failure",
    [refused("AccessDeniedException"), EndpointConnectionError(endpoint_url="x")],
    ids=["it may not be read", "no answer"],
)
def test_an_unreadable_secret_makes_the_api_unavailable(world: World, failure: Exception) -> None:
    value = world.sent()
    assert world.accepts(value)
    world.secrets.failure = failure
    assert world.accepts(value), "the cached value stays valid for a while"
    world.pass_time(MAX_AGE_SECONDS)
    with pytest.raises(OriginSecretUnavailable):
        world.accepts(value)


def test_a_secret_without_a_value_refuses_every_request() -> None:
    with pytest.raises(OriginSecretUnavailable):
        World().accepts("")


@pytest.mark.parametrize("path", ["/api/health", "/api/user", "/api/nothing"])
@pytest.mark.parametrize("sent", ["", "wrong"], ids=["without the secret", "with a wrong one"])
def test_a_request_that_bypassed_cloudfront_is_a_403_problem(api_without_database: Api, path: str, sent: str) -> None:
    answer = Api("user", sent)("GET", path)
    assert answer.status == answer.json["status"] == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert HEADERS.items() <= answer.headers.items()
    assert api_without_database("GET", "/api/health").status == 200


def test_while_the_secret_cannot_be_read_every_answer_is_a_503_problem(
    api_without_database: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origin, "origin_secret", lambda: World().api)
    answer = api_without_database("GET", "/api/health")
    assert answer.status == answer.json["status"] == 503
    assert answer.headers["retry-after"]


@pytest.mark.parametrize(
    ("event", "done", "remains"),
    [
        pytest.param({}, "prepare", True, id="an operator"),
        pytest.param({"tf": {"action": "create"}}, "create", True, id="a deployment"),
        pytest.param({"tf": {"action": "delete"}}, "delete", False, id="the end of the stack"),
    ],
)
def test_the_rotator_does_what_its_event_asks_and_returns_no_secret(
    world: World, monkeypatch: pytest.MonkeyPatch, event: dict[str, Any], done: str, remains: bool
) -> None:
    monkeypatch.setenv("ORIGIN_FUNCTION_NAME", "alex-test-origin")
    clients = {"secretsmanager": world.secrets, "cloudfront": world.cloudfront}
    monkeypatch.setattr(handler.boto3, "client", clients.__getitem__)
    monkeypatch.setattr(handler, "secrets_client", lambda: clients["secretsmanager"])
    assert handler.handle(event, CONTEXT) == {"done": done}
    assert (world.cloudfront.live is not None) == remains


def test_the_edge_overwrites_what_a_viewer_sends(world: World) -> None:
    code = (world.cloudfront.live or b"").decode()
    assert f'request.headers["{HEADER}"] = {{ value: "{world.sent()}" }};' in code
