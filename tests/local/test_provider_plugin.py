"""The provider plugin over its protocol, without an engine, against the embedded AWS."""

from __future__ import annotations

import dataclasses
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from local.errors import LocalError
from local.provider.connection import Connection, read_connection, require_loopback, write_connection
from local.provider.install import set_up
from local.provider.plugin import Plugin, serve
from local.provider.resource_calls import ResourceCalls
from local.provider.values import raw, struct

pytestmark = pytest.mark.local
QUEUE = "urn:pulumi:local::alex::alex:components:JobQueue$aws:sqs/queue:Queue::{}"


@pytest.fixture
def connection(cloud: Any) -> Connection:
    aws, postgres = cloud.aws, cloud.postgres
    keys = (aws.access_key_id, aws.secret_access_key)
    return Connection(aws.endpoint, aws.region, *keys, postgres.port, postgres.password)


@pytest.fixture
def plugin(connection: Connection, tmp_path: Path) -> Iterator[Any]:
    server, port = serve(Plugin(ResourceCalls(connection, tmp_path)))
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield provider_pb2_grpc.ResourceProviderStub(channel)
    server.stop(None)


def check(plugin: Any, urn: str, **inputs: Any) -> Any:
    return plugin.Check(provider_pb2.CheckRequest(urn=urn, news=struct(inputs)))


def test_a_queue_is_created_changed_read_and_deleted(plugin: Any, cloud: Any) -> None:
    urn, sqs = QUEUE.format("life"), cloud.aws.client("sqs")
    first = check(plugin, urn, name="plugin-life", delaySeconds=3).inputs
    created = plugin.Create(provider_pb2.CreateRequest(urn=urn, properties=first))
    second = check(plugin, urn, name="plugin-life", delaySeconds=4).inputs
    difference = plugin.Diff(provider_pb2.DiffRequest(id=created.id, urn=urn, old_inputs=first, news=second))
    request = {"id": created.id, "urn": urn, "olds": created.properties, "old_inputs": first, "news": second}
    updated = plugin.Update(provider_pb2.UpdateRequest(**request))
    sqs.set_queue_attributes(QueueUrl=created.id, Attributes={"DelaySeconds": "9"})
    state = {"id": created.id, "urn": urn, "properties": updated.properties}
    drifted = plugin.Read(provider_pb2.ReadRequest(inputs=second, **state))
    plugin.Delete(provider_pb2.DeleteRequest(old_inputs=second, **state))
    gone = plugin.Read(provider_pb2.ReadRequest(inputs=second, **state))
    plugin.Delete(provider_pb2.DeleteRequest(old_inputs=second, **state))

    assert (list(difference.diffs), list(difference.replaces)) == (["delaySeconds"], [])
    assert raw(updated.properties)["arn"] == raw(created.properties)["arn"]
    assert raw(updated.properties)["delaySeconds"] == 4
    assert raw(drifted.inputs)["delaySeconds"] == "9"
    assert gone.id == ""


def test_an_update_in_a_preview_calls_nothing(plugin: Any) -> None:
    urn = QUEUE.format("planned")
    inputs = struct({"name": "planned", "delaySeconds": 1})
    request = {"id": "none", "urn": urn, "olds": inputs, "old_inputs": inputs, "preview": True}
    planned = plugin.Update(provider_pb2.UpdateRequest(news=struct({"name": "planned", "delaySeconds": 2}), **request))

    assert raw(planned.properties)["delaySeconds"] == 2


@pytest.mark.parametrize(
    ("type_", "inputs", "message"),
    [
        pytest.param(
            "aws:kms/alias:Alias",
            {"name": "alias/x", "targetKeyId": "no-such-key"},
            r"aws:kms/alias:Alias 'refused': An error occurred \(NotFoundException\)",
            id="by AWS",
        ),
        pytest.param(
            "aws:sqs/queue:Queue",
            {"name": "refused", "deduplicationScope": "queue"},
            r"aws:sqs/queue:Queue 'refused': the embedded AWS does not receive `deduplicationScope`",
            id="by the embedded AWS",
        ),
    ],
)
def test_a_refusal_names_the_resource_and_leaves_none(
    plugin: Any, cloud: Any, type_: str, inputs: dict[str, Any], message: str
) -> None:
    urn = f"urn:pulumi:local::alex::{type_}::refused"
    with pytest.raises(grpc.RpcError, match=message):
        plugin.Create(provider_pb2.CreateRequest(urn=urn, properties=struct(inputs)))
    assert not [url for url in cloud.aws.client("sqs").list_queues().get("QueueUrls", []) if url.endswith("/refused")]


def test_a_type_that_is_not_emulated_is_refused_before_anything_is_created(plugin: Any) -> None:
    [failure] = check(plugin, "urn:pulumi:local::alex::aws:glue/trigger:Trigger::lake", name="lake").failures

    assert failure.reason == "not supported by the embedded AWS: add the type in local/engine/resources/"


def test_another_region_is_refused(plugin: Any) -> None:
    checked = plugin.CheckConfig(provider_pb2.CheckRequest(news=struct({"region": "eu-west-1"})))

    assert checked.failures[0].reason == "the embedded AWS has the region us-east-1 only, not eu-west-1"


