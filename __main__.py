"""The Alex stack: its wings, in the order in which they are built.

A wing is one component in `components/<wing>/<wing>.py`. It composes its parts and shows other wings only its outputs.
"""

from __future__ import annotations

import pulumi

from components.foundation.loading import engine_process, lazy_aws

lazy_aws.install()
engine_process.prepare()
from components.compute.compute import Compute, ComputeArgs, load_packages
from components.data.data import Data, DataArgs
from components.edge.edge import Edge, EdgeArgs, edge_key_statements, load_site
from components.foundation.foundation import Foundation, FoundationArgs
from components.foundation.function_variants import deployed_functions
from components.foundation.names import Names
from components.foundation.settings.settings import Settings
from components.foundation.shared_names import API, ORIGIN_ROTATOR, ORIGIN_SECRET
from components.foundation.tags import tag_everything
from components.governance.governance import Governance, GovernanceArgs, governance_key_statements
from components.langfuse.langfuse import Langfuse, langfuse_key_statements
from components.monitoring.monitoring import Monitoring, MonitoringArgs

# A wrong setting, a missing package or a missing site ends the program before its first resource.
settings = Settings.load()
functions = deployed_functions(settings.warm_ups, settings.langfuse_project_per_agent, bool(settings.self_hosted))
packages = load_packages(functions, settings)
site = load_site(settings)
names = Names.current(settings.region)
tag_everything(names.project, settings.environment, settings.owner)

# KMS key, secrets without values, and the bucket for S3 access logs.
key_statements = (*edge_key_statements(names, settings), *governance_key_statements(names))
key_statements += langfuse_key_statements(names, settings)
foundation = Foundation("foundation", FoundationArgs(names, settings, functions, key_statements))
context = foundation.context

# Aurora PostgreSQL Serverless v2, reached through the Data API only.
data = Data("data", DataArgs(context, settings))

# A Lambda function per row of the function list, and the queue of jobs from the API to the planner. Functions that
# serve users go live after the database's migrations.
database = (data.cluster_arn, data.master_secret_arn, [data.writer])
compute = Compute("compute", ComputeArgs(context, settings, functions, packages, foundation.secret_arns, *database))

# Langfuse on ECS, if the settings ask for it.
langfuse = Langfuse.if_self_hosted(settings, foundation, compute.live)

# CloudFront and AWS WAF before the site and the HTTP API.
origin = (compute.live[ORIGIN_ROTATOR], foundation.secret_arns[ORIGIN_SECRET])
edge_args = EdgeArgs(context, settings, site, compute.live[API], *origin, foundation.access_logs)
edge = Edge("edge", edge_args)

# Alarms and their notifications, dashboards, saved queries.
alarms = (*edge.alarms, *langfuse.alarms)
parents = (*compute.alarm_parents, *edge.alarm_parents, *langfuse.parts)
monitoring_args = MonitoringArgs(context, settings, functions, edge.api_id, alarms, parents)
monitoring = Monitoring("monitoring", monitoring_args)

# CloudTrail, which also records writes to the site's bucket, cost alerts, and the guard of a protected stack.
guarded = (foundation, data, compute, edge, monitoring, *langfuse.parts)
Governance("governance", GovernanceArgs(context, settings, foundation.access_logs, [edge.site_bucket_arn], guarded))

for wing in (foundation, data, compute, edge, monitoring, langfuse):
    for output, value in wing.outputs.items():
        pulumi.export(output, value)
