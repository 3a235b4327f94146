"""RDS: the cluster's record in the embedded AWS, and its user and database in the real PostgreSQL."""

from __future__ import annotations

import json
from typing import Any

from local.engine.creation import Outputs
from local.engine.resources.data.rds import (
    CLUSTER_NAMES,
    INSTANCE_NAMES,
    STANDALONE_NAMES,
    master_secret_name,
    parameter_values,
)
from local.provider.later import Change, Existing, Found, deletes, reads, updates
from local.provider.tags import as_list, retag

_SUBNETS = "aws:rds/subnetGroup:SubnetGroup"
_PARAMETERS = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
_CLUSTER = "aws:rds/cluster:Cluster"
_INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
_PARAMETERS_OF_ONE = "aws:rds/parameterGroup:ParameterGroup"
_STANDALONE = "aws:rds/instance:Instance"


def _retag(change: Change) -> Any:
    client, arn = change.aws.client("rds"), change.old.outputs["arn"]
    retag(change, lambda tags: client.add_tags_to_resource(ResourceName=arn, Tags=as_list(tags)))
    return client


@updates(_SUBNETS)
def update_subnet_group(change: Change) -> Outputs:
    _retag(change)
    if change.changes("subnetIds", "description"):
        change.aws.client("rds").modify_db_subnet_group(
            DBSubnetGroupName=change.id,
            SubnetIds=change.take("subnetIds"),
            DBSubnetGroupDescription=change.take("description", "Managed by Pulumi"),
        )
    return {}


@reads(_SUBNETS)
def read_subnet_group(old: Existing) -> Found:
    found = old.client("rds").describe_db_subnet_groups(DBSubnetGroupName=old.id)["DBSubnetGroups"][0]
    subnets = [subnet["SubnetIdentifier"] for subnet in found["Subnets"]]
    return {"subnetIds": subnets, "description": found["DBSubnetGroupDescription"]}


@deletes(_SUBNETS)
def delete_subnet_group(old: Existing) -> None:
    old.client("rds").delete_db_subnet_group(DBSubnetGroupName=old.id)


@updates(_PARAMETERS)
def update_parameter_group(change: Change) -> Outputs:
    client = _retag(change)
    if change.changes("parameters"):
        values = parameter_values(change.take("parameters", []))
        client.modify_db_cluster_parameter_group(DBClusterParameterGroupName=change.id, Parameters=values)
    return {}


@reads(_PARAMETERS)
def read_parameter_group(old: Existing) -> Found:
    name = {"DBClusterParameterGroupName": old.id}
    return old.client("rds").describe_db_cluster_parameter_groups(**name)["DBClusterParameterGroups"][0]


@deletes(_PARAMETERS)
def delete_parameter_group(old: Existing) -> None:
    old.client("rds").delete_db_cluster_parameter_group(DBClusterParameterGroupName=old.id)


@updates(_CLUSTER)
def update_cluster(change: Change) -> Outputs:
    _retag(change)
    change.changes("skipFinalSnapshot", "finalSnapshotIdentifier", "applyImmediately", "allowMajorVersionUpgrade")
    extra: dict[str, Any] = {}
    if change.changes("enabledCloudwatchLogsExports"):
        old = set(change.old.inputs.get("enabledCloudwatchLogsExports", []))
        new = set(change.take("enabledCloudwatchLogsExports", []))
        changes = {"EnableLogTypes": sorted(new - old), "DisableLogTypes": sorted(old - new)}
        extra["CloudwatchLogsExportConfiguration"] = changes
    if change.changed - change.used or extra:
        change.send_changed(
            "rds",
            "modify_db_cluster",
            names=CLUSTER_NAMES,
            DBClusterIdentifier=change.id,
            ApplyImmediately=True,
            **extra,
        )
    return {}


@reads(_CLUSTER)
def read_cluster(old: Existing) -> Found:
    found = old.client("rds").describe_db_clusters(DBClusterIdentifier=old.id)["DBClusters"][0]
    renamed = {
        "serverlessv2ScalingConfiguration": found.get("ServerlessV2ScalingConfiguration"),
        "enableHttpEndpoint": found.get("HttpEndpointEnabled"),
        "dbClusterParameterGroupName": found.get("DBClusterParameterGroup"),
    }
    # Their values in AWS have another form than in the program.
    left_out = {"MasterUserSecret", "VpcSecurityGroups", "DBSubnetGroup", "TagList", "EngineVersion"}
    kept = {key: value for key, value in found.items() if key not in left_out}
    return kept | {key: value for key, value in renamed.items() if value is not None}


