"""Run the system through many failures, then search every output for every secret involved."""

from __future__ import annotations

import base64
import contextlib
import json
import stat
import time
import uuid
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import psutil
import pytest
from typer.testing import CliRunner

import cli.shared.stack_account
import cli.trace.view
from agent_runtime.origin import HEADER
from cli.main import app
from cli.run import up
from cli.run.portfolio_file import read_portfolio
from local.engine import deployer
from local.errors import LocalError
from local.stack import LocalAlex
from local.traces.keys import KeyPair
from tests.canary.outputs import outputs_of
from tests.canary.searching import Leak, Output, leaks
from tests.e2e.conftest import SAMPLES, Alex
from tests.e2e.rotation_load import DatabaseSecret, owner_may_not_change_logins
from tests.waiting import until

pytestmark = pytest.mark.local

#: Allowed places of secrets, with the reason.
ALLOWED = {
    (
        "edge function",
        "origin secret",
    ): "the function at the edge sends it; who may read its code is in docs/security.md",
    ("run file", "root secret key"): "other commands on this machine use it; the file is its owner's only",
    ("run file", "bearer token"): "as above",
    ("run file", "first Langfuse key"): "as above",
}
#: Secrets in the example call that `alex up` prints to its owner's terminal.
ALLOWED_OF_UP = {
    ("command line", "origin secret"): "a call to copy",
    ("command line", "bearer token"): "a call to copy",
}
#: Users' own texts are stored, and shown to them.
ALLOWED_OF_USER = {
    (kind, name): "the user's own words, stored and shown to this user"
    for kind in ("database row", "API response")
    for name in ("typed AWS key", "typed AWS secret", "typed password")
}
TYPED = {
    "typed AWS key": "AKIA" + uuid.uuid4().hex[:16].upper(),
    "typed AWS secret": base64.b64encode(uuid.uuid4().bytes + uuid.uuid4().bytes[:14]).decode()[:38] + "/9",
    "typed password": f"Planted-{uuid.uuid4().hex[:12]}!",
}
NOTES = (
    f"My AWS key is {TYPED['typed AWS key']} and its secret is {TYPED['typed AWS secret']}. "
    f"My broker's password: {TYPED['typed password']}"
)


#: Lines of Lambda itself.
PLATFORM = ("START RequestId", "END RequestId", "REPORT RequestId", "INIT_START")


@dataclass
class Run:
    """The system, the secrets used so far, and transient outputs."""

    alex: Alex
    folder: Path
    secrets: dict[str, str] = field(default_factory=dict)
    passed: list[Output] = field(default_factory=list)

    def know(self, name: str, value: str) -> str:
        self.secrets[name if name not in self.secrets else f"{name} {len(self.secrets)}"] = value
        return value

    def call(self, method: str, path: str, token: str = "", sent: str | None = None, **options: Any) -> httpx.Response:
        """Call the API. Headers and body of every answer are kept."""
        headers = {HEADER: self.secrets["origin secret"] if sent is None else sent}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        url = f"{self.alex.stack.api_url}/api{path}"
        answer = httpx.request(method, url, headers=headers, timeout=60, **options)
        self.passed.append(Output("API response", f"{method} {path}", f"{answer.headers}\n{answer.text}"))
        return answer

    def command(self, *arguments: str) -> str:
        """Output of a command on both streams, and its exception."""
        result = CliRunner().invoke(app, list(arguments))
        text = f"{result.output}\n{result.exception or ''}"
        self.passed.append(Output("command line", " ".join(arguments), text))
        return text

    def leaks(self) -> list[Leak]:
        system = [*outputs_of(self.alex.stack, self.folder), *self.passed]
        return [*leaks(system, self.secrets, ALLOWED), *leaks(system, TYPED, ALLOWED_OF_USER)]


