"""The run of a dataset that an observation belongs to: Langfuse calls it an experiment."""

from __future__ import annotations

from local.traces.mapping.values import Attributes, JsonObject, as_object, decoded, text

_EXPERIMENT = "langfuse.experiment"
_FIELDS = {
    "experimentId": "id",
    "experimentName": "name",
    "experimentDescription": "description",
    "experimentDatasetId": "dataset.id",
    "experimentItemId": "item.id",
    "experimentItemVersion": "item.version",
    "expectedOutput": "item.expected_output",
    "rootObservationId": "item.root_observation_id",
}


def experiment(attributes: Attributes) -> JsonObject | None:
    """None for an observation of none. An observation is its item's if its id is `rootObservationId`."""
    found: JsonObject = {field: text(attributes.get(f"{_EXPERIMENT}.{name}")) for field, name in _FIELDS.items()}
    if not found["experimentId"]:
        return None
    for field, name in (("experimentMetadata", "metadata"), ("experimentItemMetadata", "item.metadata")):
        found[field] = as_object(decoded(attributes.get(f"{_EXPERIMENT}.{name}"))) or {}
    return found