@deletes(_CLUSTER)
def delete_cluster(old: Existing) -> None:
    client = old.client("rds")
    found = client.describe_db_clusters(DBClusterIdentifier=old.id)["DBClusters"][0]
    snapshot = old.inputs.get("finalSnapshotIdentifier")
    how: dict[str, Any] = {"SkipFinalSnapshot": bool(old.inputs.get("skipFinalSnapshot"))}
    if snapshot and not how["SkipFinalSnapshot"]:
        how["FinalDBSnapshotIdentifier"] = snapshot
    master = json.loads(_master_secret(old, found)["SecretString"])["username"]
    client.delete_db_cluster(DBClusterIdentifier=old.id, **how)
    old.postgres.drop_cluster(master, old.inputs.get("databaseName"))


def _master_secret(old: Existing, found: dict[str, Any]) -> dict[str, str]:
    return old.client("secretsmanager").get_secret_value(SecretId=found["MasterUserSecret"]["SecretArn"])


@updates(_PARAMETERS_OF_ONE)
def update_parameters_of_one(change: Change) -> Outputs:
    client = _retag(change)
    if change.changes("parameters"):
        values = parameter_values(change.take("parameters", []))
        client.modify_db_parameter_group(DBParameterGroupName=change.id, Parameters=values)
    return {}


@reads(_PARAMETERS_OF_ONE)
def read_parameters_of_one(old: Existing) -> Found:
    found = old.client("rds").describe_db_parameter_groups(DBParameterGroupName=old.id)["DBParameterGroups"][0]
    return {"family": found["DBParameterGroupFamily"], "description": found["Description"]}


@deletes(_PARAMETERS_OF_ONE)
def delete_parameters_of_one(old: Existing) -> None:
    old.client("rds").delete_db_parameter_group(DBParameterGroupName=old.id)


@updates(_STANDALONE)
def update_standalone(change: Change) -> Outputs:
    _retag(change)
    change.changes("skipFinalSnapshot", "finalSnapshotIdentifier", "applyImmediately", "deleteAutomatedBackups")
    change.send_changed(
        "rds", "modify_db_instance", names=STANDALONE_NAMES, DBInstanceIdentifier=change.id, ApplyImmediately=True
    )
    return {}


@reads(_STANDALONE)
def read_standalone(old: Existing) -> Found:
    found = old.client("rds").describe_db_instances(DBInstanceIdentifier=old.id)["DBInstances"][0]
    return {"instanceClass": found["DBInstanceClass"], "allocatedStorage": found["AllocatedStorage"]}


@deletes(_STANDALONE)
def delete_standalone(old: Existing) -> None:
    client = old.client("rds")
    found = client.describe_db_instances(DBInstanceIdentifier=old.id)["DBInstances"][0]
    client.delete_db_instance(DBInstanceIdentifier=old.id, SkipFinalSnapshot=True)
    secret = master_secret_name(found)
    old.client("secretsmanager").delete_secret(SecretId=secret, ForceDeleteWithoutRecovery=True)


@updates(_INSTANCE)
def update_instance(change: Change) -> Outputs:
    _retag(change)
    change.changes("applyImmediately", "forceDestroy")
    change.send_changed(
        "rds", "modify_db_instance", names=INSTANCE_NAMES, DBInstanceIdentifier=change.id, ApplyImmediately=True
    )
    return {}


@reads(_INSTANCE)
def read_instance(old: Existing) -> Found:
    found = old.client("rds").describe_db_instances(DBInstanceIdentifier=old.id)["DBInstances"][0]
    return {"instanceClass": found["DBInstanceClass"], "promotionTier": found.get("PromotionTier")}


@deletes(_INSTANCE)
def delete_instance(old: Existing) -> None:
    old.client("rds").delete_db_instance(DBInstanceIdentifier=old.id, SkipFinalSnapshot=True)
