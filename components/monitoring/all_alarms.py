"""The alarm catalogue: every alarm that a stack has, as rows. A function's rows follow from its row in the roster.

To add an alarm: a row in `function_alarms.py` or `system_alarms.py`, the page `docs/runbooks/<runbook>.md`, and what
sets it off in a test: see `docs/how-to-add-an-alarm.md`.
"""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from components.foundation.functions import DEAD_LETTERS_QUEUE, JOBS_QUEUE, FunctionSpec
from components.foundation.names import Names
from components.monitoring.alarm import Alarm
from components.monitoring.function_alarms import function_alarms
from components.monitoring.metrics import queue_metric
from components.monitoring.system_alarms import system_alarms

#: Queues that hold what failed for good.
DEAD_LETTER_QUEUES = (f"{JOBS_QUEUE}-dlq", DEAD_LETTERS_QUEUE)


def dead_letter_alarm(names: Names, queue: str) -> Alarm:
    return Alarm(
        name=f"{queue}-not-empty",
        runbook="dead-letters",
        severity="critical",
        description=f"{names.of(queue)} holds a message that failed for good.",
        metric=queue_metric(names, queue, "ApproximateNumberOfMessagesVisible", "Maximum"),
        threshold=0,
        period_seconds=60,
    )


def all_alarms(names: Names, roster: Sequence[FunctionSpec], api_id: pulumi.Input[str]) -> tuple[Alarm, ...]:
    """Every alarm of the stack in the stack's region."""
    functions = [alarm for spec in roster for alarm in function_alarms(names, spec)]
    queues = [dead_letter_alarm(names, queue) for queue in DEAD_LETTER_QUEUES]
    return (*functions, *queues, *system_alarms(names, api_id))
