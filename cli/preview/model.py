"""A preview in readable form, and its documents that are not fully known before the deployment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, asdict, fields, replace
from pathlib import Path
from typing import Any, NamedTuple, cast

from pulumi.runtime import rpc

from cli.shared.errors import UserError
from components.foundation.settings.reader import ENCRYPTED
from local.engine.preview import UNKNOWN, PlannedResource, Preview, has_unknown

UNKNOWN_TEXT = "<unknown>"
SECRET_TEXT = ENCRYPTED
#: Inputs that hold a policy document: IAM's, or that of a bucket, queue, topic, key, secret or log group.
POLICIES = ("policy", "assumeRolePolicy", "policyDocument", "accessPolicy", "inlinePolicies")
#: Inputs that hold a document without influence on access.
DOCUMENTS = ("redrivePolicy", "redriveAllowPolicy", "dashboardBody", "eventPattern")
#: Inputs that hold a resource's physical name; the first one present counts.
_NAMES = (
    *("name", "clusterIdentifier", "identifier", "layerName", "routeKey", "bucket", "dashboardName", "alarmName"),
    "cidrBlock",
)
#: Pulumi's marker of a value beyond JSON: a secret, an asset, an archive.
_SIGNATURE = "4dabf18193072939515e22adb298388d"


class UnknownDocument(NamedTuple):
    """A document with a value that only AWS can compute."""

    resource: str
    """`<type>::<logical name>`."""
    property: str
    grants: bool
    """Whether it is a policy, which no rule can then judge before the deployment."""


def unknown_documents(resources: Iterable[PlannedResource]) -> list[UnknownDocument]:
    """In the order of the resources."""
    return [
        UnknownDocument(f"{resource.type}::{resource.name}", key, key in POLICIES)
        for resource in resources
        for key in (*POLICIES, *DOCUMENTS)
        if has_unknown(resource.inputs.get(key))
    ]


def display_name(resource: PlannedResource) -> str:
    """The logical name, followed by the physical one unless AWS chooses it."""
    given = (resource.inputs.get(key) for key in _NAMES)
    physical = next((name for name in given if isinstance(name, str) and name != UNKNOWN_TEXT), None)
    return f"{resource.name} ({physical})" if physical else resource.name


def readable(planned: Preview) -> Preview:
    """The same with words for unknown and secret values, and with paths for assets."""
    resources = tuple(replace(resource, inputs=readable_value(resource.inputs)) for resource in planned.resources)
    return replace(planned, resources=resources, outputs=readable_value(planned.outputs))


def to_json(planned: Preview) -> dict[str, Any]:
    """The saved form of a readable preview; `read_saved` reads it."""
    return {key: value for key, value in asdict(planned).items() if key != "warnings"}


def read_saved(file: Path) -> Preview:
    """A preview that was saved, or printed with `--json`. Raises UserError."""
    try:
        content: Any = json.loads(file.read_text(encoding="utf-8"))
        resources = tuple(_resource(resource) for resource in content["resources"])
        return Preview(content["stack"], resources, content["outputs"])
    except FileNotFoundError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}", f"write one: alex preview --save {file}") from None
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # No advice to save into this file: it is another one, whose content would be lost.
        raise UserError(
            f"{file} is not a saved preview", "name a file that `alex preview --save` has written"
        ) from None


def _resource(saved: dict[str, Any]) -> PlannedResource:
    """Raises KeyError without one of the fields. Those with a default came later than the first saved previews."""
    required = [field for field in fields(PlannedResource) if field.default is MISSING or field.name in saved]
    return PlannedResource(**{field.name: saved[field.name] for field in required})


def readable_value(value: Any) -> Any:
    """With words for unknown and secret values, and paths for assets."""
    if rpc.is_rpc_secret(value):
        return SECRET_TEXT
    if isinstance(value, Mapping):
        return _asset({key: readable_value(item) for key, item in cast(Mapping[str, Any], value).items()})
    if isinstance(value, list | tuple):
        return [readable_value(item) for item in cast(list[Any], value)]
    # Unknown parts of a document leave the rest of it readable.
    return value.replace(UNKNOWN, UNKNOWN_TEXT) if isinstance(value, str) else value


def _asset(value: dict[str, Any]) -> Any:
    """An asset as its path, an archive as its path or as its members."""
    if _SIGNATURE not in value:
        return value
    return value.get("path", value.get("assets", value))