@contextmanager
def registrations(kept: list[Output]) -> Generator[None]:
    """Keep the inputs the program registers and the state it gets back for Pulumi."""
    create = deployer._Creator.new_resource

    def keeping(self: Any, args: Any) -> Any:
        identifier, state = create(self, args)
        text = json.dumps([args.inputs, state], default=str)
        kept.append(Output("Pulumi", f"{args.typ} {args.name}", text))
        return identifier, state

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deployer._Creator, "new_resource", keeping)
        yield


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder, kept = tmp_path_factory.mktemp("alex"), list[Output]()
    with pytest.MonkeyPatch.context() as patch:
        for module in (cli.shared.stack_account, cli.trace.view):
            patch.setattr(module, "STATE_DIR", folder)
        with registrations(kept):
            stack = LocalAlex(state_dir=folder, model_latency=0.2).__enter__()
        try:
            made = Run(Alex(stack), folder, passed=kept)
            _learn_secrets(made)
            _watch_notifications(made)
            _work_and_fail(made)
            yield made
        finally:
            stack.__exit__(None, None, None)


def _learn_secrets(run: Run) -> None:
    stack, client = run.alex.stack, run.alex.stack.client("secretsmanager")
    master = client.get_secret_value(SecretId=stack.outputs["databaseMasterSecretArn"])["SecretString"]
    run.know("master password", json.loads(master)["password"])
    run.know("database password", DatabaseSecret(run.alex).current()["password"])
    run.know("superuser's password", stack.postgres.password)
    run.know("first Langfuse key", stack.secret_key)
    run.know("origin secret", stack.origin_secret)
    run.know("root secret key", stack.aws.secret_access_key)
    run.know("organization's Langfuse key", stack.trace_keys.organization.secret_key)
    run.know("bearer token", json.loads((run.folder / "run.json").read_text())["token"])


def _know_the_workers(run: Run) -> None:
    """Learn the session credentials of the functions' roles: only the functions' processes may hold them."""
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            environment = process.environ()
            if environment.get("AWS_LAMBDA_FUNCTION_NAME"):
                name = environment["AWS_LAMBDA_FUNCTION_NAME"]
                run.know(f"session key of {name}", environment["AWS_SECRET_ACCESS_KEY"])
                if environment.get("AWS_SESSION_TOKEN"):
                    run.know(f"session token of {name}", environment["AWS_SESSION_TOKEN"])


def _watch_notifications(run: Run) -> None:
    sqs, sns = run.alex.stack.client("sqs"), run.alex.stack.client("sns")
    url = sqs.create_queue(QueueName="notified")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    publish = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}
    policy = {"Version": "2012-10-17", "Statement": [publish | {"Resource": arn}]}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    sns.subscribe(TopicArn=run.alex.stack.outputs["alarmTopicArn"], Protocol="sqs", Endpoint=arn)


def _work_and_fail(run: Run) -> None:
    token = run.know("token of the user", run.alex.stack.token("canary"))
    _jobs_whose_model_echoes(run, token)
    _know_the_workers(run)
    _rotations(run)
    _wrong_secrets(run, token)
    _bad_requests(run, token)
    _failed_invocation(run)
    for arguments in (
        ("secrets", "list"),
        ("secrets", "set", "nothing"),
        ("secrets", "rotate", "nothing"),
        ("doctor",),
        ("trace", "--verbose"),
        ("trace", "--json"),
        ("costs", "--by", "user"),
        ("preview", "--stack", "local", "--json", "--no-policy"),
    ):
        run.command(*arguments)
    _know_the_workers(run)


def _jobs_whose_model_echoes(run: Run, token: str) -> None:
    """Run a job whose models repeat the user's text: in a Bedrock error, and in answers that do not validate."""
    portfolio = read_portfolio(SAMPLES / "starter.json")
    with run.alex.api("canary") as api:
        api.replace_portfolio(portfolio)
        profile = portfolio.model_dump(mode="json", include={"display_name", "goal"})
        run.call("PUT", "/user", token, json={**profile, "notes": NOTES})
        refusal = {"match": "charter", "error": "ValidationException", "message": f"cannot read: {NOTES}"}
        echo = {"match": "retirement", "reply": f"I may not say {NOTES}", "times": 4}
        run.alex.model_fails(refusal, echo)
        job_id = api.start_analysis()
        job = run.alex.wait_for(api, job_id)
        assert job["errors"].keys() & {"charter", "retirement"}, "the failures took place"
        run.alex.model_fails()
    for path in (f"/jobs/{job_id}", "/jobs", "/user", "/accounts"):
        assert run.call("GET", path, token).status_code == 200
    run.alex.trace(job_id)