def test_invokes_are_answered_and_an_unknown_one_is_named(plugin: Any) -> None:
    answer = plugin.Invoke(provider_pb2.InvokeRequest(tok="aws:index/getCallerIdentity:getCallerIdentity"))

    assert raw(getattr(answer, "return"))["accountId"] == "123456789012"
    with pytest.raises(grpc.RpcError, match="no such invoke in the embedded AWS: aws:ec2/getAmi:getAmi"):
        plugin.Invoke(provider_pb2.InvokeRequest(tok="aws:ec2/getAmi:getAmi"))


def test_after_a_cancel_nothing_is_begun(plugin: Any, cloud: Any) -> None:
    plugin.Cancel(empty_pb2.Empty())

    with pytest.raises(grpc.RpcError, match=r"::late: the operation was cancelled"):
        plugin.Create(provider_pb2.CreateRequest(urn=QUEUE.format("late"), properties=struct({"name": "late"})))
    assert not [url for url in cloud.aws.client("sqs").list_queues().get("QueueUrls", []) if url.endswith("/late")]


def test_what_a_failed_creation_made_is_removed(plugin: Any, cloud: Any) -> None:
    """The role is made; then one of its policies does not exist."""
    urn = "urn:pulumi:local::alex::aws:iam/role:Role::half"
    trust = '{"Version": "2012-10-17", "Statement": []}'
    inputs = {"name": "plugin-half", "assumeRolePolicy": trust, "inlinePolicies": [{"name": "p", "policy": "no JSON"}]}

    with pytest.raises(grpc.RpcError, match="aws:iam/role:Role 'half'"):
        plugin.Create(provider_pb2.CreateRequest(urn=urn, properties=struct(inputs)))
    assert "plugin-half" not in {role["RoleName"] for role in cloud.aws.client("iam").list_roles()["Roles"]}


@pytest.mark.parametrize(
    "endpoint", ["https://sqs.us-east-1.amazonaws.com", "http://10.0.0.1:4566", "http://127.0.0.1.example", "nonsense"]
)
def test_an_endpoint_that_is_not_loopback_is_refused(connection: Connection, endpoint: str, tmp_path: Path) -> None:
    file = tmp_path / "connection.json"
    write_connection(file, dataclasses.replace(connection, endpoint=endpoint))
    with pytest.raises(LocalError, match="works on a loopback address only"):
        read_connection(file, {})
    write_connection(file, connection)
    with pytest.raises(LocalError, match=f"^AWS_ENDPOINT_URL_SQS is {endpoint}: this plugin works on a loopback"):
        read_connection(file, {"AWS_ENDPOINT_URL_SQS": endpoint})


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"])
def test_loopback_endpoints_are_taken(endpoint: str) -> None:
    require_loopback(endpoint)


def test_without_an_embedded_aws_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match="does not name an embedded AWS\nhint: `alex up --engine` prints"):
        read_connection(tmp_path / "connection.json")


def test_the_installed_plugin_starts_as_the_engine_starts_it(connection: Connection, tmp_path: Path) -> None:
    folder = tmp_path / "run with spaces"
    environment = set_up(folder, connection)
    plugin = environment.programs / "pulumi-resource-aws"

    with subprocess.Popen([plugin, "127.0.0.1:1"], stdout=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        assert process.stdout
        with grpc.insecure_channel(f"127.0.0.1:{process.stdout.readline().strip()}") as channel:
            information = provider_pb2_grpc.ResourceProviderStub(channel).GetPluginInfo(empty_pb2.Empty())
        process.kill()

    assert information.version.startswith("7.")
    assert (folder / "connection.json").stat().st_mode & 0o077 == 0
    assert environment.lines()[0] == f"export PATH='{environment.programs}':\"$PATH\""
    assert environment.variables["PULUMI_BACKEND_URL"] == f"file://{folder}/backend"


@pytest.mark.parametrize(("set_before", "seen"), [({}, "400"), ({"GOGC": ""}, "400"), ({"GOGC": "50"}, "50")])
def test_a_users_own_choice_of_garbage_collection_holds(
    connection: Connection, tmp_path: Path, set_before: dict[str, str], seen: str
) -> None:
    assert after_the_lines(connection, tmp_path, "$GOGC", set_before) == [seen]


@pytest.mark.parametrize(
    ("before", "after"), [("", "127.0.0.1,localhost"), ("a.example", "127.0.0.1,localhost,a.example")]
)
def test_a_shell_with_proxies_reaches_the_plugin_without(
    connection: Connection, tmp_path: Path, before: str, after: str
) -> None:
    proxies = {"NO_PROXY": before, "no_proxy": before}
    assert after_the_lines(connection, tmp_path, "$NO_PROXY $no_proxy", proxies) == [after, after]


def after_the_lines(connection: Connection, folder: Path, shown: str, variables: dict[str, str]) -> list[str]:
    """Words that a shell with these variables shows after it has read the environment's lines."""
    script = "\n".join(["set -u", *set_up(folder / "run", connection).lines(), f'echo "{shown}"'])
    environment = {"PATH": os.environ["PATH"], **variables}
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()
