"""SQS queue metrics for the alarms; ministack publishes none."""

from __future__ import annotations

import threading
import time
from typing import Any

from ministack.services import cloudwatch, sqs

from local.aws.emulator.cloudwatch.alarm_clock import AlarmClock
from local.aws.emulator.wraps import existing, existing_data


def install(clock: AlarmClock) -> None:
    """Publishes for each queue the numbers of visible and in-flight messages, and the age of the oldest."""
    record = existing(cloudwatch, "record_metric", "namespace", "metric_name", "value", "unit", "dimensions")
    queues = existing_data(sqs, "_queues")

    def publish_forever() -> None:
        while True:
            time.sleep(clock.tick)
            for queue in list(queues.values()):
                name = queue["attributes"]["QueueArn"].rsplit(":", 1)[-1]
                for metric, value in metrics_of(list(queue["messages"]), time.time(), clock).items():
                    unit = "Seconds" if metric.endswith("Message") else "Count"
                    record("AWS/SQS", metric, value, unit, {"QueueName": name})

    threading.Thread(target=publish_forever, daemon=True, name="queue metrics").start()


def metrics_of(messages: list[dict[str, Any]], now: float, clock: AlarmClock) -> dict[str, float]:
    """Metrics of a queue with these `messages`, in ministack's format."""
    visible = sum(message["visible_at"] <= now for message in messages)
    return {
        "ApproximateNumberOfMessagesVisible": visible,
        "ApproximateNumberOfMessagesNotVisible": len(messages) - visible,
        "ApproximateAgeOfOldestMessage": clock.shown(
            max((now - message["sent_at"] for message in messages), default=0.0)
        ),
    }
