"""Types that only Langfuse on ECS has, in the embedded AWS: created, read, changed, deleted, and then gone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from local.engine.not_emulated import NOT_EMULATED
from local.provider.connection import Connection
from local.provider.later import DELETERS, READERS
from local.provider.resource_calls import ResourceCalls
from local.provider.schema import schemas
from local.provider.values import Raw
from tests.infra.conftest import planned_with_langfuse

pytestmark = pytest.mark.local
TAGS = {"Name": "langfuse-life"}
CONTAINERS = json.dumps([{"name": "web", "image": "registry/web:1", "essential": True}])
DENIED = {
    "Sid": "Mount",
    "Effect": "Deny",
    "Principal": "*",
    "Action": "elasticfilesystem:ClientMount",
    "Resource": "*",
}
MOUNT_POLICY = json.dumps({"Version": "2012-10-17", "Statement": [DENIED]})
RULES = [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"]}]

#: Name, type, inputs and changed inputs. `{name}` is the id of a resource before it, `{name.output}` its output.
LIFE: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("vpc", "aws:ec2/vpc:Vpc", {"cidrBlock": "10.9.0.0/24", "tags": TAGS}, {}),
    (
        "one",
        "aws:ec2/subnet:Subnet",
        {"vpcId": "{vpc}", "cidrBlock": "10.9.0.0/26", "availabilityZone": "us-east-1a"},
        {},
    ),
    (
        "two",
        "aws:ec2/subnet:Subnet",
        {"vpcId": "{vpc}", "cidrBlock": "10.9.0.64/26", "availabilityZone": "us-east-1b"},
        {},
    ),
    (
        "group",
        "aws:ec2/securityGroup:SecurityGroup",
        {"vpcId": "{vpc}", "name": "langfuse-life", "description": "Life", "ingress": RULES, "egress": []},
        {"ingress": [{**RULES[0], "toPort": 444}], "egress": RULES},
    ),
    ("internet", "aws:ec2/internetGateway:InternetGateway", {"vpcId": "{vpc}"}, {"tags": TAGS}),
    ("address", "aws:ec2/eip:Eip", {"domain": "vpc"}, {"tags": TAGS}),
    (
        "nat",
        "aws:ec2/natGateway:NatGateway",
        {"subnetId": "{one}", "allocationId": "{address.allocationId}"},
        {"tags": TAGS},
    ),
    (
        "table",
        "aws:ec2/routeTable:RouteTable",
        {"vpcId": "{vpc}", "routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": "{internet}"}]},
        {"routes": [{"cidrBlock": "0.0.0.0/0", "natGatewayId": "{nat}"}]},
    ),
    (
        "way",
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        {"subnetId": "{one}", "routeTableId": "{table}"},
        {},
    ),
    (
        "endpoint",
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        {
            "vpcId": "{vpc}",
            "serviceName": "com.amazonaws.us-east-1.s3",
            "vpcEndpointType": "Gateway",
            "routeTableIds": ["{table}"],
        },
        {"tags": TAGS},
    ),
    (
        "balancer",
        "aws:lb/loadBalancer:LoadBalancer",
        {
            "name": "langfuse-life",
            "loadBalancerType": "application",
            "internal": False,
            "subnets": ["{one}", "{two}"],
            "securityGroups": ["{group}"],
            "dropInvalidHeaderFields": True,
        },
        {"dropInvalidHeaderFields": False, "accessLogs": {"bucket": "logs", "enabled": True}},
    ),
    (
        "targets",
        "aws:lb/targetGroup:TargetGroup",
        {"name": "langfuse-life", "port": 3000, "protocol": "HTTP", "targetType": "ip", "vpcId": "{vpc}"},
        {"healthCheck": {"path": "/ready", "matcher": "200"}, "deregistrationDelay": 5},
    ),
    (
        "listener",
        "aws:lb/listener:Listener",
        {
            "loadBalancerArn": "{balancer}",
            "port": 443,
            "protocol": "HTTPS",
            "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
            "certificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/0",
            "defaultActions": [{"type": "forward", "targetGroupArn": "{targets}"}],
        },
        {"certificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1"},
    ),
    (
        "parameters",
        "aws:rds/parameterGroup:ParameterGroup",
        {"name": "life", "family": "postgres17", "description": "Life"},
        {"parameters": [{"name": "rds.force_ssl", "value": "1"}]},
    ),
    (
        "database",
        "aws:rds/instance:Instance",
        {
            "identifier": "langfuse-life",
            "engine": "postgres",
            "instanceClass": "db.t4g.small",
            "allocatedStorage": 20,
            "username": "owner",
            "manageMasterUserPassword": True,
            "masterUserSecretKmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/0",
        },
        {"instanceClass": "db.t4g.medium"},
    ),
    (
        "cachenet",
        "aws:elasticache/subnetGroup:SubnetGroup",
        {"name": "langfuse-life", "description": "Life", "subnetIds": ["{one}"]},
        {"subnetIds": ["{one}", "{two}"]},
    ),
    (
        "cacheset",
        "aws:elasticache/parameterGroup:ParameterGroup",
        {"name": "langfuse-life", "family": "valkey8", "description": "Life"},
        {"parameters": [{"name": "maxmemory-policy", "value": "noeviction"}]},
    ),
    (
        "user",
        "aws:elasticache/user:User",
        {
            "userId": "langfuse-life",
            "userName": "langfuse-life",
            "engine": "valkey",
            "accessString": "on ~* +@all",
            "authenticationMode": {"type": "iam"},
        },
        {"accessString": "off -@all"},
    ),
    (
        "users",
        "aws:elasticache/userGroup:UserGroup",
        {"userGroupId": "langfuse-life", "engine": "valkey", "userIds": ["{user}"]},
        {"tags": TAGS},
    ),
    (
        "cache",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        {
            "replicationGroupId": "langfuse-life",
            "description": "Life",
            "engine": "valkey",
            "nodeType": "cache.t4g.small",
            "numCacheClusters": 2,
            "userGroupIds": ["{users}"],
        },
        {"description": "Another life"},
    ),
    (
        "files",
        "aws:efs/fileSystem:FileSystem",
        {"encrypted": True, "throughputMode": "bursting"},
        {"throughputMode": "elastic"},
    ),
    (
        "policy",
        "aws:efs/fileSystemPolicy:FileSystemPolicy",
        {
            "fileSystemId": "{files}",
            "policy": MOUNT_POLICY,
        },
        {},
    ),
    (
        "point",
        "aws:efs/accessPoint:AccessPoint",
        {"fileSystemId": "{files}", "posixUser": {"uid": 101, "gid": 101}},
        {"tags": TAGS},
    ),
    (
        "target",
        "aws:efs/mountTarget:MountTarget",
        {"fileSystemId": "{files}", "subnetId": "{one}", "securityGroups": ["{group}"]},
        {},
    ),
    ("vault", "aws:backup/vault:Vault", {"name": "langfuse-life"}, {"tags": TAGS}),
    (
        "plan",
        "aws:backup/plan:Plan",
        {
            "name": "langfuse-life",
            "rules": [
                {
                    "ruleName": "daily",
                    "targetVaultName": "{vault}",
                    "schedule": "cron(0 1 * * ? *)",
                    "lifecycle": {"deleteAfter": 35},
                }
            ],
        },
        {"tags": TAGS},
    ),
    (
        "selection",
        "aws:backup/selection:Selection",
        {
            "name": "langfuse-life",
            "planId": "{plan}",
            "iamRoleArn": "arn:aws:iam::123456789012:role/backup",
            "resources": ["{files.arn}"],
        },
        {},
    ),
    (
        "cluster",
        "aws:ecs/cluster:Cluster",
        {"name": "langfuse-life"},
        {"settings": [{"name": "containerInsights", "value": "enabled"}]},
    ),
    (
        "task",
        "aws:ecs/taskDefinition:TaskDefinition",
        {
            "family": "langfuse-life",
            "cpu": "256",
            "memory": "512",
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"],
            "containerDefinitions": CONTAINERS,
        },
        {"tags": TAGS},
    ),
    (
        "names",
        "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
        {"name": "life.internal", "vpc": "{vpc}"},
        {"tags": TAGS},
    ),
    (
        "name",
        "aws:servicediscovery/service:Service",
        {"name": "web", "dnsConfig": {"namespaceId": "{names}", "dnsRecords": [{"type": "A", "ttl": 10}]}},
        {"tags": TAGS},
    ),
    (
        "service",
        "aws:ecs/service:Service",
        {
            "name": "web",
            "cluster": "{cluster}",
            "taskDefinition": "{task.arn}",
            "launchType": "FARGATE",
            "desiredCount": 1,
            "networkConfiguration": {"subnets": ["{one}"], "securityGroups": ["{group}"], "assignPublicIp": False},
            "deploymentMaximumPercent": 200,
            "waitForSteadyState": True,
        },
        {"desiredCount": 2, "deploymentMaximumPercent": 100},
    ),
    (
        "acl",
        "aws:wafv2/webAcl:WebAcl",
        {
            "name": "langfuse-life",
            "tags": TAGS,
            "scope": "REGIONAL",
            "defaultAction": {"allow": {}},
            "visibilityConfig": {
                "cloudwatchMetricsEnabled": True,
                "sampledRequestsEnabled": True,
                "metricName": "life",
            },
        },
        {},
    ),
    (
        "guard",
        "aws:wafv2/webAclAssociation:WebAclAssociation",
        {"webAclArn": "{acl.arn}", "resourceArn": "{balancer}"},
        {},
    ),
]


@pytest.fixture
def calls(cloud: Any, tmp_path: Path) -> ResourceCalls:
    aws, postgres = cloud.aws, cloud.postgres
    keys = (aws.access_key_id, aws.secret_access_key)
    return ResourceCalls(Connection(aws.endpoint, aws.region, *keys, postgres.port, postgres.password), tmp_path)


def filled(value: Any, known: dict[str, tuple[str, Raw]]) -> Any:
    if isinstance(value, dict):
        return {key: filled(item, known) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, known) for item in value]
    if isinstance(value, str) and value.startswith("{") and value.endswith("}") and " " not in value:
        name, _, output = value[1:-1].partition(".")
        return known[name][1][output] if output else known[name][0]
    return value


def test_a_life(calls: ResourceCalls) -> None:
    known: dict[str, tuple[str, Raw]] = {}
    states: dict[str, tuple[Raw, Raw]] = {}
    for name, type_, inputs, _ in LIFE:
        given = filled(inputs, known)
        identifier, properties = calls.create(type_, name, given)
        known[name], states[name] = (identifier, properties), (given, properties)
    for name, type_, _, changes in LIFE:
        given, properties = states[name]
        read = calls.read(type_, name, known[name][0], (given, properties))
        assert read is not None, name
        assert read[0] == given, f"{name} has drifted"
        if changes:
            changed = given | filled(changes, known)
            states[name] = (changed, calls.update(type_, name, known[name][0], (given, properties), changed))
    for name, type_, _, _ in reversed(LIFE):
        calls.delete(type_, name, known[name][0], states[name])
        assert calls.read(type_, name, known[name][0], states[name]) is None, name
        calls.delete(type_, name, known[name][0], states[name])


def test_every_type_of_it_can_be_read_and_deleted_and_has_a_schema() -> None:
    types = {it.type for it in planned_with_langfuse().resources if it.type.startswith("aws:")} - NOT_EMULATED.keys()

    assert types <= DELETERS.keys()
    assert {
        type_ for type_ in types if "langfuse" in type_ or type_.split("/")[0] in OWN
    } <= READERS.keys() & schemas().keys()


OWN = {"aws:lb", "aws:ecs", "aws:efs", "aws:elasticache", "aws:backup", "aws:servicediscovery"}
