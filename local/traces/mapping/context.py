"""Fields of the trace, which the SDK repeats on each observation (rules 2.12–2.19)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from local.traces.mapping.values import OBSERVATION, TRACE, Attributes, JsonObject, as_list, decoded, text

DEFAULT_ENVIRONMENT = "default"
MOST_ENVIRONMENT = 40
_ENVIRONMENTS = ("langfuse.environment", "deployment.environment.name", "deployment.environment")
_OWN_PREFIX = re.compile(r"^(?:langfuse[-_]?)+")


def context(attributes: Attributes, resource: Attributes) -> JsonObject:
    return {
        "traceName": text(attributes.get(f"{TRACE}.name")),
        "userId": text(*_named(attributes, "langfuse.user.id", "user.id"), *_in_metadata(attributes, "user_id")),
        "sessionId": text(
            *_named(attributes, "langfuse.session.id", "session.id", "gen_ai.conversation.id"),
            *_in_metadata(attributes, "session_id"),
        ),
        "tags": _tags(attributes),
        "public": attributes.get(f"{TRACE}.public") in (True, "true"),
        "environment": environment(attributes, resource),
        "release": text(attributes.get("langfuse.release"), resource.get("langfuse.release")),
        "version": text(attributes.get("langfuse.version"), resource.get("service.version")),
    }


def _named(attributes: Attributes, *keys: str) -> Iterator[Any]:
    return (attributes.get(key) for key in keys)


def _in_metadata(attributes: Attributes, name: str) -> Iterator[Any]:
    return (decoded(attributes.get(f"{owner}.metadata.langfuse_{name}")) for owner in (OBSERVATION, TRACE))


def environment(attributes: Attributes, resource: Attributes) -> str:
    """Of each name the span's attribute comes first, then the resource's. An invalid one is `default` (2.12)."""
    found = next((each[key] for key in _ENVIRONMENTS for each in (attributes, resource) if each.get(key)), "")
    if not isinstance(found, str):
        return DEFAULT_ENVIRONMENT
    normal = _OWN_PREFIX.sub("", found.lower())[:MOST_ENVIRONMENT]
    return normal if re.fullmatch(r"[a-z0-9_-]+", normal) else DEFAULT_ENVIRONMENT


def _tags(attributes: Attributes) -> list[str]:
    """A list; a text may be a JSON list, or have commas (2.17)."""
    keys = (f"{TRACE}.tags", "langfuse.tags", *(f"{owner}.metadata.langfuse_tags" for owner in (OBSERVATION, TRACE)))
    value = next((attributes[key] for key in keys if attributes.get(key)), None)
    if isinstance(value, str) and value.strip().startswith("[") and as_list(decoded(value)) is not None:
        value = decoded(value)
    if isinstance(value, str):
        return [part.strip() for part in value.split(",")] if "," in value else [value]
    return [str(tag) for tag in as_list(value) or []]
