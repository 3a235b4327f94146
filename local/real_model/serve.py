"""Chooses the application that answers Converse: the fake model, Amazon Bedrock, or an OpenAI-compatible server."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette

from local.fake_model import server as fake_model
from local.fake_model.behaviours.chosen import Misbehaviour
from local.real_model.limits import allow_slow_answers
from local.real_model.source import BedrockSource, ModelSource

FAKE_MODEL = "the fake model (rules, not a language model)"


@dataclass(frozen=True)
class ServedModel:
    """The model of a run."""

    app: Starlette
    name: str
    """Who answers, for a user, e.g. `qwen2.5 at http://127.0.0.1:8080/v1`."""
    model_id: str = ""
    """Instead of the stack's models; empty keeps them."""
    warning: str | None = None
    """It can be used, but not well."""
    is_slow: bool = False
    """It may take minutes for an answer."""

    @property
    def settings(self) -> dict[str, object]:
        """The stack's settings that it changes."""
        return {"model": self.model_id, "agentModels": {}} if self.model_id else {}

    def set_limits(self, client: Callable[[str], Any], outputs: Mapping[str, Any]) -> None:
        """Gives the deployed functions the time that it needs; arguments as those of `allow_slow_answers`."""
        if self.is_slow:
            from components.foundation.names import LIVE  # not at the top: it loads Pulumi

            allow_slow_answers(client, outputs, LIVE)


@dataclass(frozen=True)
class ModelChoice:
    """The model that a user asks for."""

    source: ModelSource | None = None
    """A real one; None for the fake one."""
    latency: float | None = None
    """Factor on the fake model's latency; 0 answers at once."""
    misbehaviours: Sequence[Misbehaviour] = field(default_factory=tuple[Misbehaviour, ...])
    """The fake model's."""


def serve(choice: ModelChoice) -> ServedModel:
    """Raises LocalError when a real model cannot be used."""
    source = choice.source
    if source is None:
        return ServedModel(fake_model.create_app(choice.latency, choice.misbehaviours), FAKE_MODEL)
    if isinstance(source, BedrockSource):
        from local.real_model.bedrock_server import BedrockAccount, bedrock_app

        account = BedrockAccount()
        name = f"Amazon Bedrock in {account.region}, on your account"
        return ServedModel(bedrock_app(account), name, source.model_id or "")
    from local.real_model.openai_server import check_openai, openai_app

    warning = check_openai(source, os.environ)
    name = f"{source.model} at {source.base_url}"
    return ServedModel(openai_app(source, os.environ), name, source.model_id, warning, is_slow=True)
