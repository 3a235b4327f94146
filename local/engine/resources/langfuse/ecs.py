"""ECS and Cloud Map: clusters, task definitions, services and names, without any container."""

from __future__ import annotations

import json
from typing import Any

from local.engine.creation import Created, Creation, creates


@creates("aws:ecs/cluster:Cluster")
def cluster(new: Creation) -> Created:
    name = new.take("name", new.name)
    created = new.call("ecs", "create_cluster", clusterName=name, tags=_tags(new))["cluster"]
    return created["clusterArn"], {"name": name, "arn": created["clusterArn"]}


@creates("aws:ecs/taskDefinition:TaskDefinition")
def task_definition(new: Creation) -> Created:
    new.ignore("skipDestroy", "trackLatest")
    containers = json.loads(new.take("containerDefinitions"))
    created = new.call(
        "ecs", "register_task_definition", containerDefinitions=containers, tags=_tags(new), **_volumes(new)
    )["taskDefinition"]
    arn = created["taskDefinitionArn"]
    return created["family"], {
        "arn": arn,
        "arnWithoutRevision": arn.rpartition(":")[0],
        "revision": created["revision"],
    }


@creates("aws:ecs/service:Service")
def service(new: Creation) -> Created:
    # There is no task whose steady state a deployment could wait for.
    new.ignore("waitForSteadyState", "forceDelete", "forceNewDeployment")
    name = new.take("name", new.name)
    created = new.call(
        "ecs",
        "create_service",
        serviceName=name,
        deploymentConfiguration=deployment_of(new),
        networkConfiguration=network_of(new),
        tags=_tags(new),
    )["service"]
    return created["serviceArn"], {"name": name, "arn": created["serviceArn"]}


@creates("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace")
def namespace(new: Creation) -> Created:
    client = new.aws.client("servicediscovery")
    operation = new.call("servicediscovery", "create_private_dns_namespace", Tags=new.tags())["OperationId"]
    identifier = client.get_operation(OperationId=operation)["Operation"]["Targets"]["NAMESPACE"]
    new.made = identifier
    found = client.get_namespace(Id=identifier)["Namespace"]
    zone = found.get("Properties", {}).get("DnsProperties", {}).get("HostedZoneId", "")
    return identifier, {"arn": found["Arn"], "hostedZone": zone}


@creates("aws:servicediscovery/service:Service")
def discovery_service(new: Creation) -> Created:
    new.ignore("forceDestroy")
    # AWS takes it from the names' configuration, the emulator does not.
    namespace = new.take("namespaceId") or dict(new.take("dnsConfig") or {}).get("namespaceId")
    new.used.discard("dnsConfig")
    created = new.call("servicediscovery", "create_service", NamespaceId=namespace, Tags=new.tags())["Service"]
    return created["Id"], {"arn": created["Arn"]}


def deployment_of(new: Creation) -> dict[str, Any]:
    """Properties of a service that the API has in one structure."""
    configuration: dict[str, Any] = {}
    for key, name in (
        ("deploymentMinimumHealthyPercent", "minimumHealthyPercent"),
        ("deploymentMaximumPercent", "maximumPercent"),
        ("deploymentCircuitBreaker", "deploymentCircuitBreaker"),
    ):
        value = new.take(key)
        if value is not None:
            configuration[name] = value
    return configuration


def network_of(new: Creation) -> dict[str, Any]:
    network = new.take("networkConfiguration")
    public = "ENABLED" if network.get("assignPublicIp") else "DISABLED"
    return {"awsvpcConfiguration": {**network, "assignPublicIp": public}}


def _volumes(new: Creation) -> dict[str, Any]:
    volumes = new.take("volumes") or []
    return {"volumes": [{**volume, **_efs(volume)} for volume in volumes]} if volumes else {}


def _efs(volume: dict[str, Any]) -> dict[str, Any]:
    """The API's names of the ids end in a lower-case `d`, as Pulumi's do."""
    efs = volume.get("efsVolumeConfiguration")
    return {"efsVolumeConfiguration": efs} if efs else {}


def _tags(new: Creation) -> list[dict[str, str]]:
    return new.tags("key", "value")
