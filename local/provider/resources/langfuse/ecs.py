"""ECS and Cloud Map. A changed task definition is a new revision, which replaces the old one."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Outputs
from local.engine.resources.langfuse.ecs import deployment_of, network_of
from local.provider.later import Change, Existing, Found, deletes, reads, updates
from local.provider.missing import MissingError
from local.provider.tags import as_list, retag

_CLUSTER = "aws:ecs/cluster:Cluster"
_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"
_SERVICE = "aws:ecs/service:Service"
_NAMESPACE = "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace"
_DISCOVERY = "aws:servicediscovery/service:Service"


def _retag(change: Change) -> Any:
    client, arn = change.aws.client("ecs"), change.old.outputs["arn"]
    retag(change, lambda tags: client.tag_resource(resourceArn=arn, tags=as_list(tags, "key", "value")))
    return client


@updates(_CLUSTER)
def update_cluster(change: Change) -> Outputs:
    client = _retag(change)
    if change.changes("settings"):
        client.update_cluster_settings(cluster=change.id, settings=change.take("settings", []))
    return {}


@reads(_CLUSTER)
def read_cluster(old: Existing) -> Found:
    found = old.client("ecs").describe_clusters(clusters=[old.id], include=["SETTINGS"])["clusters"]
    if not found or found[0]["status"] == "INACTIVE":
        raise MissingError(old.id)
    return {"name": found[0]["clusterName"], "settings": found[0].get("settings", [])}


@deletes(_CLUSTER)
def delete_cluster(old: Existing) -> None:
    old.client("ecs").delete_cluster(cluster=old.id)


@updates(_DEFINITION)
def update_definition(change: Change) -> Outputs:
    _retag(change)
    change.changes("skipDestroy", "trackLatest")
    return {}


@reads(_DEFINITION)
def read_definition(old: Existing) -> Found:
    found = old.client("ecs").describe_task_definition(taskDefinition=old.outputs["arn"])["taskDefinition"]
    if found["status"] != "ACTIVE":
        raise MissingError(old.id)
    return {"family": found["family"], "cpu": found["cpu"], "memory": found["memory"]}


@deletes(_DEFINITION)
def delete_definition(old: Existing) -> None:
    old.client("ecs").deregister_task_definition(taskDefinition=old.outputs["arn"])


@updates(_SERVICE)
def update_service(change: Change) -> Outputs:
    client = _retag(change)
    change.changes("waitForSteadyState", "forceDelete", "forceNewDeployment")
    structures: dict[str, Any] = {}
    deployment = ("deploymentMinimumHealthyPercent", "deploymentMaximumPercent", "deploymentCircuitBreaker")
    if not change.changed.isdisjoint(deployment):
        structures["deploymentConfiguration"] = deployment_of(change)
    if "networkConfiguration" in change.changed:
        structures["networkConfiguration"] = network_of(change)
    whole = {"cluster": change.old.inputs["cluster"], "service": change.old.outputs["name"]}
    if not change.send_changed("ecs", "update_service", **whole, **structures) and structures:
        client.update_service(**whole, **structures)
    return {}


@reads(_SERVICE)
def read_service(old: Existing) -> Found:
    found = old.client("ecs").describe_services(cluster=old.inputs["cluster"], services=[old.outputs["name"]])[
        "services"
    ]
    if not found or found[0]["status"] == "INACTIVE":
        raise MissingError(old.id)
    return {"taskDefinition": found[0]["taskDefinition"], "desiredCount": found[0]["desiredCount"]}


@deletes(_SERVICE)
def delete_service(old: Existing) -> None:
    old.client("ecs").delete_service(cluster=old.inputs["cluster"], service=old.outputs["name"], force=True)


def _retag_names(change: Change) -> Any:
    client, arn = change.aws.client("servicediscovery"), change.old.outputs["arn"]
    retag(change, lambda tags: client.tag_resource(ResourceARN=arn, Tags=as_list(tags)))
    return client


@updates(_NAMESPACE)
def update_namespace(change: Change) -> Outputs:
    client = _retag_names(change)
    if change.changes("description"):
        new = {"Description": change.take("description", "")}
        client.update_private_dns_namespace(Id=change.id, Namespace=new)
    return {}


@reads(_NAMESPACE)
def read_namespace(old: Existing) -> Found:
    return {"name": old.client("servicediscovery").get_namespace(Id=old.id)["Namespace"]["Name"]}


@deletes(_NAMESPACE)
def delete_namespace(old: Existing) -> None:
    old.client("servicediscovery").delete_namespace(Id=old.id)


@updates(_DISCOVERY)
def update_discovery(change: Change) -> Outputs:
    client = _retag_names(change)
    change.changes("forceDestroy")
    if change.changes("description", "dnsConfig"):
        records = [
            {"Type": record["type"], "TTL": int(record["ttl"])} for record in change.take("dnsConfig")["dnsRecords"]
        ]
        service = {"Description": change.take("description", ""), "DnsConfig": {"DnsRecords": records}}
        client.update_service(Id=change.id, Service=service)
    return {}


@reads(_DISCOVERY)
def read_discovery(old: Existing) -> Found:
    return {"name": old.client("servicediscovery").get_service(Id=old.id)["Service"]["Name"]}


@deletes(_DISCOVERY)
def delete_discovery(old: Existing) -> None:
    old.client("servicediscovery").delete_service(Id=old.id)
