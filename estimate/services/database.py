"""Aurora Serverless: capacity while it is awake, storage, I/O, and the master user's secret."""

from __future__ import annotations

from collections.abc import Iterator

from estimate.meters import Use
from estimate.services.functions import job_seconds, requests_of_an_analysis
from estimate.stack import Resource, Stack, nested, number
from estimate.usage import Usage
from estimate.workload import DAYS, HOURS, Workload

CLUSTER = "aws:rds/cluster:Cluster"
INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
TYPES = (CLUSTER, INSTANCE)
#: Awake with little to do, or at its minimum, whichever is more.
_LIGHT_ACU = 0.5
#: Housekeeping each day, and the rotations.
_IDLE_WAKES = DAYS + 2
_IDLE_WAKE_SECONDS = 30.0
_GB = 2.0
SCALING = "serverlessv2ScalingConfiguration"
_IO_A_STATEMENT = 20


def uses(stack: Stack, load: Workload, usage: Usage) -> Iterator[Use]:
    clusters = stack.of(CLUSTER)
    serverless = [it for it in stack.of(INSTANCE) if it.inputs.get("instanceClass") == "db.serverless"]
    if not clusters:
        return
    idle, month = _awake(clusters[0], load, usage, 0.0), _awake(clusters[0], load, usage, load.analyses)
    acu = max(_LIGHT_ACU, number(nested(clusters[0], SCALING), "minCapacity", 0.0))
    for place, instance in enumerate(sorted(serverless, key=lambda it: it.name), start=1):
        what = "capacity while it is awake" if place == 1 else f"capacity of instance {place} ({instance.name})"
        yield Use(INSTANCE, what, "aurora.acu-hour", acu * idle, acu * (month - idle))
    yield Use(CLUSTER, "storage", "aurora.storage", _GB)
    statements = load.analyses * usage.calls_to("rds-data", requests_of_an_analysis(load, usage))
    yield Use(CLUSTER, "I/O", "aurora.io", _IDLE_WAKES * _IO_A_STATEMENT, statements * _IO_A_STATEMENT)
    if any(it.inputs.get("manageMasterUserPassword") for it in clusters):
        yield Use(CLUSTER, "secret of the master user", "secret.month", 1)


def _awake(cluster: Resource, load: Workload, usage: Usage, analyses: float) -> float:
    """Hours a month. Without a pause it is always awake; analyses near each other share a wake."""
    scaling = nested(cluster, SCALING)
    if scaling.get("minCapacity") != 0:
        return HOURS
    pause = number(scaling, "secondsUntilAutoPause", 300.0)
    idle = _IDLE_WAKES * (_IDLE_WAKE_SECONDS + pause) / 3600
    hours = (job_seconds(load, usage) + pause) / 3600
    return HOURS * (1 - (1 - load.share_of_time(hours, analyses)) * (1 - idle / HOURS))
