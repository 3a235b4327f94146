"""A small program that uses what the embedded AWS has to do right: roles, a queue, a function, a cluster, an API."""

from __future__ import annotations

import json

import pulumi
import pulumi_aws as aws

MODEL = "us.amazon.nova-pro-v1:0"

config = pulumi.Config()
account = aws.get_caller_identity().account_id
region = pulumi.Config("aws").require("region")


def arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{region}:{account}:{resource}"


def allow(*actions: str, on: str, **conditions: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": on, "Condition": conditions}


cluster_arn = arn("rds", "cluster:sample")
role = aws.iam.Role(
    "role",
    name="sample",
    assume_role_policy=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
            ],
        }
    ),
)
profile = arn("bedrock", f"inference-profile/{MODEL}")
statements = [
    allow("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", on=arn("sqs", "sample-jobs")),
    allow("logs:CreateLogStream", "logs:PutLogEvents", on=arn("logs", "log-group:/aws/lambda/sample:*")),
    allow("rds-data:ExecuteStatement", on=cluster_arn),
    allow(
        "secretsmanager:GetSecretValue",
        on=arn("secretsmanager", "secret:rds!cluster-*"),
        StringEquals={"aws:ResourceTag/aws:rds:primaryDBClusterArn": cluster_arn},
    ),
    allow("bedrock:InvokeModel", on=profile),
    allow("bedrock:InvokeModel", on=arn("bedrock", "project/default")),
    *(
        allow(
            "bedrock:InvokeModel",
            on=f"arn:aws:bedrock:{answering}::foundation-model/amazon.nova-pro-v1:0",
            StringEquals={"bedrock:InferenceProfileArn": profile},
        )
        for answering in ("us-east-1", "us-east-2", "us-west-2")
    ),
]
policy = aws.iam.RolePolicy(
    "policy", role=role.name, policy=json.dumps({"Version": "2012-10-17", "Statement": statements})
)

dead_letters = aws.sqs.Queue("dead-letters", name="sample-jobs-dlq")
tls_only = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "sqs:*",
    "Resource": arn("sqs", "sample-jobs"),
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
jobs = aws.sqs.Queue(
    "jobs",
    name="sample-jobs",
    visibility_timeout_seconds=1,
    policy=json.dumps({"Version": "2012-10-17", "Statement": [tls_only]}),
    redrive_policy=dead_letters.arn.apply(lambda arn: json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 2})),
)

cluster = aws.rds.Cluster(
    "cluster",
    cluster_identifier="sample",
    engine="aurora-postgresql",
    engine_version="17.7",
    database_name="sample",
    master_username="sample_owner",
    manage_master_user_password=True,
    enable_http_endpoint=True,
    skip_final_snapshot=True,
    serverlessv2_scaling_configuration=aws.rds.ClusterServerlessv2ScalingConfigurationArgs(
        min_capacity=0, max_capacity=1
    ),
)
instance = aws.rds.ClusterInstance(
    "instance",
    cluster_identifier=cluster.id,
    instance_class="db.serverless",
    engine=aws.rds.EngineType.AURORA_POSTGRESQL,
)
master_secret = cluster.master_user_secrets.apply(lambda secrets: secrets[0].secret_arn or "")

function = aws.lambda_.Function(
    "function",
    name="sample",
    role=role.arn,
    runtime="python3.13",
    handler="probe.handler.handle",
    code=pulumi.AssetArchive({"probe": pulumi.FileArchive("code")}),
    timeout=10,
    environment=aws.lambda_.FunctionEnvironmentArgs(
        variables={"CLUSTER_ARN": cluster_arn, "SECRET_ARN": master_secret, "MODEL": MODEL}
    ),
    opts=pulumi.ResourceOptions(depends_on=[policy, instance]),
)
aws.lambda_.EventSourceMapping(
    "source",
    event_source_arn=jobs.arn,
    function_name=function.arn,
    batch_size=10,
    function_response_types=["ReportBatchItemFailures"],
)
aws.cloudwatch.MetricAlarm(
    "alarm",
    name="sample-many",
    namespace="Sample",
    metric_name="Handled",
    dimensions={"Kind": "probe"},
    statistic="Sum",
    period=60,
    evaluation_periods=1,
    threshold=0,
    comparison_operator="GreaterThanThreshold",
)

api = aws.apigatewayv2.Api("api", name="sample", protocol_type="HTTP")
authorizer = aws.apigatewayv2.Authorizer(
    "authorizer",
    api_id=api.id,
    name="jwt",
    authorizer_type="JWT",
    identity_sources=["$request.header.Authorization"],
    jwt_configuration=aws.apigatewayv2.AuthorizerJwtConfigurationArgs(
        issuer=config.require("jwtIssuer"), audiences=[config.require("jwtAudience")]
    ),
)
integration = aws.apigatewayv2.Integration(
    "integration",
    api_id=api.id,
    integration_type="AWS_PROXY",
    integration_uri=function.invoke_arn,
    payload_format_version="2.0",
)
aws.apigatewayv2.Route(
    "route",
    api_id=api.id,
    route_key="GET /who",
    authorization_type="JWT",
    authorizer_id=authorizer.id,
    target=integration.id.apply(lambda id_: f"integrations/{id_}"),
)
aws.apigatewayv2.Stage("stage", api_id=api.id, name="$default", auto_deploy=True)

pulumi.export("apiId", api.id)
pulumi.export("queueUrl", jobs.url)
pulumi.export("deadLettersUrl", dead_letters.url)
pulumi.export("clusterArn", cluster.arn)
pulumi.export("masterSecretArn", master_secret)
