"""Log groups: bytes that come in, and bytes kept."""

from __future__ import annotations

from collections.abc import Iterator

from estimate.meters import Use
from estimate.services.edge import PLAN, acls_beyond_plans
from estimate.services.functions import requests_of_an_analysis
from estimate.stack import Stack, number
from estimate.usage import Usage
from estimate.workload import DAYS, Workload

GROUP = "aws:cloudwatch/logGroup:LogGroup"
TYPES = (GROUP,)
_GIB = 1024**3
#: CloudWatch adds so much to each line; lines are about this long.
_LINE_OVERHEAD, _LINE = 26, 300
FIREWALL = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
#: One request in the API's access log and in the firewall's log, as their formats are.
_ACCESS_BYTES, _FIREWALL_BYTES = 500, 1500
#: Management events of a quiet account, rotations and housekeeping included, a month.
_IDLE_BYTES = 60 * 1024**2
#: Compressed as it is stored.
_STORED_SHARE = 0.15


def uses(stack: Stack, load: Workload, usage: Usage) -> Iterator[Use]:
    groups = stack.of(GROUP)
    if not groups:
        return
    requests = requests_of_an_analysis(load, usage)
    for_one = sum(usage.log_bytes.values()) * (1 + _LINE_OVERHEAD / _LINE)
    for_one += requests * (usage.request_log_bytes + _ACCESS_BYTES)
    firewall = requests * _FIREWALL_BYTES if stack.count(FIREWALL) else 0.0
    infrequent = all(group.inputs.get("logGroupClass") == "INFREQUENT_ACCESS" for group in groups)
    meter = "logs.ingested-infrequent" if infrequent else "logs.ingested"
    idle, busy = _IDLE_BYTES / _GIB, load.analyses * (for_one + firewall) / _GIB
    # A plan of CloudFront has the way into the log in its price, and not the keeping.
    of_plan = stack.count(PLAN) and not acls_beyond_plans(stack)
    billed = load.analyses * for_one / _GIB if of_plan else busy
    yield Use(GROUP, "log lines that come in", meter, idle, billed)
    months = max(number(group.inputs, "retentionInDays", 30) for group in groups) / DAYS * _STORED_SHARE
    yield Use(GROUP, "log lines kept", "logs.stored", idle * months, busy * months)
