"""Depth of a queue, second by second."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from botocore.exceptions import BotoCoreError, ClientError

EVERY_SECONDS = 1.0
_ATTRIBUTES = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")


@dataclass(frozen=True)
class Depth:
    at: float
    """Unix time."""
    waiting: int
    in_flight: int


class QueueWatch:
    """Polls the queue during a `with` block into `depths`.

    Args:
        client: boto3 `sqs` client.
        url: of the queue.
    """

    def __init__(self, client: Any, url: str) -> None:
        self._client, self._url = client, url
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True, name="queue watch")
        self.depths: list[Depth] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            # A queue that is too busy leaves a gap; the next user of a deleted queue fails.
            with suppress(BotoCoreError, ClientError):
                self.depths.append(depth_of(self._client, self._url))


def depth_of(client: Any, url: str) -> Depth:
    found = client.get_queue_attributes(QueueUrl=url, AttributeNames=list(_ATTRIBUTES))["Attributes"]
    return Depth(time.time(), *(int(found[name]) for name in _ATTRIBUTES))
