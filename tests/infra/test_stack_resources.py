"""Important properties of queues, database, API and outputs, and tags on every resource."""

from __future__ import annotations

import json

import pytest
from pulumi_aws import rds

from components.data.database import DatabaseArgs
from components.foundation.context import StackContext
from components.foundation.function_spec import FunctionSpec
from components.foundation.functions import FUNCTIONS
from components.foundation.names import Names
from components.foundation.tags import is_taggable
from origin_rotator.edge import edge_code

TAGS = {"Project", "Environment", "Owner", "Component"}
NOT_TAGGABLE = {
    "Alias",
    "Authorizer",
    "BucketLifecycleConfiguration",
    "BucketLogging",
    "BucketOwnershipControls",
    "BucketPolicy",
    "BucketPublicAccessBlock",
    "BucketServerSideEncryptionConfiguration",
    "BucketVersioning",
    "CostAllocationTag",
    "Dashboard",
    "FunctionEventInvokeConfig",
    "Integration",
    "Invocation",
    "LayerVersion",
    "LogMetricFilter",
    "LogResourcePolicy",
    "OriginAccessControl",
    "Permission",
    "QueryDefinition",
    "ResponseHeadersPolicy",
    "RolePolicy",
    "Route",
    "Schedule",
    "Stash",
    "SecretRotation",
    "TopicSubscription",
    "WebAclLoggingConfiguration",
    "aws",
}


def test_every_taggable_resource_carries_the_tags(stack):
    untagged = {r.type.split(":")[-1] for r in stack.resources if not set(r.inputs.get("tags", {})) >= TAGS}

    assert untagged <= NOT_TAGGABLE


def test_the_environment_tag_is_the_stacks_setting(prod):
    assert {r.inputs["tags"]["Environment"] for r in prod.resources if "tags" in r.inputs} == {"production"}


def test_a_resource_is_taggable_by_its_own_properties():
    assert is_taggable({"tags": None, "tags_all": None})
    assert not is_taggable({"policy": "{}"})


def test_every_resource_belongs_to_a_component(stack):
    components = {component.urn for component in stack.components}

    assert all(resource.parent in components for resource in stack.resources)


def test_after_three_deliveries_a_message_is_dead_lettered_with_an_alarm(prod):
    redrive = json.loads(prod.one("Queue", "jobs-queue")["redrivePolicy"])
    dlq = prod.one("Queue", "jobs-dlq-queue")
    alarm = prod.one("MetricAlarm", "jobs-dlq-not-empty-alarm")

    assert redrive == {
        "deadLetterTargetArn": "arn:aws:sqs:us-east-1:123456789012:alex-prod-jobs-dlq",
        "maxReceiveCount": 3,
    }
    assert json.loads(dlq["redriveAllowPolicy"])["sourceQueueArns"] == [
        "arn:aws:sqs:us-east-1:123456789012:alex-prod-jobs"
    ]
    assert (alarm["dimensions"], alarm["threshold"]) == ({"QueueName": "alex-prod-jobs-dlq"}, 0)


def test_every_queue_denies_plain_http(stack):
    for queue in stack.all("Queue"):
        (statement,) = json.loads(queue.inputs["policy"])["Statement"]
        assert statement["Effect"] == "Deny"
        assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert statement["Resource"] == [f"arn:aws:sqs:us-east-1:123456789012:{queue.inputs['name']}"]


