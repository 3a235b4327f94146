"""Routes: paths without the ids."""

from __future__ import annotations

import re

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SYMBOL = re.compile(r"(/instruments/)[^/]+$")


def route_of(method: str, path: str) -> str:
    """`GET /accounts/{id}` for a path under `/api`, without the prefix and the query."""
    under_api = path.rpartition("/api/")[2].partition("?")[0]
    return f"{method} " + _SYMBOL.sub(r"\1{symbol}", _UUID.sub("{id}", f"/{under_api}"))
