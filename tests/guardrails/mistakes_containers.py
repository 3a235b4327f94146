"""Mistakes in a containerised web service: load balancer, tasks, cache."""

from __future__ import annotations

import json

from policies.testing import make
from tests.guardrails.mistakes import Change, Mistake, Resources, put, write

_BALANCER = make(
    "aws:lb/loadBalancer:LoadBalancer",
    {
        "dropInvalidHeaderFields": True,
        "accessLogs": {"bucket": "alex-prod-logs", "enabled": True},
        "enableDeletionProtection": True,
        "subnets": ["subnet-1", "subnet-2"],
    },
    "balancer",
)
_REDIRECT = {"type": "redirect", "redirect": {"protocol": "HTTPS", "statusCode": "HTTP_301"}}
_LISTENER = make("aws:lb/listener:Listener", {"protocol": "HTTP", "defaultActions": [_REDIRECT]}, "listener")
_CONTAINER = {
    "name": "web",
    "user": "10001",
    "readonlyRootFilesystem": True,
    "logConfiguration": {"logDriver": "awslogs"},
}
_TASK = make(
    "aws:ecs/taskDefinition:TaskDefinition",
    {
        "containerDefinitions": json.dumps([_CONTAINER]),
        "volumes": [{"name": "data", "efsVolumeConfiguration": {"transitEncryption": "ENABLED"}}],
    },
    "task",
)
_SERVICE = make("aws:ecs/service:Service", {"networkConfiguration": {"assignPublicIp": False}}, "service")
_INSIGHTS = [{"name": "containerInsights", "value": "enabled"}]
_SERVICES = (_BALANCER, _LISTENER, _TASK, _SERVICE, make("aws:ecs/cluster:Cluster", {"settings": _INSIGHTS}, "cluster"))
_KEY = [{"name": "AWS_SECRET_ACCESS_KEY", "value": "x"}]

_CACHE = make(
    "aws:elasticache/replicationGroup:ReplicationGroup",
    {
        "snapshotRetentionLimit": 1,
        "automaticFailoverEnabled": True,
        "multiAzEnabled": True,
        "atRestEncryptionEnabled": True,
        "transitEncryptionEnabled": True,
        "userGroupIds": ["alex-prod"],
        "subnetGroupName": "alex-prod-cache",
        "port": 6380,
    },
    "cache",
)

_TABLE: tuple[tuple[Resources, str, str, Change], ...] = (
    (_SERVICES, "alb-http-redirect", "serves HTTP", put("listener", "defaultActions[0].type", "forward")),
    (
        _SERVICES,
        "alb-drop-invalid-headers",
        "forwards invalid headers",
        put("balancer", "dropInvalidHeaderFields", None),
    ),
    (_SERVICES, "alb-desync", "only monitors ambiguous requests", put("balancer", "desyncMitigationMode", "monitor")),
    (_SERVICES, "lb-access-logging", "stops the log", put("balancer", "accessLogs.enabled", False)),
    (_SERVICES, "lb-deletion-protection", "stops protection", put("balancer", "enableDeletionProtection", None)),
    (_SERVICES, "lb-multi-az", "takes one subnet", put("balancer", "subnets", ["subnet-1"])),
    (
        _SERVICES,
        "ecs-no-public-ip",
        "assigns public addresses",
        put("service", "networkConfiguration.assignPublicIp", True),
    ),
    (_SERVICES, "ecs-fargate-version", "takes an old platform", put("service", "platformVersion", "1.3.0")),
    (_SERVICES, "ecs-container-insights", "stops insights", put("cluster", "settings", [])),
    (_SERVICES, "ecs-pid-mode", "shares the host's processes", put("task", "pidMode", "host")),
    (
        _SERVICES,
        "ecs-efs-tls",
        "mounts without encryption",
        put("task", "volumes[0].efsVolumeConfiguration.transitEncryption", None),
    ),
    *(
        (_SERVICES, rule, description, write("task", "containerDefinitions", f"[0].{key}", value))
        for rule, description, key, value in (
            ("ecs-non-privileged", "runs in privileged mode", "privileged", True),
            ("ecs-readonly-root", "makes the root filesystem writable", "readonlyRootFilesystem", False),
            ("ecs-no-env-secrets", "passes a key", "environment", _KEY),
            ("ecs-no-plain-env", "passes a key", "environment", _KEY),
            ("ecs-logging", "forgets the log", "logConfiguration", None),
            ("ecs-non-root", "runs it as root", "user", "root"),
        )
    ),
    *(
        ((_CACHE,), rule, description, put("cache", key, value))
        for rule, description, key, value in (
            ("elasticache-backup", "keeps no backup", "snapshotRetentionLimit", 0),
            ("elasticache-auto-minor", "stops minor versions", "autoMinorVersionUpgrade", False),
            ("elasticache-failover", "takes one zone", "multiAzEnabled", False),
            ("elasticache-encrypted", "forgets encryption at rest", "atRestEncryptionEnabled", None),
            ("elasticache-transit", "accepts plain text", "transitEncryptionMode", "preferred"),
            ("elasticache-auth", "requires no authentication", "userGroupIds", None),
            ("elasticache-subnet-group", "takes the default VPC", "subnetGroupName", None),
            ("elasticache-non-default-port", "takes Redis's port", "port", 6379),
        )
    ),
)

MISTAKES = tuple(Mistake(rule, description, (change,), fixture) for fixture, rule, description, change in _TABLE)
