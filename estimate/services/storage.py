"""Buckets and the audit trail."""

from __future__ import annotations

from collections.abc import Iterator

from estimate.meters import Use
from estimate.stack import Stack
from estimate.usage import Usage
from estimate.workload import Workload

BUCKET = "aws:s3/bucket:Bucket"
TRAIL = "aws:cloudtrail/trail:Trail"
TYPES = (BUCKET, TRAIL)
#: Logs of the edge and of buckets, trail files, the site: GB kept, and files written, a month.
_GB, _PUTS = 0.5, 6000
_BYTES_AN_ANALYSIS = 20_000
#: Writes of a deployment.
_DATA_EVENTS = 100


def uses(stack: Stack, load: Workload, usage: Usage) -> Iterator[Use]:  # noqa: ARG001 - as all services
    if stack.count(BUCKET):
        yield Use(BUCKET, "files kept", "s3.stored", _GB, load.analyses * _BYTES_AN_ANALYSIS / 1e9)
        yield Use(BUCKET, "files written", "s3.put", _PUTS, 2 * load.analyses)
    if trails := stack.count(TRAIL):
        yield Use(TRAIL, "data events", "trail.data-event", _DATA_EVENTS)
        # The first copy of management events is free; so it is, as long as no other trail has it.
        yield Use(TRAIL, "further copies of management events", "trail.further-copy", (trails - 1) * 20_000)
