"""What the program has and the embedded AWS does not: the one list, which `alex up` prints and the docs repeat.

To add a resource type: try to create it in `local/engine/resources/` first. Only when ministack cannot, add a row here
with the reason, and with templates for those outputs that the program reads; then `make docs`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class NotEmulated:
    """A resource type that is registered, but not created."""

    reason: str
    """Why not, as one sentence."""
    id: str = "{name}"
    """Template of the id. Templates know `name` (the input `name`, else the logical name), `region` and `account`."""
    outputs: Mapping[str, str] = field(default_factory=dict[str, str])
    """Output that the program reads, in camelCase, to its template, which knows `id` too."""

    def state(self, name: str, region: str, account: str) -> tuple[str, dict[str, Any]]:
        """A plausible id, and the outputs."""
        known = {"name": name, "region": region, "account": account}
        identifier = self.id.format(**known)
        return identifier, {key: template.format(**known, id=identifier) for key, template in self.outputs.items()}


_NO_COST_EXPLORER = "The emulator has no Cost Explorer, and nothing on one machine costs anything."

#: Resource type to what is missing. Such a resource is registered with its inputs, and nothing is created for it.
NOT_EMULATED: dict[str, NotEmulated] = {
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": NotEmulated(
        _NO_COST_EXPLORER, outputs={"arn": "arn:aws:ce::{account}:anomalymonitor/{name}"}
    ),
    "aws:costexplorer/anomalySubscription:AnomalySubscription": NotEmulated(_NO_COST_EXPLORER),
    "aws:costexplorer/costAllocationTag:CostAllocationTag": NotEmulated(_NO_COST_EXPLORER),
    "aws:cloudwatch/queryDefinition:QueryDefinition": NotEmulated(
        "The emulator stores no queries. The queries themselves run on its logs as far as it knows their language.",
        outputs={"queryDefinitionId": "{name}"},
    ),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": NotEmulated(
        "The emulator's firewall judges no request, and has no log."
    ),
}

#: What is created but has no effect on one machine, in the order in which the docs list it: what, and why.
WITHOUT_EFFECT: dict[str, str] = {
    "Resource policies of functions and queues": "The emulator judges a caller by its role's policies only.",
    "Encryption": "The emulator stores all as it is; only the key's leave is asked for, for secrets and queues.",
    "X-Ray segments": "Nothing listens for them; the functions' traces are those of Langfuse.",
    "Network rules of the database": "PostgreSQL listens on loopback; only the Data API is asked for it.",
    "The distribution and its firewall": "Nobody asks CloudFront; what calls the API sends the secret itself.",
    "Access logs of buckets and the distribution": "The emulator keeps the settings and writes no log.",
    "The network's flow logs": "No packet crosses the network.",
    "The audit trail": "The emulator keeps its settings and delivers no events.",
    "The budget's notices": "Nothing costs anything.",
    "The rotation's schedule": "Secrets rotate when `secretsmanager rotate-secret` is called, for real.",
}


def unemulated(types: Iterable[str]) -> dict[str, str]:
    """Of these resource types, those that the embedded AWS does not create, sorted, with the reason."""
    return {type_: NOT_EMULATED[type_].reason for type_ in sorted(set(types) & NOT_EMULATED.keys())}
