"""Sizes of Langfuse's tasks: Langfuse's own minimum, on AWS Graviton."""

from __future__ import annotations

from dataclasses import dataclass

from components.foundation.self_hosted.names import CLICKHOUSE, MIGRATION, WEB, WORKER

ARCHITECTURE = "ARM64"


@dataclass(frozen=True)
class Size:
    cpu: int
    """1024 for each vCPU."""
    memory_mb: int

    @property
    def heap_mb(self) -> int:
        """Node's heap: it would be 1.7 GiB whatever the task has."""
        return self.memory_mb * 3 // 4


SIZES = {
    WEB: Size(2048, 4096),
    WORKER: Size(2048, 4096),
    CLICKHOUSE: Size(2048, 8192),
    MIGRATION: Size(1024, 2048),
}
#: Tasks at least and at most. More are started above this use of their CPU (%).
WEB_TASKS, WORKER_TASKS, BUSY_PERCENT = (2, 4), (1, 4), 50
