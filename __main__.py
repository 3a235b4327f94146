"""The stack: what Alex is made of, in the order in which it is built. Details are in `components/`."""

from __future__ import annotations

import pulumi

from components.compute.agent_function import AgentFunction, AgentFunctionArgs
from components.compute.code import DependencyLayers, DependencyLayersArgs, function_code
from components.compute.environment import FunctionInputs, lease_seconds, variables
from components.compute.job_queue import JobQueue, JobQueueArgs
from components.compute.queue import DeadLetterQueue
from components.data.database import Database, DatabaseArgs
from components.data.network import IsolatedNetwork, IsolatedNetworkArgs
from components.edge.http_api import HttpApi, HttpApiArgs
from components.edge.identity import UserPool, UserPoolArgs, token_issuer
from components.edge.origin import OriginSecret, OriginSecretArgs
from components.edge.waf import EDGE_REGION, WebAcl, WebAclArgs
from components.edge.waf_alarms import WebAclAlarms, WebAclAlarmsArgs
from components.edge.website import Website, WebsiteArgs
from components.edge.website import key_statements as site_key_statements
from components.foundation.context import StackContext
from components.foundation.encryption import StackKey, StackKeyArgs
from components.foundation.functions import (
    DATABASE_SECRET,
    DEAD_LETTERS_QUEUE,
    FUNCTIONS,
    JOBS_QUEUE,
    ORIGIN_FUNCTION,
    ORIGIN_SECRET,
    SECRETS,
    langfuse_secrets,
    with_own_projects,
)
from components.foundation.names import Names
from components.foundation.private_bucket import access_log_bucket
from components.foundation.secret_rotation import SecretRotation, SecretRotationArgs
from components.foundation.secrets import Secrets, SecretsArgs
from components.foundation.settings import Settings
from components.foundation.tags import tag_everything
from components.governance.audit_trail import AuditTrail, AuditTrailArgs
from components.governance.audit_trail import key_statements as trail_key_statements
from components.governance.cost_alerts import CostAlerts, CostAlertsArgs
from components.governance.cost_alerts import key_statements as cost_key_statements
from components.monitoring.all_alarms import all_alarms
from components.monitoring.dashboards import Dashboards, DashboardsArgs
from components.monitoring.notifications import AlarmTopic, AlarmTopicArgs, SeverityAlarms, SeverityAlarmsArgs
from components.monitoring.saved_queries import SavedQueries, SavedQueriesArgs
from components.monitoring.system_alarms import SystemAlarms, SystemAlarmsArgs

settings = Settings.load()
names = Names.current(settings.region)
tags = {"Project": names.project, "Environment": settings.environment, "Owner": settings.owner}
tag_everything(tags)

roster = with_own_projects(FUNCTIONS, settings.own_langfuse_projects)
specs = {spec.name: spec for spec in roster}
log_groups = [
    *map(names.function_log_group, specs),
    names.access_log_group,
    names.database_log_group,
    names.waf_log_group,
    names.flow_log_group,
    names.trail_log_group,
]
key = StackKey(
    "key",
    StackKeyArgs(
        names,
        settings.protect,
        roster,
        log_groups,
        [*site_key_statements(names), *trail_key_statements(names), *cost_key_statements(names)],
    ),
)
alarms = AlarmTopic("alarms", AlarmTopicArgs(names, key.arn, settings.alarm_email, settings.alarm_webhook))
context = StackContext(names, key.arn, settings.runbook_base_url, settings.log_retention_days, settings.protect)

secrets = Secrets("secrets", SecretsArgs(context, SECRETS | langfuse_secrets(settings.own_langfuse_projects)))
dead_letters = DeadLetterQueue(DEAD_LETTERS_QUEUE, context)
jobs = JobQueue("job-queue", JobQueueArgs(context, JOBS_QUEUE, lease_seconds(specs["planner"])))
network = IsolatedNetwork("network", IsolatedNetworkArgs(context))
database = Database(
    "database",
    DatabaseArgs(
        context,
        subnet_ids=network.subnet_ids,
        security_group_id=network.security_group_id,
        min_acu=settings.database_min_acu,
        max_acu=settings.database_max_acu,
        instances=settings.database_instances,
    ),
)

