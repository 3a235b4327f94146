"""The Alex stack: six wings, in the order in which they are built.

A wing is one component in `components/<wing>/<wing>.py`. It composes its parts and shows other wings only its outputs.
"""

from __future__ import annotations

import pulumi

from components.foundation.loading import lazy_aws

lazy_aws.install()
from components.compute.compute import Compute, ComputeArgs, load_packages
from components.data.data import Data, DataArgs
from components.edge.edge import Edge, EdgeArgs, edge_key_statements, load_site
from components.foundation.foundation import Foundation, FoundationArgs
from components.foundation.functions import API, ORIGIN_ROTATOR, ORIGIN_SECRET, deployed_functions
from components.foundation.names import Names
from components.foundation.settings import Settings
from components.foundation.tags import tag_everything
from components.governance.governance import Governance, GovernanceArgs, governance_key_statements
from components.monitoring.monitoring import Monitoring, MonitoringArgs

# A wrong setting, a missing package or a missing site ends the program before its first resource.
settings = Settings.load()
functions = deployed_functions(settings.warm_ups, settings.langfuse_project_per_agent)
packages = load_packages(functions, settings)
site = load_site(settings)
names = Names.current(settings.region)
tag_everything(names.project, settings.environment, settings.owner)

# KMS key, secrets without values, and the bucket for S3 access logs.
key_statements = (*edge_key_statements(names), *governance_key_statements(names))
foundation = Foundation("foundation", FoundationArgs(names, settings, functions, key_statements))
context = foundation.context

# Aurora PostgreSQL Serverless v2, reached through the Data API only.
data = Data("data", DataArgs(context, settings))

# A Lambda function per row of the function list, and the queue of jobs from the API to the planner. Functions that
# serve users go live after the database's migrations.
database = (data.cluster_arn, data.master_secret_arn, [data.writer])
compute = Compute("compute", ComputeArgs(context, settings, functions, packages, foundation.secret_arns, *database))

# CloudFront and AWS WAF before the site and the HTTP API.
origin = (compute.live[ORIGIN_ROTATOR], foundation.secret_arns[ORIGIN_SECRET])
edge_args = EdgeArgs(context, settings, site, compute.live[API], *origin, foundation.access_logs)
edge = Edge("edge", edge_args)

# Alarms and their notifications, dashboards, saved queries.
parents = (*compute.alarm_parents, *edge.alarm_parents)
monitoring_args = MonitoringArgs(context, settings, functions, edge.api_id, edge.alarms, parents)
monitoring = Monitoring("monitoring", monitoring_args)

# CloudTrail, which also records writes to the site's bucket, cost alerts, and the guard of a protected stack.
guarded = (foundation, data, compute, edge, monitoring)
Governance("governance", GovernanceArgs(context, settings, foundation.access_logs, [edge.site_bucket_arn], guarded))

pulumi.export("siteUrl", edge.site_url)
pulumi.export("distributionDomain", edge.distribution_domain)
pulumi.export("apiUrl", edge.api_url)
pulumi.export("apiId", edge.api_id)
pulumi.export("tokenIssuer", edge.tokens.issuer)
pulumi.export("tokenAudience", edge.tokens.audience)
pulumi.export("signInUrl", edge.tokens.sign_in_url)
pulumi.export("functions", compute.function_names)
pulumi.export("queueUrl", compute.queue_url)
pulumi.export("dlqUrl", compute.dlq_url)
pulumi.export("deadLettersUrl", compute.dead_letters_url)
pulumi.export("databaseClusterArn", data.cluster_arn)
pulumi.export("databaseMasterSecretArn", data.master_secret_arn)
pulumi.export("secrets", foundation.secret_arns)
pulumi.export("alarmTopicArn", monitoring.topic_arn)
