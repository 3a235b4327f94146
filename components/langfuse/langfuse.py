"""Langfuse on ECS: the server that receives the functions' traces, with a separate network and stores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.foundation import Foundation
from components.foundation.names import Names
from components.foundation.policy import Statement
from components.foundation.secrets import Secrets, SecretsArgs
from components.foundation.self_hosted.names import INTERNAL_SECRET, LangfuseNames
from components.foundation.self_hosted.settings import SelfHosted
from components.foundation.settings.settings import Settings
from components.foundation.shared_names import LANGFUSE_SECRET, LANGFUSE_SETUP
from components.langfuse.alarms import Watched, create_langfuse_alarms
from components.langfuse.entry.balancer import BalancerArgs, LangfuseBalancer
from components.langfuse.entry.firewall import FirewallArgs, LangfuseFirewall
from components.langfuse.network.groups import GroupsArgs, LangfuseGroups
from components.langfuse.network.network import LangfuseNetwork, LangfuseNetworkArgs
from components.langfuse.setup import LangfuseSetup, SetupArgs
from components.langfuse.storage.buckets import BucketsArgs, LangfuseBuckets
from components.langfuse.storage.files import ClickHouseFiles, FilesArgs
from components.langfuse.storage.images import ImageCache, ImageCacheArgs
from components.langfuse.storage.postgres import LangfusePostgres, PostgresArgs
from components.langfuse.storage.valkey import LangfuseValkey, ValkeyArgs
from components.langfuse.tasks.permissions import key_statements
from components.langfuse.tasks.tasks import LangfuseTasks, TasksArgs
from components.monitoring.alarm import Alarm


@dataclass(frozen=True)
class LangfuseServiceArgs:
    settings: Settings
    self_hosted: SelfHosted
    foundation: Foundation
    live: Mapping[str, aws.lambda_.Alias]
    """Functions of the stack, one of which sets Langfuse up."""

    @property
    def context(self) -> StackContext:
        return self.foundation.context


class LangfuseService(pulumi.ComponentResource):
    """`domain_name` is the target of the DNS record of its public name. `alarms` belong into the composite alarms.

    Order of a deployment: stores, values of the secrets, ClickHouse, migration, then web and worker.
    """

    def __init__(self, name: str, args: LangfuseServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:LangfuseService", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self._network = LangfuseNetwork(f"{name}-network", LangfuseNetworkArgs(args.context), self._child)
        groups = GroupsArgs(args.context, self._network.vpc_id)
        self._groups = LangfuseGroups(f"{name}-groups", groups, self._child)
        self._store()
        self._deploy()
        watched = Watched(
            LangfuseNames(args.context.names),
            self._balancer.metric_suffix,
            self._balancer.targets_metric_suffix,
            self._files.file_system_id,
        )
        self.alarms: Sequence[Alarm] = create_langfuse_alarms(self, args.context, watched)
        self.domain_name = self._balancer.domain_name
        self.register_outputs({"domainName": self.domain_name})

    def _store(self) -> None:
        name, context = self._name, self._args.context
        subnets = self._network.private_subnet_ids
        final = self._args.settings.final_snapshot
        postgres = PostgresArgs(context, subnets, self._groups.database, final)
        self._postgres = LangfusePostgres(f"{name}-postgres", postgres, self._child)
        valkey = ValkeyArgs(context, subnets, self._groups.cache)
        self._valkey = LangfuseValkey(f"{name}-valkey", valkey, self._child)
        files = FilesArgs(context, subnets, self._groups.files)
        self._files = ClickHouseFiles(f"{name}-files", files, self._child)
        self._buckets = LangfuseBuckets(
            f"{name}-buckets", BucketsArgs(context, self._args.foundation.access_logs), self._child
        )

    def _deploy(self) -> None:
        name, context, settings = self._name, self._args.context, self._args.self_hosted
        cache = self._image_cache()
        tasks = LangfuseTasks(
            f"{name}-tasks",
            TasksArgs(context, settings, self._network, self._groups, self._files, self._postgres.master_secret_arn),
            self._child,
        )
        setup = self._setup()
        stores = (self._postgres.instance, self._valkey.group)
        secrets = setup.make_secrets(self._postgres.host, self._valkey.host, stores)
        clickhouse = tasks.start_clickhouse([secrets, *cache])
        migrated = setup.migrate(
            tasks.migration.definition.arn,
            self._network.private_subnet_ids,
            self._groups.application,
            [clickhouse, tasks.migration, *self._network.way_out],
        )
        self._balancer = self._entry()
        tasks.serve(self._balancer.target_group_arn, [migrated, self._balancer.listener, self._buckets])

    def _image_cache(self) -> Sequence[pulumi.Resource]:
        secret = self._args.self_hosted.registry_secret_arn
        if secret is None:
            return ()
        args = ImageCacheArgs(LangfuseNames(self._args.context.names), secret)
        return (ImageCache(f"{self._name}-images", args, self._child),)

    def _setup(self) -> LangfuseSetup:
        description = {INTERNAL_SECRET: "Passwords and hosts that only Langfuse reads, and its first user's password"}
        secrets = Secrets(f"{self._name}-secrets", SecretsArgs(self._args.context, description), self._child)
        return LangfuseSetup(
            f"{self._name}-setup",
            SetupArgs(
                self._args.context,
                self._args.self_hosted,
                self._args.live[LANGFUSE_SETUP],
                self._args.foundation.secret_arns[LANGFUSE_SECRET],
                secrets.arns[INTERNAL_SECRET],
            ),
            self._child,
        )

    def _entry(self) -> LangfuseBalancer:
        balancer = LangfuseBalancer(
            f"{self._name}-entry",
            BalancerArgs(
                self._args.context,
                self._args.self_hosted,
                self._network.vpc_id,
                self._network.public_subnet_ids,
                self._groups.balancer,
                self._buckets.balancer_logs,
            ),
            self._child,
        )
        LangfuseFirewall(f"{self._name}-firewall", FirewallArgs(self._args.context, balancer.arn), self._child)
        return balancer


@dataclass(frozen=True)
class Langfuse:
    """What the program does with Langfuse on ECS: nothing, with Langfuse Cloud."""

    parts: Sequence[pulumi.Resource] = ()
    alarms: Sequence[Alarm] = ()
    """Alarms in the stack's region, which belong into the composite alarms."""
    outputs: Mapping[str, object] = field(default_factory=dict[str, object])
    """Of the stack."""

    @classmethod
    def if_self_hosted(
        cls, settings: Settings, foundation: Foundation, live: Mapping[str, aws.lambda_.Alias]
    ) -> Langfuse:
        """Creates the service if the settings ask for it. `live`: functions of the stack."""
        if settings.self_hosted is None:
            return cls()
        service = LangfuseService("langfuse", LangfuseServiceArgs(settings, settings.self_hosted, foundation, live))
        return cls((service,), service.alarms, {"langfuseDomain": service.domain_name})


def langfuse_key_statements(names: Names, settings: Settings) -> tuple[Statement, ...]:
    """Key policy statements for Langfuse on ECS; none with Langfuse Cloud."""
    return key_statements(LangfuseNames(names)) if settings.self_hosted else ()
