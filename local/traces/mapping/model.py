"""Model, its parameters, prompt and first token of an observation (rules 2.6, 2.7, 2.10, 2.11)."""

from __future__ import annotations

import json
from typing import Any

from local.traces.mapping.values import OBSERVATION, Attributes, JsonObject, as_object, decoded, first, is_number
from local.traces.timestamps import iso_utc, microseconds

_MODELS = (
    f"{OBSERVATION}.model.name",
    "gen_ai.response.model",
    "ai.model.id",
    "gen_ai.request.model",
    "llm.response.model",
    "llm.model_name",
    "model",
)
MOST_PROMPT_VERSION = 2**16 - 1


def model(attributes: Attributes) -> str | None:
    """Of any type, not only of generations (2.6)."""
    return first(attributes, _MODELS)


def parameters(attributes: Attributes) -> JsonObject | None:
    """Texts and numbers as they are; any other value as its JSON text (2.7)."""
    found = as_object(decoded(attributes.get(f"{OBSERVATION}.model.parameters")))
    if found is None:
        return None
    return {key: each if is_number(each) or isinstance(each, str) else json.dumps(each) for key, each in found.items()}


def completion_start(attributes: Attributes) -> str | None:
    """When the first token came: a date text, or the JSON text of one (2.10)."""
    found = decoded(attributes.get(f"{OBSERVATION}.completion_start_time"))
    try:
        return iso_utc(microseconds(found)) if isinstance(found, str) else None
    except (ValueError, OverflowError):
        return None


def prompt(attributes: Attributes, kind: str) -> JsonObject:
    """Only a generation has a prompt, and only with a version that fits 16 bits (2.11)."""
    name, version = (_prompt_part(attributes, part) for part in ("name", "version"))
    is_known = isinstance(version, int) and not isinstance(version, bool) and 0 < version <= MOST_PROMPT_VERSION
    if kind != "GENERATION" or name is None or not is_known:
        return {"promptName": None, "promptVersion": None}
    return {"promptName": str(name), "promptVersion": version}


def _prompt_part(attributes: Attributes, part: str) -> Any:
    keys = (f"{OBSERVATION}.prompt.{part}", f"langfuse.prompt.{part}")
    found = next((attributes[key] for key in keys if attributes.get(key) is not None), None)
    return found if part == "name" else decoded(found)