def _rotations(run: Run) -> None:
    secret = DatabaseSecret(run.alex)
    with owner_may_not_change_logins(run.alex):
        assert "setSecret failed" in run.command("secrets", "rotate", "database-app")
    run.command("secrets", "rotate", "database-app")
    run.know("second database password", secret.current()["password"])
    run.command("secrets", "rotate", "database-app")
    run.know("third database password", secret.current()["password"])


def _wrong_secrets(run: Run, token: str) -> None:
    """Give each secret an unusable value: its readers fail, and report it without quoting it."""
    stack, client = run.alex.stack, run.alex.stack.client("secretsmanager")
    database = DatabaseSecret(run.alex)
    good = database.text()
    wrong = run.know("wrong password", f"wrong-{uuid.uuid4().hex}")
    malformed = run.know("malformed database secret", f"{{not JSON, {uuid.uuid4().hex}")
    for text in (json.dumps(json.loads(good) | {"password": wrong}), malformed):
        client.put_secret_value(SecretId=database.arn, SecretString=text)
        assert run.call("GET", "/accounts", token).status_code >= 500
        with pytest.raises(LocalError):
            database.step("createSecret" if text == malformed else "finishSecret", database.pending_version())
        with contextlib.suppress(LocalError):
            stack.invoke("migrator", {})
    client.put_secret_value(SecretId=database.arn, SecretString=good)
    # The migrator had set the wrong password from the secret.
    stack.invoke("migrator", {})

    langfuse = stack.outputs["secrets"]["langfuse"]
    first = KeyPair(stack.public_key, stack.secret_key)
    second = KeyPair(KeyPair.new().public_key, run.know("second Langfuse key", KeyPair.new().secret_key))
    for key in stack.trace_keys.all():
        stack.trace_keys.revoke(key.id)
    client.put_secret_value(
        SecretId=langfuse, SecretString=run.know("malformed Langfuse secret", f"sk-lf-{uuid.uuid4().hex}, and no JSON")
    )
    with run.alex.api("canary") as api:
        assert run.alex.wait_for(api, api.start_analysis())["status"] == "completed"
    # The planner sends its trace after its job has ended.
    until(lambda: any("Langfuse refuses the keys" in line for line in stack.logs("planner")), "the secret is read")
    for pair in (first, second):
        stack.trace_keys.add(pair)
    keys = {"public_key": second.public_key, "secret_key": second.secret_key}
    client.put_secret_value(SecretId=langfuse, SecretString=json.dumps(keys))

    origin = stack.outputs["secrets"]["origin"]
    bad = run.know("bad origin secret", f'{{"value": "{uuid.uuid4().hex}')
    client.put_secret_value(SecretId=origin, SecretString=bad)
    with contextlib.suppress(LocalError):
        stack.invoke("origin_rotator", {"Step": "setSecret", "SecretId": origin, "ClientRequestToken": "unheard-of"})
    client.put_secret_value(SecretId=origin, SecretString=run.secrets["origin secret"])
    stack.invoke("origin_rotator", {})


def _bad_requests(run: Run, token: str) -> None:
    typed = {"name": TYPED["typed password"], "kind": TYPED["typed AWS key"], "cash": TYPED["typed AWS secret"]}
    for expected, call in {
        "no token": lambda: run.call("GET", "/user", ""),
        "a broken token": lambda: run.call("GET", "/user", token[:-4] + "AAAA"),
        "around the edge": lambda: run.call("GET", "/user", token, sent=run.secrets["bearer token"]),
        "fields that are wrong": lambda: run.call("POST", "/accounts", token, json=typed),
        "no JSON": lambda: run.call("PUT", "/user", token, content=NOTES),
        "no such path": lambda: run.call("GET", f"/{TYPED['typed AWS key']}", token),
        "no such job": lambda: run.call("GET", f"/jobs/{uuid.uuid4()}", token),
    }.items():
        assert 400 <= call().status_code < 500, expected


def _failed_invocation(run: Run) -> None:
    """An asynchronous invocation that fails for good: event and error end in the dead-letter queue."""
    stack = run.alex.stack
    event = {"Step": "setSecret", "SecretId": DatabaseSecret(run.alex).arn, "ClientRequestToken": "unheard-of"}
    stack.client("lambda").invoke(
        FunctionName=stack.outputs["functions"]["rotator"],
        Qualifier="live",
        InvocationType="Event",
        Payload=json.dumps(event),
    )
    stack.client("cloudwatch").set_alarm_state(
        AlarmName="alex-local-rotator-rotation-failed", StateValue="ALARM", StateReason="a rotation failed"
    )


