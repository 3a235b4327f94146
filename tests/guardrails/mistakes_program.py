"""Mistakes in the real program: access, messaging, database, network, operation."""

from __future__ import annotations

from policies.testing import make
from tests.guardrails.mistakes import Mistake, add, drop, put, write

_ANYBODY = {"Effect": "Allow", "Principal": "*", "Action": ["sqs:SendMessage"], "Resource": "*"}
_ANYBODY_TO_TOPIC = _ANYBODY | {"Action": ["sns:Publish"]}
_SSH = {"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]}
_GROUP = "network-database-group"
_DECRYPT = {"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": ["*"]}
_READ_ALL = "arn:aws:iam::aws:policy/ReadOnlyAccess"

_ACCESS = (
    Mistake(
        "lambda-no-public-invoke",
        "lets everybody invoke the API's function",
        (put("http-api-permission", "principal", "*"), put("http-api-permission", "sourceArn", None)),
    ),
    Mistake(
        "iam-no-admin",
        "grants a function everything",
        (
            write("api-policy", "policy", "Statement[0].Action", ["*"]),
            write("api-policy", "policy", "Statement[0].Resource", ["*"]),
        ),
    ),
    Mistake(
        "iam-no-service-wildcard-action",
        "grants a function a whole service",
        (write("api-policy", "policy", "Statement[0].Action", ["s3:*"]),),
    ),
    Mistake(
        "iam-no-wildcard-resource",
        "grants a function all log groups",
        (write("api-policy", "policy", "Statement[0].Resource", ["*"]),),
    ),
    Mistake(
        "iam-no-decrypt-all-keys",
        "grants a function every key",
        (write("api-policy", "policy", "Statement[0]", _DECRYPT),),
    ),
    Mistake("iam-no-aws-managed", "attaches a managed policy", (put("api-role", "managedPolicyArns", [_READ_ALL]),)),
    Mistake(
        "iam-no-exclusive-conflict",
        "adds an inline policy to a role that has others",
        (put("api-role", "inlinePolicies", [{"name": "more", "policy": "{}"}]),),
    ),
    Mistake(
        "kms-no-public-policy",
        "opens the key to everybody",
        (write("key-key", "policy", "Statement[0].Principal", "*"),),
    ),
    Mistake("kms-rotation", "stops the rotation of the key", (put("key-key", "enableKeyRotation", False),)),
)

_MESSAGES = (
    Mistake(
        "sqs-encrypted",
        "takes the key from a queue",
        (put("jobs-queue", "kmsMasterKeyId", None), put("jobs-queue", "sqsManagedSseEnabled", False)),
    ),
    Mistake(
        "sqs-no-public-policy",
        "lets everybody send jobs",
        (write("jobs-queue", "policy", "Statement[0]", _ANYBODY),),
    ),
    Mistake("sqs-tls-only", "takes the policy from a queue", (put("jobs-queue", "policy", None),)),
    Mistake("sqs-visibility", "forgets the visibility", (put("jobs-queue", "visibilityTimeoutSeconds", None),)),
    Mistake("sqs-dlq", "takes the dead-letter queue from a queue", (put("jobs-queue", "redrivePolicy", None),)),
    Mistake(
        "sns-no-public-policy",
        "lets everybody publish alarms",
        (write("alarms-topic", "policy", "Statement[0]", _ANYBODY_TO_TOPIC),),
    ),
    Mistake(
        "sns-tls-only",
        "takes key and policy from a topic",
        (put("alarms-topic", "kmsMasterKeyId", None), put("alarms-topic", "policy", None)),
    ),
    Mistake("apigw-route-auth", "opens a route", (put("http-api-get", "authorizationType", "NONE"),)),
    Mistake("apigw-access-logging", "stops the access log", (put("http-api-stage", "accessLogSettings", None),)),
    Mistake("lambda-runtime-supported", "takes an old runtime", (put("api-function", "runtime", "python3.8"),)),
    Mistake("lambda-runtime-latest", "takes an older runtime", (put("api-function", "runtime", "python3.12"),)),
)

_DATABASE = tuple(
    Mistake(rule, description, (put("database-cluster", path, value),))
    for rule, description, path, value in (
        ("rds-encrypted", "leaves out encryption", "storageEncrypted", None),
        ("rds-deletion-protection", "stops deletion protection", "deletionProtection", False),
        ("rds-log-exports", "exports no log", "enabledCloudwatchLogsExports", []),
        ("rds-iam-auth", "leaves out IAM credentials", "iamDatabaseAuthenticationEnabled", None),
        ("rds-backup-retention", "keeps backups for a day", "backupRetentionPeriod", 1),
        ("rds-copy-tags", "leaves snapshots without tags", "copyTagsToSnapshot", None),
        ("rds-non-default-port", "takes PostgreSQL's port", "port", 5432),
        ("rds-custom-admin", "calls the owner postgres", "masterUsername", "postgres"),
    )
)

_NETWORK = (
    Mistake("rds-not-public", "gives the database an address", (put("database-instance", "publiclyAccessible", True),)),
    Mistake(
        "rds-auto-minor-upgrade",
        "stops minor versions",
        (put("database-instance", "autoMinorVersionUpgrade", False),),
    ),
    Mistake(
        "rds-private-subnets",
        "moves the database to the default VPC",
        (put("database-cluster", "dbSubnetGroupName", None),),
    ),
    Mistake("vpc-default-sg-closed", "forgets the default security group", (drop("network-default-group"),)),
    Mistake(
        "subnet-no-auto-public-ip",
        "gives out public addresses",
        (put("network-subnet-1", "mapPublicIpOnLaunch", True),),
    ),
    Mistake("sg-description", "description nothing about a group", (put(_GROUP, "description", None),)),
    Mistake("sg-no-open-ingress", "opens SSH to the world", (put(_GROUP, "ingress", [_SSH]),)),
    Mistake("sg-open-only-authorized", "opens SSH to the world", (put(_GROUP, "ingress", [_SSH]),)),
    Mistake("sg-no-high-risk-ports", "opens SSH to the world", (put(_GROUP, "ingress", [_SSH]),)),
    Mistake(
        "sg-no-rule-conflict",
        "writes rules in two places",
        (
            put(_GROUP, "ingress", [_SSH]),
            add(
                make(
                    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
                    {"securityGroupId": "alex-prod-database"},
                    "more",
                )
            ),
        ),
    ),
)

_OPERATION = (
    Mistake("rds-multi-az", "drops the standby", (drop("database-standby"),)),
    Mistake("rds-enhanced-monitoring", "stops monitoring", (put("database-instance", "monitoringInterval", 0),)),
    Mistake("secret-rotation", "forgets the rotation", (drop("database-rotation-schedule"),)),
    Mistake(
        "secret-rotation-period",
        "rotates once a year",
        (put("database-rotation-schedule", "rotationRules.automaticallyAfterDays", 365),),
    ),
    Mistake("lambda-alarm", "forgets an alarm", (drop("api-errors-alarm"),)),
    Mistake(
        "lambda-alarm", "removes the actions of a composite alarm", (put("severities-critical", "alarmActions", None),)
    ),
    Mistake("sqs-dlq-alarm", "forgets an alarm", (drop("jobs-dlq-not-empty-alarm"),)),
    Mistake("lambda-tracing", "stops tracing", (put("api-function", "tracingConfig", None),)),
    Mistake(
        "lambda-reserved-concurrency",
        "reserves nothing",
        (put("api-function", "reservedConcurrentExecutions", None),),
    ),
    Mistake(
        "lambda-own-role",
        "shares a role",
        (put("api-function", "role", "alex-prod-planner"), put("planner-function", "role", "alex-prod-planner")),
    ),
    Mistake(
        "lambda-no-secret-env",
        "passes a key",
        (put("api-function", "environment.variables.KEY", "AKIAIOSFODNN7EXAMPLE"),),
    ),
    Mistake("log-group-retention", "keeps a log for ever", (put("audit-logs", "retentionInDays", None),)),
    Mistake("log-group-encrypted", "takes the key from a log", (put("audit-logs", "kmsKeyId", None),)),
    Mistake("required-tags", "leaves out the owner", (put("jobs-queue", "tags.Owner", None),)),
    Mistake("sns-encrypted", "takes the key from a topic", (put("alarms-topic", "kmsMasterKeyId", None),)),
)

MISTAKES = (*_ACCESS, *_MESSAGES, *_DATABASE, *_NETWORK, *_OPERATION)
