"""Input and output of an observation (rule 2.5)."""

from __future__ import annotations

import json
from typing import Any

from local.traces.mapping.values import OBSERVATION, TRACE, Attributes, JsonObject

OWN = (f"{OBSERVATION}.input", f"{OBSERVATION}.output")
_OTHERS = (
    ("traceloop.entity.input", "traceloop.entity.output"),
    ("input.value", "output.value"),
    ("input", "output"),
    ("gen_ai.input.messages", "gen_ai.output.messages"),
    ("gen_ai.tool.call.arguments", "gen_ai.tool.call.result"),
)
"""Attributes of other instrumentations, of which the first pair with a value counts."""
KEYS = frozenset({*OWN, f"{TRACE}.input", f"{TRACE}.output"}.union(*_OTHERS))
"""Attributes that are not copied to the metadata."""


def input_and_output(attributes: Attributes) -> JsonObject:
    """As the text that was sent. Other instrumentations' attributes count only if Langfuse's are both absent."""
    for input_key, output_key in (OWN, *_OTHERS):
        found = attributes.get(input_key), attributes.get(output_key)
        if any(each is not None for each in found):
            return {"input": _text(found[0]), "output": _text(found[1])}
    return {"input": None, "output": None}


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)
