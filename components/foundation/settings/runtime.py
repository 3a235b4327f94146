"""How functions are built and run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, cast

from components.foundation.settings.reader import SettingsReader


@dataclass(frozen=True)
class RuntimeSettings:
    """How functions are built and run."""

    architecture: Literal["x86_64", "arm64"]
    dependencies: Literal["layer", "provided"]
    snap_start: bool
    """Whether agents use Lambda SnapStart."""
    warm_ups: bool
    """Whether the API starts the agents of a job while the job is queued."""
    release: str


def read_runtime(read: SettingsReader) -> RuntimeSettings:
    return RuntimeSettings(
        architecture=cast(Any, read.choice("architecture", ("x86_64", "arm64"))),
        dependencies=cast(Any, read.choice("dependencies", ("layer", "provided"))),
        snap_start=read.boolean("snapStart"),
        warm_ups=read.boolean("warmUps"),
        release=read.text("release", re.compile(r"[\w.+-]{1,64}"), "a version or commit"),
    )