def test_no_secret_is_in_any_output(run: Run) -> None:
    assert run.leaks() == []
    assert {"session key of alex-local-api", "session key of alex-local-planner"} <= run.secrets.keys()


def test_every_allowance_is_used(run: Run) -> None:
    """A stale allowance would hide the next leak."""
    found = {(leak.kind, leak.secret) for leak in leaks(outputs_of(run.alex.stack, run.folder), run.secrets)}
    assert found == ALLOWED.keys()


def test_up_prints_only_a_token_and_the_origin_secret(run: Run) -> None:
    stack = run.alex.stack
    token = run.secrets["bearer token"]
    alex: Any = SimpleNamespace(token=lambda: token, origin_secret=stack.origin_secret, api_url=stack.api_url)
    found = leaks([Output("command line", "up", up.example(alex))], run.secrets)
    assert {(leak.kind, leak.secret) for leak in found} == ALLOWED_OF_UP.keys()


def test_the_run_file_is_its_owners_only(run: Run) -> None:
    assert stat.S_IMODE((run.folder / "run.json").stat().st_mode) == 0o600


def test_the_users_text_is_masked_in_traces(run: Run) -> None:
    text = "".join(output.text for output in outputs_of(run.alex.stack, run.folder) if output.kind == "trace")
    assert "[client notes]" in text or "[key]" in text


def test_functions_that_see_portfolios_write_nothing_but_json(run: Run) -> None:
    """A library's plain line would be neither masked nor found by its job."""
    names = ("api", "planner", "tagger", "reporter", "charter", "retirement")
    groups = {f"/aws/lambda/alex-local-{name}" for name in names}
    logs = [output for output in outputs_of(run.alex.stack, run.folder) if output.where in groups]
    lines = [line for log in logs for line in log.text.splitlines() if line and not line.startswith(PLATFORM)]
    assert len(lines) > len(groups)
    assert [line for line in lines if not line.startswith("{")] == []


def test_a_planted_leak_is_found_in_each_place(run: Run) -> None:
    """Runs last: the system holds the planted values from now on."""
    stack, planted = run.alex.stack, f"planted-{uuid.uuid4().hex}"
    encoded = base64.b64encode(f"user:{planted}".encode()).decode()
    group = "/aws/lambda/alex-local-api"
    logs = stack.client("logs")
    logs.create_log_stream(logGroupName=group, logStreamName="planted")
    event = {"timestamp": int(time.time() * 1000), "message": f"Authorization: Basic {encoded}"}
    logs.put_log_events(logGroupName=group, logStreamName="planted", logEvents=[event])
    stack.client("s3").put_object(Bucket=f"alex-local-site-{stack.aws.account}", Key="planted", Body=encoded.encode())
    stack.client("sqs").send_message(QueueUrl=stack.outputs["deadLettersUrl"], MessageBody=json.dumps({"x": planted}))
    with closing(stack.postgres.connect("alex")) as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE jobs SET errors = %s", (json.dumps({"planner": {"message": planted}}),))
        with contextlib.suppress(Exception):
            cursor.execute(f"SELECT '{planted}' FROM nowhere")
    score = {"name": "planted", "value": 1, "traceId": "t", "comment": planted}
    auth = (stack.public_key, stack.secret_key)
    httpx.post(f"{stack.trace_url}/api/public/scores", json=[score], auth=auth).raise_for_status()
    stack.client("lambda").update_function_configuration(
        FunctionName=stack.outputs["functions"]["tagger"], Environment={"Variables": {"PLANTED": planted}}
    )
    sns = stack.client("sns")
    sns.publish(TopicArn=stack.outputs["alarmTopicArn"], Message=planted)

    found = leaks(outputs_of(stack, run.folder), {"planted": planted})

    assert {leak.kind for leak in found} == {
        "environment of a function",
        "log",
        "trace",
        "queue",
        "database row",
        "bucket",
        "log of PostgreSQL",
    }
    assert any(leak.where == "notified" for leak in found), "notifications are looked into"
