"""Resource types that are not emulated, and features without effect: `alex up` prints the list, the docs repeat it.

To add a resource type: first try to create it in `local/engine/resources/`. Only if ministack cannot, add a row here
with the reason, and with templates for the outputs that the program reads; then run `make docs`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class NotEmulated:
    """A resource type that is registered, but not created."""

    reason: str
    """One sentence."""
    id: str = "{name}"
    """Template of the id, with `{name}` (the input `name`, else the logical name), `{region}` and `{account}`."""
    outputs: Mapping[str, str] = field(default_factory=dict[str, str])
    """Template for each output that the program reads, in camelCase. Templates may also use `{id}`."""

    def state(self, name: str, region: str, account: str) -> tuple[str, dict[str, Any]]:
        """A plausible id, and the outputs."""
        known = {"name": name, "region": region, "account": account}
        identifier = self.id.format(**known)
        return identifier, {key: template.format(**known, id=identifier) for key, template in self.outputs.items()}


_NO_SCALING = "The emulator has no Application Auto Scaling, and no container runs whose number could follow its load."
_NO_COST_EXPLORER = "The emulator has no Cost Explorer, and one machine has no AWS costs."

#: Resource type to reason and outputs. Such a resource is registered with its inputs, but not created.
NOT_EMULATED: dict[str, NotEmulated] = {
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": NotEmulated(
        _NO_COST_EXPLORER, outputs={"arn": "arn:aws:ce::{account}:anomalymonitor/{name}"}
    ),
    "aws:costexplorer/anomalySubscription:AnomalySubscription": NotEmulated(_NO_COST_EXPLORER),
    "aws:costexplorer/costAllocationTag:CostAllocationTag": NotEmulated(_NO_COST_EXPLORER),
    "aws:cloudwatch/queryDefinition:QueryDefinition": NotEmulated(
        "The emulator cannot save queries. It can run them, as far as it supports Logs Insights.",
        outputs={"queryDefinitionId": "{name}"},
    ),
    "aws:appautoscaling/policy:Policy": NotEmulated(_NO_SCALING),
    "aws:appautoscaling/target:Target": NotEmulated(_NO_SCALING),
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": NotEmulated(
        "The emulator fetches no image, and no container runs."
    ),
    "aws:pricingplanmanager/subscription:Subscription": NotEmulated(
        "The emulator has no pricing plans, and one machine has no AWS costs.",
        id="arn:aws:pricingplanmanager::{account}:subscription:{name}",
    ),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": NotEmulated(
        "The emulator applies no AWS WAF rule to a request, so there is no log."
    ),
}

#: Feature that is created without effect on one machine, to the reason; in the order of the docs.
WITHOUT_EFFECT: dict[str, str] = {
    "Resource policies of functions and queues": "The emulator evaluates only the policies of the caller's role.",
    "Encryption": "Data is stored in plain text. Key permissions are enforced for secrets and queues.",
    "X-Ray segments": "No daemon receives them. Traces go to Langfuse only.",
    "Network rules of the database": "PostgreSQL listens on loopback and is reached through the Data API only.",
    "The distribution and its web ACL": (
        "The site's address has the distribution's headers, caching and compression, and no TLS and no firewall; "
        "commands go around it and send the origin secret themselves."
    ),
    "Access logs of buckets and the distribution": "The emulator stores the settings and writes no log.",
    "Containers of Langfuse on ECS": (
        "No container runs. Services keep their settings, a task that is run ends at once, and load balancer, cache, "
        "files and backups are records."
    ),
    "The network's flow logs": "The network carries no traffic.",
    "The audit trail": "The emulator stores its settings and delivers no events.",
    "The budget's notifications": "One machine has no AWS costs.",
    "The rotation's schedule": "Secrets rotate only on a call of `secretsmanager rotate-secret`, for real.",
}


def unemulated(types: Iterable[str]) -> dict[str, str]:
    """The types among these that the embedded AWS does not create, sorted, with the reason."""
    return {type_: NOT_EMULATED[type_].reason for type_ in sorted(set(types) & NOT_EMULATED.keys())}
