"""The options `--model` and `--misbehave`."""

from __future__ import annotations

from collections.abc import Sequence

from cli.shared.errors import UsageError, refuse_together
from local.errors import LocalError
from local.fake_model.behaviours.chosen import parse_misbehaviour
from local.real_model.serve import ModelChoice
from local.real_model.source import parse_source


def model_choice(model: str | None, misbehave: Sequence[str]) -> ModelChoice:
    """Raises UsageError for a text that names no model or no misbehaviour."""
    refuse_together(
        {"--model": model is not None, "--misbehave": bool(misbehave)}, "only the fake model can be told to"
    )
    try:
        return ModelChoice(
            source=None if model is None else parse_source(model),
            misbehaviours=[parse_misbehaviour(text) for text in misbehave],
        )
    except LocalError as error:
        raise UsageError(error.problem, error.hint) from None
