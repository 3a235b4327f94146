"""Langfuse's endpoints to manage a project's keys. They accept the organization's key pair only."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.traces.http import Json, read_object
from local.traces.keys import KeyPair, ProjectKeys
from local.traces.mapping.values import PROJECT_ID


class KeyApi:
    """Under `/api/public`."""

    def __init__(self, keys: ProjectKeys) -> None:
        self._keys = keys

    def routes(self) -> list[Route]:
        path = "/projects/{project_id}/apiKeys"
        return [
            Route(path, self.list, methods=["GET"]),
            Route(path, self.create, methods=["POST"]),
            Route(f"{path}/{{key_id}}", self.revoke, methods=["DELETE"]),
        ]

    def list(self, request: Request) -> Response:
        _check_project(request)
        return Json({"apiKeys": [key.view() for key in self._keys.all()]})

    async def create(self, request: Request) -> Response:
        """Body: `note`, and `publicKey` with `secretKey` instead of generated ones. All are optional."""
        _check_project(request)
        wanted = await read_object(request)
        given = [wanted.get(name) for name in ("publicKey", "secretKey")]
        if any(given) and not all(isinstance(value, str) and value for value in given):
            raise HTTPException(400, "publicKey and secretKey must be given together, as texts")
        pair = KeyPair(str(given[0]), str(given[1])) if any(given) else None
        try:
            key = self._keys.add(pair, wanted.get("note"))
        except ValueError as error:
            raise HTTPException(409, str(error)) from error
        # The only response with the whole secret key.
        return Json({**key.view(), "secretKey": key.pair.secret_key})

    def revoke(self, request: Request) -> Response:
        _check_project(request)
        if not self._keys.revoke(request.path_params["key_id"]):
            raise HTTPException(404, "API key not found")
        return Json({"success": True})


def _check_project(request: Request) -> None:
    if request.path_params["project_id"] != PROJECT_ID:
        raise HTTPException(404, "Project not found")
