"""The stack: what Alex is made of, in the order in which it is built. Details are in `components/`."""

from __future__ import annotations

import pulumi

from components.agent_function import AgentFunction, AgentFunctionArgs
from components.alarms import AlarmTopic, AlarmTopicArgs
from components.context import StackContext
from components.database import Database, DatabaseArgs
from components.encryption import StackKey, StackKeyArgs
from components.environment import Surroundings, lease_seconds, variables
from components.http_api import HttpApi, HttpApiArgs
from components.job_queue import JobQueue, JobQueueArgs
from components.names import Names
from components.network import IsolatedNetwork, IsolatedNetworkArgs
from components.package import DependencyLayers, DependencyLayersArgs
from components.queue import DeadLetterQueue
from components.roster import DEAD_LETTERS_QUEUE, JOBS_QUEUE, ROSTER, SECRETS
from components.secrets import Secrets, SecretsArgs
from components.settings import Settings
from components.tags import tag_everything

settings = Settings.load()
names = Names.current(settings.region)
tag_everything({"Project": names.project, "Environment": settings.environment, "Owner": settings.owner})

specs = {spec.name: spec for spec in ROSTER}
log_groups = [*map(names.function_log_group, specs), names.access_log_group, names.database_log_group]
key = StackKey("key", StackKeyArgs(names, settings.protect, ROSTER, log_groups))
alarms = AlarmTopic("alarms", AlarmTopicArgs(names, key.arn, settings.alarm_email))
context = StackContext(names, key.arn, alarms.arn, settings.log_retention_days, settings.protect)

secrets = Secrets("secrets", SecretsArgs(context, SECRETS))
dead_letters = DeadLetterQueue(DEAD_LETTERS_QUEUE, context)
jobs = JobQueue("job-queue", JobQueueArgs(context, JOBS_QUEUE, lease_seconds(specs["planner"])))
network = IsolatedNetwork("network", IsolatedNetworkArgs(names))
database = Database(
    "database",
    DatabaseArgs(
        context,
        subnet_ids=network.subnet_ids,
        security_group_id=network.security_group_id,
        min_acu=settings.database_min_acu,
        max_acu=settings.database_max_acu,
    ),
)

layers = DependencyLayers("layers", DependencyLayersArgs(names, settings.architecture, settings.dependencies))
around = Surroundings(
    names,
    settings,
    secret_arns=secrets.arns,
    queue_urls={JOBS_QUEUE: jobs.url},
    cluster_arn=database.cluster_arn,
    master_secret_arn=database.master_secret_arn,
)
functions = {
    spec.name: AgentFunction(
        spec.name,
        AgentFunctionArgs(
            context,
            spec,
            model=settings.model_of(spec.name),
            variables=variables(spec, around),
            layer_arns=layers.of(spec),
            architecture=settings.architecture,
            dead_letters_arn=dead_letters.arn,
        ),
    )
    for spec in ROSTER
}
jobs.feed(functions["planner"].function, specs["planner"].reserved_concurrency)
api = HttpApi(
    "http-api",
    HttpApiArgs(
        context,
        functions["api"].function,
        jwt_issuer=settings.jwt_issuer,
        jwt_audience=settings.jwt_audience,
        cors_origins=settings.cors_origins,
        rate_limit=settings.api_rate_limit,
        burst_limit=settings.api_burst_limit,
    ),
)

pulumi.export("apiUrl", api.url)
pulumi.export("apiId", api.id)
pulumi.export("functions", {name: function.name for name, function in functions.items()})
pulumi.export("queueUrl", jobs.url)
pulumi.export("dlqUrl", jobs.dlq_url)
pulumi.export("deadLettersUrl", dead_letters.url)
pulumi.export("databaseClusterArn", database.cluster_arn)
pulumi.export("databaseMasterSecretArn", database.master_secret_arn)
pulumi.export("secrets", secrets.arns)
pulumi.export("alarmTopicArn", alarms.arn)
