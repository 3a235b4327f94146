"""CloudWatch dashboards from the function list: operations, agents, cost. Every body is known before the deployment."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.function_spec import FunctionSpec
from components.foundation.names import Names
from components.monitoring.agents_dashboard import agents_widgets
from components.monitoring.cost_dashboard import cost_widgets
from components.monitoring.operations_dashboard import operations_widgets


@dataclass(frozen=True)
class DashboardsArgs:
    names: Names
    functions: Sequence[FunctionSpec]
    models: Sequence[str]
    """Bedrock ids of the models in use."""
    database_instances: int

    def __post_init__(self) -> None:
        if not self.functions or not self.models:
            raise ValueError("DashboardsArgs.functions and models must not be empty")


class Dashboards(pulumi.ComponentResource):
    """`alex-<stack>-operations`, `-agents` and `-cost`."""

    def __init__(self, name: str, args: DashboardsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:Dashboards", name, None, opts)
        bodies = {
            "operations": operations_widgets(args.names, args.functions),
            "agents": agents_widgets(args.names, args.functions),
            "cost": cost_widgets(args.names, args.functions, args.models, args.database_instances),
        }
        for title, body in bodies.items():
            aws.cloudwatch.Dashboard(
                f"{name}-{title}",
                dashboard_name=args.names.of(title),
                dashboard_body=json.dumps(body),
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({})
