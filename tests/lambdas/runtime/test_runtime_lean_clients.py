"""The first clients of a process are made cheaply, and ask whom others would ask."""

from __future__ import annotations

import pytest

from tests.lambdas.runtime.test_runtime_cold_start import printed


def test_a_client_is_made_without_a_search_of_all_services() -> None:
    program = """
import json, os, tagger.handler, boto3
listed, listdir = [], os.listdir
os.listdir = lambda path: listed.append(path) or listdir(path)
names = [boto3.client(name).meta.service_model.service_name for name in ("bedrock-runtime", "secretsmanager")]
try:
    boto3.client("nonsense")
except Exception as error:
    names.append(type(error).__name__)
print(json.dumps([names, len(listed)]))
"""
    names, folders = printed(program)
    assert names == ["bedrock-runtime", "secretsmanager", "UnknownServiceError"]
    assert folders < 50


REQUESTS = """
import json, os, sys
os.environ.update(AWS_ACCESS_KEY_ID="key", AWS_SECRET_ACCESS_KEY="secret")
import tagger.handler, boto3, botocore.session
from botocore.loaders import Loader
from agent_runtime.start.lean_clients import LeanLoader

SECRET, CLUSTER = "arn:aws:secretsmanager:us-east-1:1:secret:s", "arn:aws:rds:us-east-1:1:cluster:c"
CALLS = {
    "bedrock-runtime": ("converse", {"modelId": "model"}),
    "cloudfront": ("list_distributions", {}),
    "ecs": ("list_clusters", {}),
    "elasticache": ("describe_users", {}),
    "lambda": ("invoke", {"FunctionName": "function"}),
    "rds-data": ("execute_statement", {"resourceArn": CLUSTER, "secretArn": SECRET, "sql": "SELECT 1"}),
    "secretsmanager": ("get_secret_value", {"SecretId": "secret"}),
    "sqs": ("send_message", {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q", "MessageBody": "m"}),
}

class Sent(Exception): ...

def sent(loader, service, region):
    session = botocore.session.get_session()
    session.register_component("data_loader", loader)
    client = boto3.Session(botocore_session=session).client(service, region_name=region)
    def stop(request, **_):
        # Key, day, region, service
        raise Sent(request.url, request.headers["Authorization"].decode().split(",")[0].split("/", 2)[2])
    client.meta.events.register("before-send", stop)
    operation, arguments = CALLS[service]
    try:
        getattr(client, operation)(**arguments)
    except Sent as stopped:
        return list(stopped.args)

regions = ["us-east-1", "eu-central-1", "ap-southeast-7", "ca-west-1", "il-central-1", "mx-central-1", "eu-new-9"]
asked = [(service, region) for service in CALLS for region in regions]
print(json.dumps([[[*each, *sent(loader, *each)] for each in asked] for loader in (Loader(), LeanLoader())]))
"""


def test_requests_go_where_botocores_own_endpoints_send_them() -> None:
    expected, requests = printed(REQUESTS)
    assert requests == expected
    assert ["cloudfront", "eu-central-1", "https://cloudfront.amazonaws.com/2020-05-31/distribution"] in [
        each[:3] for each in requests
    ]


def test_endpoints_of_another_partition_are_read_from_botocores_file() -> None:
    program = """
import json, os, tagger.handler
from agent_runtime.start.lean_clients import LeanLoader
names = lambda: [each["partition"] for each in LeanLoader().load_data_with_path("endpoints")[0]["partitions"]]
own = names()
os.environ["AWS_DEFAULT_REGION"] = "cn-north-1"
print(json.dumps([own, "aws-cn" in names()]))
"""
    assert printed(program) == [["aws"], True]


AUTHORITIES = """
import json, os, ssl, tagger.handler
for name in ("ALEX_STACK", "ALEX_ENVIRONMENT", "ALEX_FUNCTION", "ALEX_TITLE", "LANGFUSE_SECRET_ARN"):
    os.environ[name] = "test"
os.environ["LANGFUSE_BASE_URL"] = "{url}"
from agent_runtime.traces.trace_client import Tracer
from agent_runtime.traces.trace_keys import LangfuseKeys
client = Tracer(LangfuseKeys(public_key="p", secret_key="s")).langfuse.api._client_wrapper.httpx_client.httpx_client
context = client._transport._pool._ssl_context
print(json.dumps([context.verify_mode == ssl.CERT_REQUIRED, bool(context.get_ca_certs())]), flush=True)
os._exit(0)
"""


@pytest.mark.parametrize(("url", "verifies"), [("https://langfuse.example.com", True), ("http://127.0.0.1:9", False)])
def test_langfuses_certificate_is_verified_and_plain_http_reads_no_authorities(url: str, verifies: bool) -> None:
    assert printed(AUTHORITIES.format(url=url)) == [verifies, verifies]


def test_the_certificate_authorities_are_read_once_for_all_clients_of_httpx() -> None:
    program = """
import json, tagger.handler, httpx
clients = httpx.Client(), httpx.AsyncClient(), httpx.Client(timeout=1.5), httpx.Client(verify=False)
contexts = [client._transport._pool._ssl_context for client in clients]
print(json.dumps([len(set(map(id, contexts))), contexts[0] is contexts[1], contexts[3].verify_mode]))
"""
    assert printed(program) == [2, True, 0]
