"""Alarm states and notifications for the soak test: from CloudWatch, and as a subscriber."""

from __future__ import annotations

import json
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class History:
    """History of the alarms in CloudWatch."""

    def __init__(self, stack: Any) -> None:
        self._cloudwatch = stack.client("cloudwatch")

    def on(self) -> list[str]:
        """Firing alarms, without the stack's prefix."""
        pages = self._cloudwatch.get_paginator("describe_alarms").paginate(
            AlarmTypes=["MetricAlarm", "CompositeAlarm"], StateValue="ALARM"
        )
        return [_short(alarm) for page in pages for alarm in (*page["MetricAlarms"], *page["CompositeAlarms"])]

    def changes(self) -> dict[str, list[tuple[float, str]]]:
        """Alarm to (time, new state) of its changes, in order. Times are whole seconds."""
        pages = self._cloudwatch.get_paginator("describe_alarm_history").paginate(
            HistoryItemType="StateUpdate", AlarmTypes=["MetricAlarm", "CompositeAlarm"], ScanBy="TimestampAscending"
        )
        found: dict[str, list[tuple[float, str]]] = {}
        for item in (item for page in pages for item in page["AlarmHistoryItems"]):
            state = json.loads(item["HistoryData"])["newState"]["stateValue"]
            found.setdefault(_short(item), []).append((item["Timestamp"].timestamp(), state))
        return found

    def went_on(self, since: float) -> set[str]:
        """Alarms that began to fire at or after a Unix time."""
        return {
            alarm
            for alarm, changes in self.changes().items()
            if any(state == "ALARM" and at >= int(since) for at, state in changes)
        }


def _short(alarm: dict[str, Any]) -> str:
    return alarm["AlarmName"].removeprefix("alex-local-")


class Subscribers:
    """A queue and a web server subscribed to the alarm topic, with the notifications of each in order."""

    def __init__(self, stack: Any) -> None:
        self._sqs = stack.client("sqs")
        self.posted: list[dict[str, Any]] = []
        self._topic, sns = stack.outputs["alarmTopicArn"], stack.client("sns")
        self._queue = self._sqs.create_queue(QueueName="alarm-listener")["QueueUrl"]
        attributes = self._sqs.get_queue_attributes(QueueUrl=self._queue, AttributeNames=["QueueArn"])["Attributes"]
        publish = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}
        policy = {"Version": "2012-10-17", "Statement": [publish | {"Resource": attributes["QueueArn"]}]}
        self._sqs.set_queue_attributes(QueueUrl=self._queue, Attributes={"Policy": json.dumps(policy)})
        sns.subscribe(TopicArn=self._topic, Protocol="sqs", Endpoint=attributes["QueueArn"])
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _webhook(self.posted))
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        hook = f"http://127.0.0.1:{self._server.server_port}/hook"
        sns.subscribe(TopicArn=self._topic, Protocol="http", Endpoint=hook)
        self._received: list[dict[str, Any]] = []

    def received(self) -> list[dict[str, Any]]:
        """Messages the queue has received so far."""
        while messages := self._sqs.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10).get("Messages"):
            self._received += [json.loads(json.loads(message["Body"])["Message"]) for message in messages]
            for message in messages:
                self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])
        return self._received

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _webhook(posted: list[dict[str, Any]]) -> type[BaseHTTPRequestHandler]:
    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["content-length"])))
            self.send_response_only(204)
            self.end_headers()
            if message["Type"] == "SubscriptionConfirmation":
                urllib.request.urlopen(message["SubscribeURL"]).close()
            else:
                posted.append(json.loads(message["Message"]))

        def log_message(self, format: str, *args: object) -> None:
            return

    return Webhook
