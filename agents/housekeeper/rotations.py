"""Whether secrets are rotated when they should be. A schedule that never fires writes nothing, so somebody looks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from aws_lambda_powertools import Logger

from agent_runtime.settings import RotationSettings
from agent_runtime.telemetry import metrics

logger = Logger(child=True)


def watch_rotations(secrets: Any, settings: RotationSettings, at: datetime) -> float:
    """Counts the days by which the latest rotation is overdue; 0 if none is.

    Args:
        secrets: a boto3 `secretsmanager` client.
        settings: which secrets are rotated, and how often.
        at: the present time.
    """
    overdue = {arn: _days(at - _due(secrets.describe_secret(SecretId=arn), settings.days)) for arn in settings.secrets}
    most = max(0.0, *overdue.values())
    if most:
        late = [arn for arn, days in overdue.items() if days > 0]
        logger.warning("a rotation is overdue", overdue_days=round(most, 1), arns=late)
    metrics.count("RotationOverdueDays", most)
    return most


def _due(described: dict[str, Any], days: int) -> datetime:
    """Not `NextRotationDate`: it moves on after a failure, and there is none without a schedule.

    A secret has no `LastRotatedDate` before its first rotation, nor once its schedule is gone.
    """
    rotated: datetime = described.get("LastRotatedDate") or described["CreatedDate"]
    return rotated + timedelta(days=days)


def _days(time: timedelta) -> float:
    return time / timedelta(days=1)
