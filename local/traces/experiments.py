"""Experiments: the runs of a dataset. Each is what the observations of its items say of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any

from local.traces.database import MAX_ROWS, JsonObject, TraceDatabase
from local.traces.mapping.values import decoded
from local.traces.schema import ObservationFilter
from local.traces.views import score_view

ALL_DETAILS = frozenset({"details", "subject", "annotation"})
RUN_GROUPS = ("core", "metadata", "scores")
ITEM_GROUPS = ("core", "dataset", "io", "metadata", "itemMetadata", "experimentMetadata", "scores")
_ITEM_FIELDS: dict[str, dict[str, Callable[[JsonObject], Any]]] = {
    "dataset": {
        "experimentDatasetId": lambda each: each["experiment"]["experimentDatasetId"],
        "experimentItemVersion": lambda each: each["experiment"]["experimentItemVersion"],
    },
    "io": {
        "input": lambda each: decoded(each["input"]),
        "output": lambda each: decoded(each["output"]),
        "expectedOutput": lambda each: decoded(each["experiment"]["expectedOutput"]),
    },
    "metadata": {"metadata": lambda each: each["metadata"]},
    "itemMetadata": {"experimentItemMetadata": lambda each: each["experiment"]["experimentItemMetadata"]},
    "experimentMetadata": {
        "experimentMetadata": lambda each: each["experiment"]["experimentMetadata"],
        "experimentDescription": lambda each: each["experiment"]["experimentDescription"],
    },
}


class Experiments:
    def __init__(self, database: TraceDatabase) -> None:
        self._database = database

    def runs(self, from_us: int, to_us: int | None, groups: Collection[str]) -> list[JsonObject]:
        """The one with the latest activity first."""
        by_id: dict[str, list[JsonObject]] = defaultdict(list)
        for each in self._observations(from_us, to_us, with_contents=False):
            by_id[each["experiment"]["experimentId"]].append(each)
        found = [self._run(of_run, groups) for of_run in by_id.values()]
        return sorted(found, key=lambda each: each["endTime"], reverse=True)

    def items(self, from_us: int, to_us: int | None, groups: Collection[str]) -> list[JsonObject]:
        """Newest first: one for each item and run, from the observation of its task."""
        found = self._observations(from_us, to_us, with_contents="io" in groups)
        return [self._item(each, groups) for each in found if _is_task(each)]

    def _observations(self, from_us: int, to_us: int | None, *, with_contents: bool) -> list[JsonObject]:
        wanted = ObservationFilter(is_experiment=True, from_us=from_us, to_us=to_us)
        return self._database.observations(wanted, MAX_ROWS, with_contents=with_contents)

    def _run(self, observations: list[JsonObject], groups: Collection[str]) -> JsonObject:
        about = observations[0]["experiment"]
        run = {
            "id": about["experimentId"],
            "name": about["experimentName"] or about["experimentId"],
            "description": next((found for each in observations if (found := _description(each))), None),
            "startTime": min(each["startTime"] for each in observations),
            "endTime": max(each["endTime"] for each in observations),
            "itemCount": len({each["experiment"]["experimentItemId"] for each in observations if _is_task(each)}),
            "datasetId": about["experimentDatasetId"],
        }
        if "metadata" in groups:
            run["metadata"] = about["experimentMetadata"]
        if "scores" in groups:
            run["scores"] = _views(self._database.scores(experiment_id=about["experimentId"]))
        return run

    def _item(self, each: JsonObject, groups: Collection[str]) -> JsonObject:
        about = each["experiment"]
        item = {
            **{key: each[key] for key in ("id", "traceId", "startTime", "endTime", "level", "environment")},
            "experimentId": about["experimentId"],
            "experimentName": about["experimentName"] or about["experimentId"],
            "experimentItemId": about["experimentItemId"],
        }
        for group in _ITEM_FIELDS.keys() & set(groups):
            item |= {name: of(each) for name, of in _ITEM_FIELDS[group].items()}
        if "scores" in groups:
            item["scores"] = _views(self._database.scores(trace_id=each["traceId"]))
        return item


def _is_task(each: JsonObject) -> bool:
    return each["experiment"]["rootObservationId"] == each["id"]


def _description(each: JsonObject) -> str | None:
    return each["experiment"]["experimentDescription"]


def _views(scores: list[JsonObject]) -> list[JsonObject]:
    return [score_view(score, set(ALL_DETAILS)) for score in scores]
