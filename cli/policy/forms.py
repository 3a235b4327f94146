"""Forms of a policy report; apart, because the command line reads them at every start."""

from __future__ import annotations

from enum import Enum


class Form(Enum):
    TEXT = "text"
    SARIF = "sarif"
