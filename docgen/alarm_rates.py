"""How rarely the event behind each kind of alarm may happen and still fire it: the slowest rate worth waking somebody.

`tests/infra/test_alarm_rates.py` drives every alarm at its rate, through on and off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Points = Mapping[str, float | tuple[float, ...]]
"""Values of metrics by name."""


@dataclass(frozen=True)
class Rate:
    """Data points of an event, and of what happens beside it."""

    event: str
    """As one sentence."""
    points: Points = field(default_factory=dict[str, float])
    above: str = ""
    """Metric whose value is a little more than the alarm's threshold."""
    every_minutes: int = 60
    minutes: int = 1
    """Duration: the points come each minute."""
    fires_after: int = 1
    """Events."""
    usual: Points = field(default_factory=dict[str, float])
    """Points of good work, every ten minutes."""
    alone: bool = False
    """No good work happens while the events do."""


_GIB = 1024**3
#: Requests while a browser waits for one analysis.
_REQUESTS = 20

RATES: dict[str, Rate] = {
    "function-errors": Rate(
        "One invocation an hour fails.", {"Errors": 1, "Invocations": 1}, usual={"Errors": 0, "Invocations": 1}
    ),
    "rotation-failed": Rate(
        "One step of a monthly rotation fails.", {"Errors": 1}, every_minutes=30 * 24 * 60, usual={"Errors": 0}
    ),
    "rotation-overdue": Rate(
        "One secret is not rotated; the housekeeper sees it once a day, until it is.",
        above="RotationOverdueDays",
        every_minutes=24 * 60,
        usual={"RotationOverdueDays": 0},
        alone=True,
    ),
    "function-throttles": Rate("One invocation an hour is throttled.", {"Throttles": 1}, usual={"Throttles": 0}),
    # Metrics of log filters have the stack's name, see `init_duration_metric`.
    "function-duration": Rate("One invocation an hour is too slow.", {"NearTimeout": 1}),
    "function-init-duration": Rate("One cold start an hour is too slow.", above="InitDuration"),
    "function-concurrency": Rate(
        "Once an hour, for three minutes.", above="ConcurrentExecutions", minutes=4, usual={"ConcurrentExecutions": 1}
    ),
    "agent-failures": Rate("One run an hour fails.", {"AgentFailures": 100}, usual={"AgentFailures": 0}),
    "dead-letters": Rate(
        "One message, until it is removed.",
        {"ApproximateNumberOfMessagesVisible": 1},
        minutes=45,
        usual={"ApproximateNumberOfMessagesVisible": 0},
    ),
    "api-5xx": Rate(
        f"One of the {_REQUESTS} requests of an analysis, once an hour.",
        {"5xx": 1, "Count": (1,) * _REQUESTS},
        usual={"Count": (1,) * _REQUESTS},
    ),
    "api-4xx-surge": Rate(
        "Once an hour, 20 of 60 requests within five minutes.",
        {"4xx": 20, "Count": (1,) * 60},
        usual={"4xx": 1, "Count": (1,) * 60},
    ),
    "api-latency": Rate(
        "One request every ten minutes, which finds the database paused each time; at the third.",
        above="Latency",
        every_minutes=10,
        fires_after=3,
        usual={"Latency": 50},
        alone=True,
    ),
    "jobs-oldest-message": Rate("One job, until it ends.", above="ApproximateAgeOfOldestMessage", minutes=5, usual={}),
    "jobs-failed": Rate("One job an hour fails.", {"JobsFinished": 1}),
    "jobs-duration": Rate("One job an hour is too slow.", above="JobDuration", usual={"JobDuration": 60_000}),
    "data-api-errors": Rate(
        f"Once an hour, one statement of a job fails, while its user's browser asks {_REQUESTS // 2} times.",
        {"DataApiErrors": 1, "DataApiLatency": (5.0,) * (3 + _REQUESTS // 2)},
        usual={"DataApiLatency": (5.0,) * 20},
    ),
    "data-api-latency": Rate(
        "One job every ten minutes, all with slow statements; at the third.",
        above="DataApiLatency",
        every_minutes=10,
        fires_after=3,
        usual={"DataApiLatency": (5.0,) * 20},
        alone=True,
    ),
    "database-connections": Rate("One request or job an hour gets no connection.", {"DatabaseConnectionErrors": 1}),
    "database-capacity": Rate(
        "Once an hour, for 15 minutes.", above="ACUUtilization", minutes=16, usual={"ACUUtilization": 5}
    ),
    "model-throttles": Rate(
        "One job an hour, all of whose model calls are throttled: five attempts of the planner and three specialists.",
        {"ModelThrottles": (1,) * 20},
    ),
    "model-cost": Rate("One job an hour costs as much.", above="CostUSD", usual={"CostUSD": 0.02}),
    "analysis-cost": Rate("One analysis an hour is too dear.", {"AnalysisCost": 0.75}),
    "faithfulness": Rate(
        "One job an hour, whose texts are wrong in every tenth figure.",
        {"Faithfulness": (90.0,) * 3},
        usual={"Faithfulness": (100.0,) * 3},
        alone=True,
    ),
    "trace-export": Rate(
        "One job an hour loses its trace: the planner's spans and those of two specialists.",
        {"TraceExportFailures": (1,) * 3},
    ),
    "langfuse-unhealthy": Rate(
        "Once an hour, every web task fails its checks for 15 minutes.",
        {"HealthyHostCount": 0, "UnHealthyHostCount": 2, "RequestCount": (1,) * 20, "HTTPCode_ELB_5XX_Count": 20},
        minutes=16,
        usual={"HealthyHostCount": 2, "UnHealthyHostCount": 0, "RequestCount": (1,) * 20},
    ),
    "langfuse-no-task": Rate(
        "Once an hour, for 15 minutes.", {"RunningTaskCount": 0}, minutes=16, usual={"RunningTaskCount": 1}
    ),
    "langfuse-clickhouse": Rate(
        "Once an hour, for 15 minutes; of the files, as long as they are there.",
        {"MemoryUtilized": 7_800, "MemoryReserved": 8_192, "StorageBytes": 200 * _GIB},
        minutes=16,
        usual={"MemoryUtilized": 3_000, "MemoryReserved": 8_192, "StorageBytes": 10 * _GIB},
    ),
    "langfuse-queues": Rate(
        "Once an hour, for 15 minutes.",
        {"CurrItems": 25_000, "DatabaseMemoryUsagePercentage": 85},
        minutes=16,
        usual={"CurrItems": 100, "DatabaseMemoryUsagePercentage": 5},
    ),
    "langfuse-database": Rate(
        "Until there is room.", {"FreeStorageSpace": 3 * _GIB}, minutes=16, usual={"FreeStorageSpace": 15 * _GIB}
    ),
    "schedule-missed": Rate(
        "One daily run is missed, so 48 hours pass between two.", minutes=47 * 60, usual={"Invocations": 1}
    ),
    "firewall-blocked-surge": Rate("Once an hour, within five minutes.", above="BlockedRequests"),
}