def test_the_event_source_mapping_reports_batch_item_failures(prod):
    mapping = prod.one("EventSourceMapping", "jobs-source")

    assert mapping["functionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["batchSize"] == 1
    assert mapping["scalingConfig"] == {"maximumConcurrency": 5}


def test_the_database_pauses_after_five_minutes(prod):
    cluster = prod.one("Cluster", "database-cluster")

    assert cluster["serverlessv2ScalingConfiguration"] == {
        "minCapacity": 0,
        "maxCapacity": 4,
        "secondsUntilAutoPause": 300,
    }


def test_the_database_is_encrypted_backed_up_and_logged(prod):
    cluster = prod.one("Cluster", "database-cluster")

    assert (
        cluster["storageEncrypted"]
        is cluster["iamDatabaseAuthenticationEnabled"]
        is cluster["enableHttpEndpoint"]
        is True
    )
    assert cluster["manageMasterUserPassword"] is True
    assert "masterPassword" not in cluster
    assert (cluster["backupRetentionPeriod"], cluster["enabledCloudwatchLogsExports"]) == (7, ["postgresql"])
    assert (cluster["deletionProtection"], cluster["skipFinalSnapshot"]) == (True, False)


def test_only_health_is_open(stack):
    types = {route.inputs["routeKey"]: route.inputs["authorizationType"] for route in stack.all("Route")}

    assert {key for key, type_ in types.items() if type_ == "NONE"} == {"GET /api/health", "HEAD /api/health"}
    assert {key for key, type_ in types.items() if type_ == "JWT"} == {
        f"{method} /api/{{proxy+}}" for method in ("GET", "HEAD", "POST", "PUT", "DELETE")
    }


def test_the_api_is_throttled_and_writes_json_access_logs(prod):
    stage = prod.one("Stage", "http-api-stage")

    assert stage["defaultRouteSettings"]["throttlingRateLimit"] == 50
    assert stage["defaultRouteSettings"]["throttlingBurstLimit"] == 100
    # Metrics by route may be billed as custom ones, thirty of them; the access log has route, status and latency.
    assert stage["defaultRouteSettings"]["detailedMetricsEnabled"] is False
    assert {"client", "edge", "route", "status", "latencyMs"} <= set(json.loads(stage["accessLogSettings"]["format"]))


def test_the_access_log_has_the_clients_address_from_the_edge(prod):
    """The connection's other end is CloudFront. The function at the edge writes the address into the user agent."""
    logged = json.loads(prod.one("Stage", "http-api-stage")["accessLogSettings"]["format"])

    assert logged["client"] == "$context.identity.userAgent"
    assert logged["edge"] == "$context.identity.sourceIp"
    assert b'request.headers["user-agent"] = { value: event.viewer.ip };' in edge_code("secret")


def test_the_tokens_issuer_and_audience_come_from_the_settings(prod):
    authorizer = prod.one("Authorizer", "http-api-authorizer")

    assert authorizer["jwtConfiguration"] == {"issuer": "https://clerk.alex.example", "audiences": ["alex-api"]}


def test_the_program_has_these_outputs(prod):
    assert set(prod.outputs) == {
        "alarmTopicArn",
        "apiId",
        "apiUrl",
        "databaseClusterArn",
        "databaseMasterSecretArn",
        "deadLettersUrl",
        "distributionDomain",
        "dlqUrl",
        "functions",
        "queueUrl",
        "secrets",
        "signInUrl",
        "siteUrl",
        "tokenAudience",
        "tokenIssuer",
    }
    assert prod.outputs["functions"] == {spec.name: f"alex-prod-{spec.name}" for spec in FUNCTIONS}


def test_engine_type_and_cluster_agree(prod):
    cluster = prod.one("Cluster", "database-cluster")
    instance = prod.one("ClusterInstance", "database-instance")

    assert cluster["engine"] == instance["engine"] == rds.EngineType.AURORA_POSTGRESQL.value


def test_contradictory_arguments_are_refused():
    context = StackContext(
        Names("alex", "test", "us-east-1", "123456789012"), "key", "topic", 1, deletion_protection=False
    )

    with pytest.raises(ValueError, match=r"DatabaseArgs.min_acu must be 0..max_acu"):
        DatabaseArgs(context, ["a", "b"], "group", min_acu=2, max_acu=1, instances=1, version=17, final_snapshot=True)
    with pytest.raises(ValueError, match=r"FunctionSpec slow: timeout_seconds must be 1..900"):
        FunctionSpec("slow", "Slow", "🐌", "Takes its time.", "service", 128, 901, 1, ())
    with pytest.raises(ValueError, match="a stack's name must be"):
        Names("alex", "My Stack", "us-east-1", "123456789012")
