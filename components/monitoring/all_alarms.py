"""List of every alarm of a stack.

To add one: a row in `function_alarms.py` or `system_alarms.py`, a page `docs/runbooks/<runbook>.md`, and a test that
makes it fire. See `docs/how-to-add-an-alarm.md`.
"""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from components.foundation.function_spec import FunctionSpec
from components.foundation.names import Names
from components.foundation.shared_names import DEAD_LETTERS_QUEUE, HOUSEKEEPER, JOBS_QUEUE, MIGRATOR
from components.monitoring.alarm import Alarm
from components.monitoring.function_alarms import function_alarms
from components.monitoring.metrics import MetricMath, lambda_metric, queue_metric
from components.monitoring.system_alarms import system_alarms

#: Dead-letter queues of the stack.
DEAD_LETTER_QUEUES = (f"{JOBS_QUEUE}-dlq", DEAD_LETTERS_QUEUE)
#: A day, and room for the schedule's retries.
HOUSEKEEPING_HOURS = 26
_HOUR = 3600


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


def housekeeping_alarm(names: Names) -> Alarm:
    """Alarm of the daily schedule: what never happens has no metric, so missing data is the event.

    A new stack waits for its first day. Its migrator has run by then, which counts as the beginning.
    """
    return Alarm(
        name="housekeeping-missed",
        runbook="schedule-missed",
        severity="warning",
        description=f"The housekeeper has not been invoked for {HOUSEKEEPING_HOURS} hours.",
        metric=MetricMath(
            "1 - FILL(runs, 0) - FILL(migrations, 0)",
            {
                "runs": lambda_metric(names, HOUSEKEEPER, "Invocations", "Sum"),
                "migrations": lambda_metric(names, MIGRATOR, "Invocations", "Sum"),
            },
        ),
        threshold=0,
        period_seconds=_HOUR,
        periods=HOUSEKEEPING_HOURS,
        datapoints=HOUSEKEEPING_HOURS,
        missing_data="breaching",
    )


def all_alarms(names: Names, functions: Sequence[FunctionSpec], api_id: pulumi.Input[str]) -> tuple[Alarm, ...]:
    """Every alarm of the stack, except the alarm of the web ACL, which is in us-east-1."""
    of_functions = [alarm for spec in functions for alarm in function_alarms(names, spec)]
    queues = [dead_letter_alarm(names, queue) for queue in DEAD_LETTER_QUEUES]
    return (*of_functions, *queues, housekeeping_alarm(names), *system_alarms(names, api_id))
