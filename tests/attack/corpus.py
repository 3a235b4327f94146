"""Payloads by kind, from the JSON files beside this one."""

from __future__ import annotations

import json
from pathlib import Path

FOLDER = Path(__file__).parent


def corpus(name: str) -> dict[str, list[str]]:
    """Payloads of `sql_injection` or `cross_site_scripting` by kind."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def payloads(name: str) -> list[str]:
    """All payloads, interleaved: neighbours in the list are of different kinds."""
    kinds = list(corpus(name).values())
    longest = max(map(len, kinds))
    return [kind[index] for index in range(longest) for kind in kinds if index < len(kind)]
