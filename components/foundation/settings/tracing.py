"""Langfuse, and what a trace holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, cast

from components.foundation.self_hosted.settings import SelfHosted, read_self_hosted
from components.foundation.settings.patterns import URL
from components.foundation.settings.reader import AGENTS, SettingsReader

_LABEL = re.compile(r"[a-z0-9_.-]{0,36}")


@dataclass(frozen=True)
class TracingSettings:
    """Langfuse, and what a trace holds."""

    langfuse_base_url: str
    self_hosted: SelfHosted | None
    """Langfuse on ECS; None for Langfuse Cloud, and for a server that the stack does not run."""
    langfuse_project_per_agent: tuple[str, ...]
    langfuse_prompt_label: str
    trace_content: Literal["full", "masked", "metadata"]
    trace_sample_percent: int
    trace_flush_timeout_ms: int


def read_tracing(read: SettingsReader, region: str) -> TracingSettings:
    return TracingSettings(
        langfuse_base_url=read.text("langfuseBaseUrl", URL, "an https URL"),
        self_hosted=read_self_hosted(read, region),
        langfuse_project_per_agent=read.texts("langfuseProjectPerAgent", re.compile("|".join(AGENTS)), "agents"),
        langfuse_prompt_label=read.text("langfusePromptLabel", _LABEL, "a label of Langfuse, e.g. trial, or nothing"),
        trace_content=cast(Any, read.choice("traceContent", ("full", "masked", "metadata"))),
        trace_sample_percent=read.integer("traceSamplePercent", 0, 100),
        trace_flush_timeout_ms=read.integer("traceFlushTimeoutMs", 100, 10_000),
    )
