"""The API's OpenAPI document, `docs/openapi.json`. Needs `agents/` on the path."""

from __future__ import annotations

import json
from pathlib import Path

from api.app import create_app

PATH = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def text() -> str:
    """The document, from the current routes."""
    return json.dumps(create_app().openapi(), indent=2, ensure_ascii=False) + "\n"
