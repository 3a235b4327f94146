"""What sets each alarm off in the soak test, for real, and which alarms one machine cannot set off.

To add a kind of alarm: add its runbook to a cause here, and make the cause happen in `tests/e2e/alarm_causes.py`; only
when one machine cannot, give the reason in `NOT_DRIVEN`. Then `make docs`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cause:
    what: str
    """What happens, and then stops happening, as one sentence."""
    runbooks: tuple[str, ...]
    """Runbooks of the alarms that it sets off, which name their kind: all alarms of the kind are set off."""


CAUSES: dict[str, Cause] = {
    "bad-release": Cause(
        "A release that raises when it is loaded goes live in every function, is called, and is rolled back.",
        ("function-errors", "rotation-failed"),
    ),
    "poison": Cause(
        "A job's message that is not JSON, and an asynchronous call that fails twice; their queues are emptied.",
        ("dead-letters",),
    ),
    "heavy-imports": Cause(
        "A release whose imports take 2.5 s goes live in every function, and is rolled back.",
        ("function-init-duration",),
    ),
    "no-concurrency": Cause(
        "The reserved concurrency of every function is set to 0, and set back.", ("function-throttles",)
    ),
    "slow-release": Cause(
        "A release takes more than 80 % of its function's time, in full length: the planner 241 s, for a job.",
        ("function-duration", "jobs-duration"),
    ),
    "all-instances": Cause(
        "More than 80 % of a function's reserved instances are called at once and take their time.",
        ("function-concurrency",),
    ),
    "model-refuses": Cause(
        "The model refuses the planner, then every specialist of a job.", ("agent-failures", "jobs-failed")
    ),
    "model-busy": Cause("The model throttles the specialists of several jobs.", ("model-throttles",)),
    "model-rambles": Cause("The model answers with a million characters, four times.", ("model-cost",)),
    "traces-lost": Cause("The trace store cannot write what it is sent, over several jobs.", ("trace-export",)),
    "strangers": Cause("A hundred requests come with a token that nobody issued.", ("api-4xx-surge",)),
    "no-logins": Cause(
        "PostgreSQL lets the application's user no longer log in, and then again.", ("database-connections", "api-5xx")
    ),
    "no-privilege": Cause(
        "The application's user may no longer read accounts, and then may again.", ("data-api-errors",)
    ),
    "locked-table": Cause(
        "Another session locks the accounts again and again, a second each time.", ("data-api-latency", "api-latency")
    ),
    "planner-paused": Cause(
        "The queue's event source mapping is disabled while a job waits, and enabled.", ("jobs-oldest-message",)
    ),
}

#: Runbook of the alarms that cannot be set off here, with the reason.
NOT_DRIVEN: dict[str, str] = {
    "database-capacity": "PostgreSQL on one machine has no capacity units, and no use of them to measure.",
    "firewall-blocked-surge": "Requests do not come through CloudFront, and the emulator's firewall judges none.",
}


def cause_of(runbook: str) -> str | None:
    """Name of the cause that sets the runbook's alarms off; None when there is none."""
    return next((name for name, cause in CAUSES.items() if runbook in cause.runbooks), None)
