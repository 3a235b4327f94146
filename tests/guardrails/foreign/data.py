"""Foreign programs that store and move data."""

from __future__ import annotations

import json

from tests.guardrails.foreign.parts import (
    alarm,
    bucket,
    dead_letters,
    function,
    key,
    log_group,
    network,
    queue,
    role,
    topic,
)
from tests.guardrails.foreign.program import ACCOUNT, Program, policy


def queue_worker(p: Program) -> None:
    encryption = key(p)
    alarms = topic(p, "alarms", encryption)
    dead = dead_letters(p, "dead", encryption, alarms)
    redrive = json.dumps({"deadLetterTargetArn": p.arn("sqs", "dead"), "maxReceiveCount": 5})
    jobs = queue(p, "jobs", encryption, visibilityTimeoutSeconds=180, redrivePolicy=redrive)
    receive = {
        "Effect": "Allow",
        "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        "Resource": p.arn("sqs", "shop-prod-jobs"),
    }
    worker = function(p, "worker", encryption, alarms, dead, receive, timeout=30)
    p.add(
        "lambda:EventSourceMapping",
        "jobs",
        eventSourceArn=jobs,
        functionName=worker,
        batchSize=10,
        functionResponseTypes=["ReportBatchItemFailures"],
    )


def fan_out(p: Program) -> None:
    encryption = key(p)
    alarms = topic(p, "alarms", encryption)
    orders = topic(p, "orders", encryption)
    dead_letters(p, "dead", encryption, alarms)
    redrive = json.dumps({"deadLetterTargetArn": p.arn("sqs", "dead"), "maxReceiveCount": 3})
    for name in ("mail", "billing"):
        target = queue(p, name, encryption, redrivePolicy=redrive)
        p.add("sns:TopicSubscription", name, topic=orders, protocol="sqs", endpoint=target)


def relational(p: Program) -> None:
    encryption = key(p)
    vpc, subnets = network(p, encryption)
    names = p.add("rds:SubnetGroup", "subnets", name="orders", subnetIds=subnets)
    group = p.add("ec2:SecurityGroup", "database", description="From the application only", vpcId=vpc)
    parameters = p.add(
        "rds:ParameterGroup",
        "parameters",
        name="orders",
        family="mysql8.4",
        parameters=[{"name": "require_secure_transport", "value": "1"}],
    )
    p.add(
        "rds:Instance",
        "orders",
        identifier="orders",
        engine="mysql",
        engineVersion="8.4",
        instanceClass="db.t4g.medium",
        allocatedStorage=50,
        multiAz=True,
        storageEncrypted=True,
        kmsKeyId=encryption,
        manageMasterUserPassword=True,
        masterUserSecretKmsKeyId=encryption,
        username="shop_owner",
        port=3307,
        backupRetentionPeriod=14,
        deletionProtection=True,
        skipFinalSnapshot=False,
        finalSnapshotIdentifier="orders-last",
        copyTagsToSnapshot=True,
        autoMinorVersionUpgrade=True,
        publiclyAccessible=False,
        iamDatabaseAuthenticationEnabled=True,
        monitoringInterval=60,
        monitoringRoleArn=role(p, "shop-prod-monitoring", "monitoring.rds.amazonaws.com"),
        enabledCloudwatchLogsExports=["error", "slowquery", "audit", "general"],
        dbSubnetGroupName=names,
        vpcSecurityGroupIds=[group],
        parameterGroupName=parameters,
    )


def lake(p: Program) -> None:
    encryption = key(p)
    logs = bucket(p, "shop-lake-logs", encryption)
    for zone in ("raw", "curated"):
        bucket(p, f"shop-{zone}", encryption, logs)
    trail = bucket(p, "shop-trail", encryption, logs)
    p.add(
        "cloudtrail:Trail",
        "trail",
        s3BucketName=trail,
        isMultiRegionTrail=True,
        enableLogFileValidation=True,
        kmsKeyId=encryption,
        cloudWatchLogsGroupArn=log_group(p, "/shop/trail", encryption),
        cloudWatchLogsRoleArn=role(p, "shop-prod-trail", "cloudtrail.amazonaws.com"),
        eventSelectors=[{"readWriteType": "All", "includeManagementEvents": True}],
    )
    p.add("glue:CatalogDatabase", "catalog", name="lake")


def cache(p: Program) -> None:
    encryption = key(p)
    _, subnets = network(p, encryption)
    names = p.add("elasticache:SubnetGroup", "subnets", name="sessions", subnetIds=subnets)
    p.add(
        "elasticache:ReplicationGroup",
        "sessions",
        replicationGroupId="sessions",
        description="Sessions",
        engine="valkey",
        port=6390,
        numCacheClusters=2,
        automaticFailoverEnabled=True,
        multiAzEnabled=True,
        atRestEncryptionEnabled=True,
        transitEncryptionEnabled=True,
        kmsKeyId=encryption,
        userGroupIds=["sessions"],
        snapshotRetentionLimit=7,
        subnetGroupName=names,
    )


