"""Daily run of the housekeeper by EventBridge Scheduler."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.policy import Statement, create_service_role
from components.foundation.shared_names import HOUSEKEEPER
from components.monitoring.alarm import create_alarm
from components.monitoring.all_alarms import housekeeping_alarm

#: Last part of the role's name, and of the schedule's.
SCHEDULE = "housekeeping"
#: A quiet hour in most of the world's offices. It wakes a paused database once a day.
_EVERY_DAY = "cron(17 3 * * ? *)"


@dataclass(frozen=True)
class HousekeepingArgs:
    context: StackContext
    function: aws.lambda_.Alias


class Housekeeping(pulumi.ComponentResource):
    """Schedule that invokes the housekeeper once a day, with the role for it, and the alarm of a missed day."""

    def __init__(self, name: str, args: HousekeepingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:Housekeeping", name, None, opts)
        names = args.context.names
        invoke = Statement("InvokeHousekeeper", ("lambda:InvokeFunction",), (names.live_function_arn(HOUSEKEEPER),))
        role = create_service_role(self, names, SCHEDULE, "scheduler", names.schedules_arn, (invoke,))
        aws.scheduler.Schedule(
            f"{name}-schedule",
            name=names.of(SCHEDULE),
            description="Invokes the housekeeper once a day",
            schedule_expression=_EVERY_DAY,
            schedule_expression_timezone="UTC",
            flexible_time_window=aws.scheduler.ScheduleFlexibleTimeWindowArgs(mode="OFF"),
            target=aws.scheduler.ScheduleTargetArgs(
                arn=args.function.arn,
                role_arn=role.arn,
                input="{}",
                # Of the invocation. What the function itself fails at, Lambda repeats, and dead-letters in the end.
                retry_policy=aws.scheduler.ScheduleTargetRetryPolicyArgs(
                    maximum_event_age_in_seconds=3600, maximum_retry_attempts=10
                ),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        # The alias follows the migration, whose run begins the alarm's first day.
        create_alarm(self, args.context, housekeeping_alarm(names), after=(args.function,))
        self.register_outputs({})
