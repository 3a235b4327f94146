"""Data wing: the Aurora database in an isolated network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.data.database import Database, DatabaseArgs
from components.data.network import IsolatedNetwork, IsolatedNetworkArgs
from components.foundation.context import StackContext
from components.foundation.settings.settings import Settings


@dataclass(frozen=True)
class DataArgs:
    context: StackContext
    settings: Settings


class Data(pulumi.ComponentResource):
    """`cluster_arn` and `master_secret_arn` identify the database for clients of the Data API.

    Statements need the instance `writer`.
    """

    def __init__(self, name: str, args: DataArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:Data", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        network = IsolatedNetwork("network", IsolatedNetworkArgs(args.context), child)
        database = Database(
            "database",
            DatabaseArgs(
                args.context,
                subnet_ids=network.subnet_ids,
                security_group_id=network.security_group_id,
                min_acu=args.settings.database_min_acu,
                max_acu=args.settings.database_max_acu,
                instances=args.settings.database_instances,
                version=args.settings.database_version,
                final_snapshot=args.settings.final_snapshot,
            ),
            child,
        )
        self.cluster_arn = database.cluster_arn
        self.master_secret_arn = database.master_secret_arn
        self.writer = database.writer
        self.outputs: Mapping[str, object] = {
            "databaseClusterArn": self.cluster_arn,
            "databaseMasterSecretArn": self.master_secret_arn,
        }
        self.register_outputs({"clusterArn": self.cluster_arn})
