"""Langfuse on ECS: tasks, load balancer, way out, and stores, all of which run day and night."""

from __future__ import annotations

from collections.abc import Iterator

from estimate.meters import Use
from estimate.stack import Resource, Stack, nested, number
from estimate.usage import Usage
from estimate.workload import HOURS, Workload

SERVICE = "aws:ecs/service:Service"
DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
NAT = "aws:ec2/natGateway:NatGateway"
ADDRESS = "aws:ec2/eip:Eip"
DATABASE = "aws:rds/instance:Instance"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
FILES = "aws:efs/fileSystem:FileSystem"
BACKUP = "aws:backup/plan:Plan"
NAMES = "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace"
TYPES = (SERVICE, DEFINITION, BALANCER, NAT, ADDRESS, DATABASE, CACHE, FILES, BACKUP, NAMES)
#: Of traces in ClickHouse, of which an analysis is a hundredth of a MB; backups hold as much again.
_GB_OF_FILES, _GB_AN_ANALYSIS = 10.0, 0.00001
#: Through the NAT gateway: images, logs, metrics.
_GB_OUT = 10.0
_ZONES = 2


def uses(stack: Stack, load: Workload, usage: Usage) -> Iterator[Use]:  # noqa: ARG001 - the same for every service
    definitions = {str(it.inputs.get("family")).rpartition("-")[2]: it for it in stack.of(DEFINITION)}
    for service in stack.of(SERVICE):
        yield from _tasks(service, definitions)
    for _ in stack.of(BALANCER):
        yield Use(BALANCER, "load balancer, with one capacity unit", "balancer.hour", HOURS)
        yield Use(ADDRESS, "addresses of the load balancer", "address.hour", _ZONES * HOURS)
    for _ in stack.of(NAT):
        yield Use(NAT, "gateway", "nat.hour", HOURS)
        yield Use(NAT, "data", "nat.gb", _GB_OUT)
    if stack.count(ADDRESS):
        yield Use(ADDRESS, "addresses", "address.hour", stack.count(ADDRESS) * HOURS)
    for database in stack.of(DATABASE):
        yield Use(DATABASE, str(database.inputs.get("instanceClass")), "rds.t4g-medium-hour", HOURS)
        yield Use(DATABASE, "storage", "rds.gp3", number(database.inputs, "allocatedStorage", 20.0))
        yield Use(DATABASE, "secret of the owner", "secret.month", 1)
    for cache in stack.of(CACHE):
        nodes = number(cache.inputs, "numCacheClusters", 1.0)
        yield Use(CACHE, f"nodes {cache.inputs.get('nodeType')}", "valkey.t4g-small-hour", nodes * HOURS)
    if stack.count(FILES):
        yield Use(FILES, "storage", "efs.stored", _GB_OF_FILES, load.analyses * _GB_AN_ANALYSIS)
        yield Use(FILES, "writes", "efs.written", 1.0, load.analyses * _GB_AN_ANALYSIS * 10)
        yield Use(FILES, "reads", "efs.read", 2.0, load.analyses * _GB_AN_ANALYSIS * 10)
    if stack.count(BACKUP):
        yield Use(BACKUP, "backups of the files", "backup.efs", _GB_OF_FILES)
    if stack.count(NAMES):
        yield Use(NAMES, "hosted zone", "dns.zone", stack.count(NAMES))


def _tasks(service: Resource, definitions: dict[str, Resource]) -> Iterator[Use]:
    """At its least number of tasks. The scaling adds more while they are busy."""
    name = str(service.inputs.get("name"))
    definition, tasks = definitions.get(name), number(service.inputs, "desiredCount", 1.0)
    if definition is None:
        return
    arm = "-arm" if nested(definition, "runtimePlatform").get("cpuArchitecture") == "ARM64" else ""
    cpus, gb = float(str(definition.inputs["cpu"])) / 1024, float(str(definition.inputs["memory"])) / 1024
    yield Use(SERVICE, f"vCPU of {name}", f"fargate.cpu-hour{arm}", tasks * cpus * HOURS)
    yield Use(SERVICE, f"memory of {name}", f"fargate.gb-hour{arm}", tasks * gb * HOURS)