layers = DependencyLayers("layers", DependencyLayersArgs(names, settings.architecture, settings.dependencies))
around = FunctionInputs(
    names,
    settings,
    secret_arns=secrets.arns,
    queue_urls={JOBS_QUEUE: jobs.url},
    cluster_arn=database.cluster_arn,
    master_secret_arn=database.master_secret_arn,
)
code = function_code(roster)
functions = {
    spec.name: AgentFunction(
        spec.name,
        AgentFunctionArgs(
            context,
            spec,
            model=settings.model_of(spec.name),
            code=code[spec.name],
            variables=variables(spec, around),
            layer_arns=layers.of(spec),
            architecture=settings.architecture,
            dead_letters_arn=dead_letters.arn,
            # The other functions start in a quarter of a second: a snapshot would cost more than it saves.
            snap_start=settings.snap_start and spec.kind == "agent",
        ),
    )
    for spec in roster
}
jobs.feed(functions["planner"].live, specs["planner"].reserved_concurrency)
SecretRotation(
    "database-rotation",
    SecretRotationArgs(
        context, secrets.arns[DATABASE_SECRET], functions["rotator"].live, settings.secret_rotation_days
    ),
)
tokens = token_issuer(settings.jwt_issuer, settings.jwt_audience)
if tokens is None:
    tokens = UserPool("identity", UserPoolArgs(context, settings.callback_urls, settings.self_sign_up)).tokens
api = HttpApi(
    "http-api",
    HttpApiArgs(
        context,
        functions["api"].live,
        tokens=tokens,
        cors_origins=settings.cors_origins,
        rate_limit=settings.api_rate_limit,
        burst_limit=settings.api_burst_limit,
    ),
)

access_logs = access_log_bucket(context)
origin = OriginSecret(
    "origin",
    OriginSecretArgs(
        context,
        secrets.arns[ORIGIN_SECRET],
        functions["origin_rotator"].live,
        ORIGIN_FUNCTION,
        settings.secret_rotation_days,
    ),
)
firewall = WebAcl("firewall", WebAclArgs(context))
website = Website(
    "website",
    WebsiteArgs(
        context,
        access_logs,
        api_url=api.url,
        api_function_arn=origin.edge_function_arn,
        web_acl_arn=firewall.arn,
        domain=settings.site_domain,
        certificate_arn=settings.certificate_arn,
    ),
)
AuditTrail("audit", AuditTrailArgs(context, access_logs, watched_bucket_arns=[website.bucket_arn]))
CostAlerts(
    "costs",
    CostAlertsArgs(
        context,
        settings.monthly_budget_usd,
        email=settings.alarm_email,
        anomaly_monitor_arn=settings.anomaly_monitor_arn,
        tag_keys=tuple(tags) if settings.activate_cost_tags else (),
    ),
)

waf_alarms = WebAclAlarms(
    "firewall-alarms",
    WebAclAlarmsArgs(
        context,
        web_acl_metric=firewall.name,
        region=EDGE_REGION,
        key_arn=firewall.key_arn,
        email=settings.alarm_email,
        webhook=settings.alarm_webhook,
    ),
    pulumi.ResourceOptions(providers=[firewall.provider]),
)
system_alarms = SystemAlarms("system-alarms", SystemAlarmsArgs(context, api.id))
SeverityAlarms(
    "severities",
    SeverityAlarmsArgs(
        names,
        alarms.arn,
        (*all_alarms(names, roster, api.id), *waf_alarms.in_stack),
        created_by=[*functions.values(), dead_letters, jobs, system_alarms, waf_alarms],
    ),
)
models = sorted({str(settings.model_of(spec.name)) for spec in roster if spec.kind == "agent"})
Dashboards("dashboards", DashboardsArgs(names, roster, api.id, models, settings.database_instances))
SavedQueries("queries", SavedQueriesArgs(names, roster))

pulumi.export("siteUrl", website.url)
pulumi.export("distributionDomain", website.distribution_domain)
pulumi.export("apiUrl", api.url)
pulumi.export("apiId", api.id)
pulumi.export("tokenIssuer", tokens.issuer)
pulumi.export("tokenAudience", tokens.audience)
pulumi.export("signInUrl", tokens.sign_in_url)
pulumi.export("functions", {name: function.name for name, function in functions.items()})
pulumi.export("queueUrl", jobs.url)
pulumi.export("dlqUrl", jobs.dlq_url)
pulumi.export("deadLettersUrl", dead_letters.url)
pulumi.export("databaseClusterArn", database.cluster_arn)
pulumi.export("databaseMasterSecretArn", database.master_secret_arn)
pulumi.export("secrets", secrets.arns)
pulumi.export("alarmTopicArn", alarms.arn)
