"""SQS's own metrics, which ministack does not publish: alarms watch them."""

from __future__ import annotations

import threading
import time
from typing import Any

from ministack.services import cloudwatch, sqs

from local.aws.emulator.cloudwatch.alarm_clock import AlarmClock
from local.aws.emulator.wraps import existing, existing_data


def install(clock: AlarmClock) -> None:
    """Publishes, for each queue, how many messages wait, how many are in flight, and the age of the oldest."""
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
    """Metric to value for a queue that holds `messages`, as ministack keeps them."""
    visible = sum(message["visible_at"] <= now for message in messages)
    return {
        "ApproximateNumberOfMessagesVisible": visible,
        "ApproximateNumberOfMessagesNotVisible": len(messages) - visible,
        "ApproximateAgeOfOldestMessage": clock.shown(max((now - one["sent_at"] for one in messages), default=0.0)),
    }
