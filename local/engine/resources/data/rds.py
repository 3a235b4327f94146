"""RDS: the cluster's record in the embedded AWS, and its user and database in the real PostgreSQL."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from local.engine.creation import Created, Creation, creates

CLUSTER_NAMES = {
    "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
    "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
    "dbClusterParameterGroupName": "DBClusterParameterGroupName",
}
INSTANCE_NAMES = {
    "instanceClass": "DBInstanceClass",
    "clusterIdentifier": "DBClusterIdentifier",
    "performanceInsightsEnabled": "EnablePerformanceInsights",
}
"""Properties whose name differs from the API's."""
STANDALONE_NAMES = {
    "instanceClass": "DBInstanceClass",
    "parameterGroupName": "DBParameterGroupName",
    "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
    "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
    "multiAz": "MultiAZ",
}


@creates("aws:rds/subnetGroup:SubnetGroup")
def subnet_group(new: Creation) -> Created:
    names = {"name": "DBSubnetGroupName", "description": "DBSubnetGroupDescription"}
    created = new.call("rds", "create_db_subnet_group", names=names, Tags=new.tags())["DBSubnetGroup"]
    name = created["DBSubnetGroupName"]
    return name, {"name": name, "arn": created["DBSubnetGroupArn"], "vpcId": created["VpcId"]}


@creates("aws:rds/clusterParameterGroup:ClusterParameterGroup")
def cluster_parameter_group(new: Creation) -> Created:
    name = new.take("name", new.name)
    values = parameter_values(new.take("parameters", []))
    created = new.call(
        "rds",
        "create_db_cluster_parameter_group",
        names={"family": "DBParameterGroupFamily"},
        DBClusterParameterGroupName=name,
        Tags=new.tags(),
    )["DBClusterParameterGroup"]
    new.made = name
    if values:
        new.aws.client("rds").modify_db_cluster_parameter_group(DBClusterParameterGroupName=name, Parameters=values)
    return name, {"name": name, "arn": created["DBClusterParameterGroupArn"]}


@creates("aws:rds/cluster:Cluster")
def cluster(new: Creation) -> Created:
    new.ignore("skipFinalSnapshot", "finalSnapshotIdentifier", "applyImmediately", "allowMajorVersionUpgrade")
    database, identifier = new.take("databaseName"), new.take("clusterIdentifier", new.name)
    extra = {} if database is None else {"DatabaseName": database}
    created = new.call(
        "rds", "create_db_cluster", names=CLUSTER_NAMES, DBClusterIdentifier=identifier, Tags=new.tags(), **extra
    )["DBCluster"]
    new.made = identifier
    secret = created.get("MasterUserSecret")
    if secret is None:
        raise new.error("the embedded AWS needs manageMasterUserPassword")
    _create_in_postgres(new, created, secret["SecretArn"], database)
    return identifier, {
        "clusterIdentifier": identifier,
        "arn": created["DBClusterArn"],
        "endpoint": created["Endpoint"],
        "readerEndpoint": created["ReaderEndpoint"],
        "port": created["Port"],
        "engineVersionActual": created["EngineVersion"],
        "clusterResourceId": created["DbClusterResourceId"],
        "masterUserSecrets": [
            {"secretArn": secret["SecretArn"], "secretStatus": secret["SecretStatus"], "kmsKeyId": secret["KmsKeyId"]}
        ],
    }


@creates("aws:rds/clusterInstance:ClusterInstance")
def cluster_instance(new: Creation) -> Created:
    new.ignore("applyImmediately", "forceDestroy")
    identifier = new.take("identifier", new.name)
    created = new.call(
        "rds", "create_db_instance", names=INSTANCE_NAMES, DBInstanceIdentifier=identifier, Tags=new.tags()
    )["DBInstance"]
    return identifier, {"identifier": identifier, "arn": created["DBInstanceArn"], "writer": True}


@creates("aws:rds/parameterGroup:ParameterGroup")
def parameter_group(new: Creation) -> Created:
    name = new.take("name", new.name)
    values = parameter_values(new.take("parameters", []))
    created = new.call(
        "rds",
        "create_db_parameter_group",
        names={"family": "DBParameterGroupFamily"},
        DBParameterGroupName=name,
        Tags=new.tags(),
    )["DBParameterGroup"]
    new.made = name
    if values:
        new.aws.client("rds").modify_db_parameter_group(DBParameterGroupName=name, Parameters=values)
    return name, {"name": name, "arn": created["DBParameterGroupArn"]}


@creates("aws:rds/instance:Instance")
def instance(new: Creation) -> Created:
    """Only its record: no server runs, and nothing connects to it."""
    new.ignore("skipFinalSnapshot", "finalSnapshotIdentifier", "applyImmediately", "deleteAutomatedBackups")
    identifier, key = new.take("identifier", new.name), new.take("masterUserSecretKmsKeyId")
    user = new.take("username")
    if not new.take("manageMasterUserPassword"):
        raise new.error("the embedded AWS needs manageMasterUserPassword")
    created = new.call(
        "rds",
        "create_db_instance",
        names=STANDALONE_NAMES,
        DBInstanceIdentifier=identifier,
        MasterUsername=user,
        Tags=new.tags(),
    )["DBInstance"]
    new.made = identifier
    endpoint = created["Endpoint"]
    secret = _master_secret(new, created, {"username": user, "password": secrets.token_urlsafe(24)}, key)
    return identifier, {
        "identifier": identifier,
        "arn": created["DBInstanceArn"],
        "address": endpoint["Address"],
        "endpoint": f"{endpoint['Address']}:{endpoint['Port']}",
        "masterUserSecrets": [{"secretArn": secret, "secretStatus": "active", "kmsKeyId": key}],
    }


def master_secret_name(created: Mapping[str, Any]) -> str:
    """Of an instance, as RDS names it."""
    return f"rds!db-{created['DbiResourceId']}"


def _master_secret(new: Creation, created: Mapping[str, Any], value: Mapping[str, str], key: str) -> str:
    """The emulator makes none for an instance. RDS tags it: policies grant it by that, as nobody knows its name."""
    return new.aws.client("secretsmanager").create_secret(
        Name=master_secret_name(created),
        SecretString=json.dumps(value),
        KmsKeyId=key,
        Tags=[{"Key": "aws:rds:primaryDBInstanceArn", "Value": created["DBInstanceArn"]}],
    )["ARN"]


def _create_in_postgres(new: Creation, created: dict[str, Any], secret_arn: str, database: str | None) -> None:
    client = new.aws.client("secretsmanager")
    credentials = json.loads(client.get_secret_value(SecretId=secret_arn)["SecretString"])
    new.postgres.create_cluster(credentials["username"], credentials["password"], database)
    # As RDS does: policies grant the master secret by this tag, because its name is not known in advance.
    tags = [{"Key": "aws:rds:primaryDBClusterArn", "Value": created["DBClusterArn"]}]
    client.tag_resource(SecretId=secret_arn, Tags=tags)


def parameter_values(parameters: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """A parameter group's parameters as the API takes them."""
    return [
        {
            "ParameterName": parameter["name"],
            "ParameterValue": parameter["value"],
            "ApplyMethod": parameter.get("applyMethod", "immediate"),
        }
        for parameter in parameters
    ]
