"""The causes that trigger each alarm in the soak test, and the alarms that one machine cannot trigger.

To add a kind of alarm: add its runbook to a cause here, and make the cause happen in `tests/e2e/alarm_causes.py`; only
when one machine cannot, give the reason in `NOT_DRIVEN`. Then `make docs`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cause:
    event: str
    """Event that starts and then stops, as one sentence."""
    runbooks: tuple[str, ...]
    """Runbooks of the triggered alarms. A runbook names a kind of alarm; the cause triggers all alarms of the kind."""


CAUSES: dict[str, Cause] = {
    "bad-release": Cause(
        "A release that raises on import goes live in every function, is invoked, and is rolled back.",
        ("function-errors", "rotation-failed"),
    ),
    "poison": Cause(
        "A job message is not JSON and an asynchronous invocation fails twice; then their queues are purged.",
        ("dead-letters",),
    ),
    "heavy-imports": Cause(
        "A release whose imports take 2.5 s goes live in every function, and is rolled back.",
        ("function-init-duration",),
    ),
    "months-pass": Cause(
        "For a release of the housekeeper it is a hundred days later, with no secret rotated; then it is today again.",
        ("rotation-overdue",),
    ),
    "no-concurrency": Cause(
        "The reserved concurrency of every function is set to 0, then restored.", ("function-throttles",)
    ),
    "slow-release": Cause(
        "A release uses more than 80 % of its function's timeout in real time: the planner takes 277 s for a job.",
        ("function-duration", "jobs-duration"),
    ),
    "all-instances": Cause(
        "Long invocations use more than 80 % of a function's reserved concurrency.",
        ("function-concurrency",),
    ),
    "model-refuses": Cause(
        "The model rejects the planner's calls, then every specialist's.",
        ("agent-failures", "jobs-failed"),
    ),
    "model-busy": Cause("The model throttles the specialists of several jobs.", ("model-throttles",)),
    "model-rambles": Cause("The model answers four times with a million characters.", ("model-cost", "analysis-cost")),
    "model-invents": Cause(
        "The model answers with figures of its own, also when it is asked again.", ("faithfulness",)
    ),
    "traces-lost": Cause("The trace store cannot write spans during several jobs.", ("trace-export",)),
    "strangers": Cause("A hundred requests carry an invalid token.", ("api-4xx-surge",)),
    "no-logins": Cause(
        "The application's database user loses LOGIN, then gets it back.",
        ("database-connections", "api-5xx"),
    ),
    "no-privilege": Cause(
        "The application's database user loses SELECT on accounts, then gets it back.", ("data-api-errors",)
    ),
    "locked-table": Cause(
        "Another session locks the accounts table repeatedly, a second each time.",
        ("data-api-latency", "api-latency"),
    ),
    "schedule-off": Cause(
        "The housekeeper's schedule is disabled, then enabled; the alarm's hours last a minute meanwhile.",
        ("schedule-missed",),
    ),
    "planner-paused": Cause(
        "The queue's event source mapping is disabled while a job waits, then enabled.", ("jobs-oldest-message",)
    ),
}

_NO_CONTAINER = "No container of Langfuse on ECS runs on one machine."

#: Runbook of the alarms that cannot be triggered here, with the reason.
NOT_DRIVEN: dict[str, str] = {
    "database-capacity": "PostgreSQL on one machine has no Aurora capacity units (ACU).",
    "langfuse-unhealthy": _NO_CONTAINER,
    "langfuse-no-task": _NO_CONTAINER,
    "langfuse-clickhouse": _NO_CONTAINER,
    "langfuse-queues": "No Valkey of Langfuse on ECS runs on one machine.",
    "langfuse-database": "No PostgreSQL of Langfuse on ECS runs on one machine.",
    "firewall-blocked-surge": "Requests do not pass CloudFront, and the emulator does not evaluate AWS WAF rules.",
}


def cause_of(runbook: str) -> str | None:
    """Name of the cause that triggers the runbook's alarms; None without one."""
    return next((name for name, cause in CAUSES.items() if runbook in cause.runbooks), None)