def secrets(p: Program) -> None:
    encryption = key(p)
    alarms = topic(p, "alarms", encryption)
    dead = dead_letters(p, "dead", encryption, alarms)
    secret = p.add("secretsmanager:Secret", "partner", name="shop-prod-partner", kmsKeyId=encryption)
    rotate = {
        "Effect": "Allow",
        "Action": ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
        "Resource": p.arn("secretsmanager", "secret:shop-prod-partner-??????"),
    }
    rotator = function(p, "rotator", encryption, alarms, dead, rotate)
    p.add(
        "lambda:Permission",
        "rotator",
        action="lambda:InvokeFunction",
        function=rotator,
        principal="secretsmanager.amazonaws.com",
        sourceAccount=ACCOUNT,
    )
    p.add(
        "secretsmanager:SecretRotation",
        "partner",
        secretId=secret,
        rotationLambdaArn=rotator,
        rotationRules={"automaticallyAfterDays": 30},
    )


def nightly(p: Program) -> None:
    encryption = key(p)
    alarms = topic(p, "alarms", encryption)
    dead = dead_letters(p, "dead", encryption, alarms)
    report = function(p, "report", encryption, alarms, dead, packageType="Image", runtime=None, imageUri="app:1")
    invoke = {
        "Effect": "Allow",
        "Action": "lambda:InvokeFunction",
        "Resource": p.arn("lambda", "function:shop-prod-report"),
    }
    p.add(
        "scheduler:Schedule",
        "nightly",
        scheduleExpression="cron(0 2 * * ? *)",
        flexibleTimeWindow={"mode": "OFF"},
        target={
            "arn": report,
            "roleArn": role(p, "shop-prod-scheduler", "scheduler.amazonaws.com", invoke),
            "deadLetterConfig": {"arn": dead},
        },
    )
    rule = p.add("cloudwatch:EventRule", "weekly", scheduleExpression="rate(7 days)", state="ENABLED")
    p.add("cloudwatch:EventTarget", "weekly", rule=rule, arn=report)
    p.add(
        "lambda:Permission",
        "weekly",
        action="lambda:InvokeFunction",
        function=report,
        principal="events.amazonaws.com",
        sourceArn=rule,
    )


def operations(p: Program) -> None:
    encryption = key(p)
    alarms = topic(p, "alarms", encryption)
    group = log_group(p, "/shop/app", encryption)
    p.add(
        "cloudwatch:LogMetricFilter",
        "payments",
        logGroupName=group,
        pattern="{ $.failed IS TRUE }",
        metricTransformation={"namespace": "Shop", "name": "FailedPayments", "value": "1"},
    )
    alarm(p, "payments", alarms, "Shop", "FailedPayments", {})
    quiet = alarm(p, "cpu", alarms, "AWS/ECS", "CPUUtilization", {"ServiceName": "app"})
    p.add(
        "cloudwatch:CompositeAlarm",
        "busy",
        alarmName="busy",
        alarmRule='ALARM("cpu") AND NOT ALARM("payments")',
        alarmActions=[alarms],
    )
    assert quiet
    p.add(
        "budgets:Budget",
        "monthly",
        budgetType="COST",
        timeUnit="MONTHLY",
        limitAmount="1500",
        limitUnit="USD",
        costTypes={"includeCredit": False, "includeRefund": False},
        notifications=[
            {
                "comparisonOperator": "GREATER_THAN",
                "notificationType": "FORECASTED",
                "threshold": 90,
                "thresholdType": "PERCENTAGE",
                "subscriberEmailAddresses": ["ops@shop.example"],
            }
        ],
    )


def delivery(p: Program) -> None:
    provider = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
    trust = policy(
        {
            "Effect": "Allow",
            "Principal": {"Federated": provider},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {
                    "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                    "token.actions.githubusercontent.com:sub": "repo:shop/app:ref:refs/heads/main",
                }
            },
        }
    )
    deploy = p.add("iam:Role", "deploy", name="shop-prod-deploy", assumeRolePolicy=trust)
    push = {
        "Effect": "Allow",
        "Action": ["ecr:PutImage", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload"],
        "Resource": p.arn("ecr", "repository/shop-prod-app"),
    }
    p.add("iam:RolePolicy", "push", role=deploy, policy=policy(push))
    p.add(
        "ecr:Repository",
        "app",
        name="shop-prod-app",
        imageTagMutability="IMMUTABLE",
        encryptionConfigurations=[{"encryptionType": "KMS", "kmsKey": key(p)}],
    )
