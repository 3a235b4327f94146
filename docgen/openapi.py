"""Writes `docs/openapi.json`: `python -m docgen.openapi`, with `agents/` on the path, as `make docs` does."""

from __future__ import annotations

import json
from pathlib import Path

from api.app import create_app

PATH = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def text() -> str:
    """The document as it is now."""
    return json.dumps(create_app().openapi(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
