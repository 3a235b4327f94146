"""Where alarms go, and their runbooks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from components.foundation.settings.reader import SettingsReader

_WEBHOOK = re.compile(r"(https://[^\s/]+/\S+)?")
#: The description of an alarm, in which it is, has at most 1024 characters.
_RUNBOOKS = re.compile(r"(?=.{1,500}$)(https://[^\s/?#]+|[\w.-]+)(/[\w.-]+)*")
_EMAIL = re.compile(r"([^@\s]+@[^@\s]+\.[^@\s]+)?")


@dataclass(frozen=True)
class AlarmSettings:
    """Where alarms go, and their runbooks."""

    alarm_email: str | None
    alarm_webhook: str | None
    runbook_base_url: str


def read_alarms(read: SettingsReader) -> AlarmSettings:
    return AlarmSettings(
        alarm_email=read.text("alarmEmail", _EMAIL, "an e-mail address or empty") or None,
        alarm_webhook=read.text("alarmWebhook", _WEBHOOK, "an https URL or empty") or None,
        runbook_base_url=read.text(
            "runbookBaseUrl", _RUNBOOKS, "an https URL, or a path in the repository, of at most 500 characters"
        ),
    )
