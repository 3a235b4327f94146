"""Compute wing: Lambda functions and their layers, the job queue, dead-letter queues, database password rotation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.compute.agent_function import AgentFunction, AgentFunctionArgs
from components.compute.code import DependencyLayers, DependencyLayersArgs, Packages, built_packages
from components.compute.environment import FunctionInputs, environment_variables
from components.compute.housekeeping import Housekeeping, HousekeepingArgs
from components.compute.job_queue import JobQueue, JobQueueArgs
from components.compute.queue import DeadLetterQueue
from components.compute.schema_migration import SchemaMigration, SchemaMigrationArgs, content_hash
from components.foundation.context import StackContext
from components.foundation.function_spec import FunctionSpec
from components.foundation.secrets import SecretRotation, SecretRotationArgs
from components.foundation.settings.settings import Settings
from components.foundation.shared_names import (
    DATABASE_ROTATOR,
    DATABASE_SECRET,
    DEAD_LETTERS_QUEUE,
    HOUSEKEEPER,
    JOBS_QUEUE,
    MIGRATOR,
    PLANNER,
)


@dataclass(frozen=True)
class ComputeArgs:
    context: StackContext
    settings: Settings
    functions: Sequence[FunctionSpec]
    packages: Packages
    secret_arns: Mapping[str, pulumi.Input[str]]
    """Logical name to ARN."""
    cluster_arn: pulumi.Input[str]
    master_secret_arn: pulumi.Input[str]
    database: Sequence[pulumi.Resource]
    """The database answers statements once these exist."""


class Compute(pulumi.ComponentResource):
    """`live` maps a function to the alias that callers use.

    The composite alarms wait for the alarms of `alarm_parents`.
    """

    def __init__(self, name: str, args: ComputeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:Compute", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        planner = next(spec for spec in args.functions if spec.name == PLANNER)
        dead_letters = DeadLetterQueue(DEAD_LETTERS_QUEUE, args.context, self._child)
        jobs = JobQueue("job-queue", JobQueueArgs(args.context, JOBS_QUEUE), self._child)
        functions = self._functions(args, dead_letters, jobs)
        self.live: Mapping[str, aws.lambda_.Alias] = {key: function.live for key, function in functions.items()}
        jobs.feed(self.live[PLANNER], planner.reserved_concurrency)
        self._rotate_database_password(args)
        housekeeping = Housekeeping("housekeeping", HousekeepingArgs(args.context, self.live[HOUSEKEEPER]), self._child)
        self.alarm_parents: Sequence[pulumi.Resource] = (*functions.values(), dead_letters, jobs, housekeeping)
        self.outputs: Mapping[str, object] = {
            "functions": {key: function.name for key, function in functions.items()},
            "queueUrl": jobs.url,
            "dlqUrl": jobs.dlq_url,
            "deadLettersUrl": dead_letters.url,
        }
        self.register_outputs({"functions": self.outputs["functions"], "queueUrl": jobs.url})

    def _functions(
        self, args: ComputeArgs, dead_letters: DeadLetterQueue, jobs: JobQueue
    ) -> Mapping[str, AgentFunction]:
        context, settings = args.context, args.settings
        layer_args = DependencyLayersArgs(context.names, settings.architecture, args.packages.layers)
        layers = DependencyLayers("layers", layer_args, self._child)
        inputs = FunctionInputs(
            context.names,
            settings,
            secret_arns=args.secret_arns,
            queue_urls={JOBS_QUEUE: jobs.url},
            cluster_arn=args.cluster_arn,
            master_secret_arn=args.master_secret_arn,
        )

        def create(spec: FunctionSpec, live_after: Sequence[pulumi.Resource] = ()) -> AgentFunction:
            function_args = AgentFunctionArgs(
                context,
                spec,
                model=settings.model_of(spec.name),
                code=args.packages.code[spec.name],
                variables=environment_variables(spec, inputs),
                layer_arns=layers.of(spec),
                architecture=settings.architecture,
                dead_letters_arn=dead_letters.arn,
                analysis_usd=settings.analysis_cost_cents / 100,
                live_after=live_after,
                # Other functions start in a quarter of a second: a snapshot would cost more than it saves.
                snap_start=settings.snap_start and spec.kind == "agent",
            )
            return AgentFunction(spec.name, function_args, self._child)

        migrator = create(next(spec for spec in args.functions if spec.name == MIGRATOR))
        self._migrated = self._migrate(args, migrator)
        others = [spec for spec in args.functions if spec.name != MIGRATOR]
        created = {spec.name: create(spec, self._migrated if spec.serves else ()) for spec in others}
        return {MIGRATOR: migrator, **created}

    def _migrate(self, args: ComputeArgs, migrator: AgentFunction) -> Sequence[pulumi.Resource]:
        migration = SchemaMigrationArgs(migrator.live, args.database, content_hash())
        return (SchemaMigration("schema-migration", migration, self._child).run,)

    def _rotate_database_password(self, args: ComputeArgs) -> None:
        SecretRotation(
            "database-rotation",
            SecretRotationArgs(
                args.context,
                args.secret_arns[DATABASE_SECRET],
                self.live[DATABASE_ROTATOR],
                args.settings.secret_rotation_days,
                # The first run of the migrator gives the secret its value.
                after=self._migrated,
            ),
            self._child,
        )


def load_packages(functions: Sequence[FunctionSpec], settings: Settings) -> Packages:
    """What the functions will run from. Raises RunError, with one line, for what is missing or cannot be built."""
    return built_packages(functions, settings.architecture, settings.dependencies)
