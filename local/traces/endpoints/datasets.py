"""Datasets, their items, and their runs, which Langfuse calls experiments."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.traces.database import MAX_ROWS, JsonObject, TraceDatabase
from local.traces.datasets import Datasets, InvalidItem
from local.traces.experiments import ITEM_GROUPS, RUN_GROUPS, Experiments
from local.traces.http import Json, Query, read_object

PAGING = ("page", "limit")
PERIOD = ("fields", "limit", "cursor", "fromStartTime", "toStartTime")
RUN_FILTERS = {"id": "id", "name": "name", "datasetId": "datasetId"}
ITEM_FILTERS = {
    "experimentId": "experimentId",
    "experimentName": "experimentName",
    "experimentItemId": "experimentItemId",
    "datasetId": "experimentDatasetId",
}


class DatasetApi:
    def __init__(self, database: TraceDatabase) -> None:
        self._datasets, self._experiments = Datasets(database), Experiments(database)

    def routes(self) -> list[Route]:
        return [
            Route("/v2/datasets", self.list, methods=["GET"]),
            Route("/v2/datasets", self.create, methods=["POST"]),
            Route("/v2/datasets/{name}", self.get, methods=["GET"]),
            Route("/dataset-items", self.list_items, methods=["GET"]),
            Route("/dataset-items", self.create_item, methods=["POST"]),
            Route("/dataset-items/{item_id}", self.get_item, methods=["GET"]),
            Route("/dataset-items/{item_id}", self.delete_item, methods=["DELETE"]),
            Route("/experiments", self.list_runs, methods=["GET"]),
            Route("/experiment-items", self.list_run_items, methods=["GET"]),
        ]

    def list(self, request: Request) -> Response:
        return _numbered(Query(request.query_params, PAGING), self._datasets.all())

    async def create(self, request: Request) -> Response:
        return await _stored(request, self._datasets.put)

    def get(self, request: Request) -> Response:
        return _found(self._datasets.get(request.path_params["name"]), "Dataset")

    def list_items(self, request: Request) -> Response:
        query = Query(request.query_params, {"datasetName", *PAGING})
        name = query.text("datasetName")
        if name is not None and self._datasets.get(name) is None:
            raise HTTPException(404, "Dataset not found")
        return _numbered(query, self._datasets.items(name))

    async def create_item(self, request: Request) -> Response:
        return await _stored(request, self._datasets.put_item)

    def get_item(self, request: Request) -> Response:
        return _found(self._datasets.item(request.path_params["item_id"]), "Dataset item")

    def delete_item(self, request: Request) -> Response:
        _found(self._datasets.item(request.path_params["item_id"]), "Dataset item")
        self._datasets.delete_item(request.path_params["item_id"])
        return Json({"message": "Dataset item successfully deleted"})

    def list_runs(self, request: Request) -> Response:
        """Runs with activity since `fromStartTime`, which must be given."""
        query = Query(request.query_params, {*RUN_FILTERS, *PERIOD})
        groups = query.names("fields", of=RUN_GROUPS)
        return _page(query, self._experiments.runs(*_period(query), groups), RUN_FILTERS)

    def list_run_items(self, request: Request) -> Response:
        """Items of runs since `fromStartTime`, which must be given."""
        query = Query(request.query_params, {*ITEM_FILTERS, *PERIOD})
        groups = query.names("fields", default="core,dataset", of=ITEM_GROUPS)
        # For the filter by dataset, which is no field of every answer.
        found = self._experiments.items(*_period(query), {*groups, "dataset"})
        answer = [each for each in found if _matches(query, each, ITEM_FILTERS)]
        hidden = set() if "dataset" in groups else {"experimentDatasetId", "experimentItemVersion"}
        return _page(query, [{key: each[key] for key in each.keys() - hidden} for each in answer], {})


async def _stored(request: Request, put: Callable[[JsonObject, int], JsonObject]) -> Response:
    wanted = await read_object(request)
    try:
        return Json(await run_in_threadpool(put, wanted, time.time_ns() // 1000))
    except InvalidItem as error:
        raise HTTPException(400, str(error)) from error


def _found(document: JsonObject | None, kind: str) -> Response:
    if document is None:
        raise HTTPException(404, f"{kind} not found")
    return Json(document)


def _numbered(query: Query, found: list[JsonObject]) -> Response:
    """One numbered page."""
    limit = query.number("limit", default=50, maximum=100)
    page = query.number("page", default=1, maximum=MAX_ROWS)
    meta = {"page": page, "limit": limit, "totalItems": len(found), "totalPages": math.ceil(len(found) / limit)}
    return Json({"data": found[(page - 1) * limit : page * limit], "meta": meta})


def _period(query: Query) -> tuple[int, int | None]:
    since = query.instant("fromStartTime")
    if since is None:
        raise HTTPException(400, "query parameter fromStartTime must be given")
    return since, query.instant("toStartTime")


def _matches(query: Query, document: JsonObject, filters: dict[str, str]) -> bool:
    return all(not (wanted := query.names(name)) or document[field] in wanted for name, field in filters.items())


def _page(query: Query, found: list[JsonObject], filters: dict[str, str]) -> Response:
    """One page of what matches the filters; `meta.cursor` requests the next, and is opaque."""
    limit = query.number("limit", default=50, maximum=100)
    start = query.number("cursor", default=0, maximum=MAX_ROWS, minimum=0)
    matching = [each for each in found if _matches(query, each, filters)]
    meta = {"cursor": str(start + limit)} if len(matching) > start + limit else {}
    return Json({"data": matching[start : start + limit], "meta": meta})
