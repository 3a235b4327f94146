"""Parts that several foreign programs share: a key, a private bucket, a function, a topic, a network."""

from __future__ import annotations

from typing import Any

from policies.engine import Resource
from tests.guardrails.foreign.program import ACCOUNT, Program, policy, tls_only, trusts


def key(p: Program) -> Resource:
    administer = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": ["kms:DescribeKey", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:Decrypt"],
        "Resource": "*",
    }
    return p.add("kms:Key", "key", enableKeyRotation=True, policy=policy(administer))


def bucket(
    p: Program, name: str, encryption: Resource, logs: Resource | None = None, *more: dict[str, Any]
) -> Resource:
    made = p.add("s3:Bucket", name, bucket=name)
    arn = f"arn:aws:s3:::{name}"
    p.add("s3:BucketPolicy", f"{name}-policy", bucket=made, policy=policy(tls_only("s3:*", arn, f"{arn}/*"), *more))
    blocks = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    p.add("s3:BucketPublicAccessBlock", f"{name}-block", bucket=made, **dict.fromkeys(blocks, True))
    by_default = {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": encryption}
    p.add(
        "s3:BucketServerSideEncryptionConfiguration",
        f"{name}-encryption",
        bucket=made,
        rules=[{"applyServerSideEncryptionByDefault": by_default}],
    )
    p.add("s3:BucketVersioning", f"{name}-versions", bucket=made, versioningConfiguration={"status": "Enabled"})
    p.add(
        "s3:BucketLifecycleConfiguration",
        f"{name}-lifecycle",
        bucket=made,
        rules=[{"id": "old", "status": "Enabled", "noncurrentVersionExpiration": {"noncurrentDays": 90}}],
    )
    p.add("s3:BucketOwnershipControls", f"{name}-owner", bucket=made, rule={"objectOwnership": "BucketOwnerEnforced"})
    if logs:
        p.add("s3:BucketLogging", f"{name}-logging", bucket=made, targetBucket=logs, targetPrefix=name)
    return made


def log_group(p: Program, name: str, encryption: Resource) -> Resource:
    return p.add("cloudwatch:LogGroup", f"{name}-logs", name=name, retentionInDays=180, kmsKeyId=encryption)


def topic(p: Program, name: str, encryption: Resource) -> Resource:
    publish = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudwatch.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": p.arn("sns", name),
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    }
    text = policy(publish, tls_only("sns:Publish", p.arn("sns", name)))
    made = p.add("sns:Topic", name, name=name, kmsMasterKeyId=encryption, policy=text)
    if name == "alarms":
        p.add("sns:TopicSubscription", f"{name}-on-call", topic=made, protocol="email", endpoint="on-call@shop.example")
    return made


def queue(p: Program, name: str, encryption: Resource, **more: Any) -> Resource:
    text = policy(tls_only("sqs:*", p.arn("sqs", name)))
    return p.add("sqs:Queue", name, name=name, kmsMasterKeyId=encryption, policy=text, **more)


def dead_letters(p: Program, name: str, encryption: Resource, alarms: Resource) -> Resource:
    made = queue(p, name, encryption, messageRetentionSeconds=1209600)
    alarm(p, f"{name}-alarm", alarms, "AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": name})
    return made


def alarm(p: Program, name: str, to: Resource, namespace: str, metric: str, dimensions: dict[str, Any]) -> Resource:
    return p.add(
        "cloudwatch:MetricAlarm",
        name,
        name=name,
        namespace=namespace,
        metricName=metric,
        dimensions=dimensions,
        comparisonOperator="GreaterThanThreshold",
        threshold=0,
        evaluationPeriods=1,
        period=300,
        statistic="Sum",
        alarmActions=[to],
    )


def role(p: Program, name: str, service: str, *grants: dict[str, Any]) -> Resource:
    made = p.add("iam:Role", f"{name}-role", name=name, assumeRolePolicy=trusts(service))
    if grants:
        p.add("iam:RolePolicy", f"{name}-grants", role=made, policy=policy(*grants))
    return made


def function(
    p: Program, name: str, encryption: Resource, alarms: Resource, dead: Resource, *grants: dict[str, Any], **more: Any
) -> Resource:
    group = log_group(p, f"/aws/lambda/shop-prod-{name}", encryption)
    write = {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": p.arn("logs", f"log-group:/aws/lambda/shop-prod-{name}:*"),
    }
    settings: dict[str, Any] = {"runtime": "nodejs24.x", "timeout": 20}
    made = p.add(
        "lambda:Function",
        name,
        name=f"shop-prod-{name}",
        role=role(p, f"shop-prod-{name}", "lambda.amazonaws.com", write, *grants),
        tracingConfig={"mode": "Active"},
        reservedConcurrentExecutions=10,
        kmsKeyArn=encryption,
        deadLetterConfig={"targetArn": dead},
        loggingConfig={"logGroup": group, "logFormat": "JSON"},
        **(settings | more),
    )
    alarm(p, f"{name}-errors", alarms, "AWS/Lambda", "Errors", {"FunctionName": f"shop-prod-{name}"})
    return made


def network(p: Program, encryption: Resource) -> tuple[Resource, list[Resource]]:
    vpc = p.add("ec2:Vpc", "vpc", cidrBlock="10.0.0.0/16")
    p.add("ec2:DefaultSecurityGroup", "default-group", vpcId=vpc)
    group = log_group(p, "/shop/flow", encryption)
    p.add(
        "ec2:FlowLog",
        "flow",
        vpcId=vpc,
        trafficType="ALL",
        logDestination=group,
        iamRoleArn=role(p, "shop-prod-flow", "vpc-flow-logs.amazonaws.com"),
    )
    subnets = [
        p.add(
            "ec2:Subnet", f"private-{zone}", vpcId=vpc, cidrBlock=f"10.0.{n}.0/24", availabilityZone=f"eu-west-1{zone}"
        )
        for n, zone in enumerate("ab")
    ]
    return vpc, subnets
