"""Models of the agents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from components.foundation.settings.model_id import ModelId
from components.foundation.settings.reader import SettingsReader


@dataclass(frozen=True)
class ModelSettings:
    """Models of the agents."""

    model: ModelId
    agent_models: Mapping[str, ModelId]


def read_models(read: SettingsReader, region: str) -> ModelSettings:
    return ModelSettings(
        model=read.model("model", region),
        agent_models=read.models("agentModels", region),
    )
