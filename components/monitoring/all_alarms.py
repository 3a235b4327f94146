"""List of every alarm of a stack.

To add one: a row in `function_alarms.py` or `system_alarms.py`, a page `docs/runbooks/<runbook>.md`, and a test that
makes it fire. See `docs/how-to-add-an-alarm.md`.
"""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from components.foundation.function_spec import FunctionSpec
from components.foundation.names import Names
from components.foundation.shared_names import DEAD_LETTERS_QUEUE, JOBS_QUEUE
from components.monitoring.alarm import Alarm
from components.monitoring.function_alarms import function_alarms
from components.monitoring.metrics import queue_metric
from components.monitoring.system_alarms import system_alarms

#: Dead-letter queues of the stack.
DEAD_LETTER_QUEUES = (f"{JOBS_QUEUE}-dlq", DEAD_LETTERS_QUEUE)


def dead_letter_alarm(names: Names, queue: str) -> Alarm:
    """Alarm of one dead-letter queue."""
    return Alarm(
        name=f"{queue}-not-empty",
        runbook="dead-letters",
        severity="critical",
        description=f"{names.of(queue)} holds a dead-letter message.",
        metric=queue_metric(names, queue, "ApproximateNumberOfMessagesVisible", "Maximum"),
        threshold=0,
        period_seconds=60,
    )


def all_alarms(names: Names, functions: Sequence[FunctionSpec], api_id: pulumi.Input[str]) -> tuple[Alarm, ...]:
    """Every alarm of the stack, except the alarm of the web ACL, which is in us-east-1."""
    of_functions = [alarm for spec in functions for alarm in function_alarms(names, spec)]
    queues = [dead_letter_alarm(names, queue) for queue in DEAD_LETTER_QUEUES]
    return (*of_functions, *queues, *system_alarms(names, api_id))
