"""Log groups: bytes that come in, and bytes kept."""

from __future__ import annotations

from collections.abc import Iterator

from estimate.meters import Use
from estimate.services.functions import requests_of_an_analysis
from estimate.stack import Stack, number
from estimate.usage import Usage
from estimate.workload import DAYS, Workload

GROUP = "aws:cloudwatch/logGroup:LogGroup"
TYPES = (GROUP,)
_GIB = 1024**3
#: CloudWatch adds so much to each line; lines are about this long.
_LINE_OVERHEAD, _LINE = 26, 300
#: Access log and firewall log of one request, as their formats are.
_REQUEST_BYTES = 500 + 1500
#: Management events of a quiet account, rotations and housekeeping included, a month.
_IDLE_BYTES = 60 * 1024**2
#: Compressed as it is stored.
_STORED_SHARE = 0.15


def uses(stack: Stack, load: Workload, usage: Usage) -> Iterator[Use]:
    groups = stack.of(GROUP)
    if not groups:
        return
    for_one = sum(usage.log_bytes.values()) * (1 + _LINE_OVERHEAD / _LINE)
    for_one += requests_of_an_analysis(load, usage) * (usage.request_log_bytes + _REQUEST_BYTES)
    infrequent = all(group.inputs.get("logGroupClass") == "INFREQUENT_ACCESS" for group in groups)
    meter = "logs.ingested-infrequent" if infrequent else "logs.ingested"
    idle, busy = _IDLE_BYTES / _GIB, load.analyses * for_one / _GIB
    yield Use(GROUP, "log lines that come in", meter, idle, busy)
    months = max(number(group.inputs, "retentionInDays", 30) for group in groups) / DAYS * _STORED_SHARE
    yield Use(GROUP, "log lines kept", "logs.stored", idle * months, busy * months)
