"""Previews of this program, each made once in a process: one takes half a second, and the same few are asked for often.

Not for a test that changes the program, its surroundings or what a preview prints: that one makes its own.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from local.engine import preview as engine
from local.engine.preview import Preview

ROOT = Path(__file__).resolve().parents[1]


def preview(root: Path, stack: str, overrides: Mapping[str, object] | None = None) -> Preview:
    """As `local.engine.preview.preview`. A test may change the one that it gets: each gets a copy."""
    assert root == ROOT, "a preview of another program is not kept"
    return pickle.loads(_preview(stack, json.dumps(overrides or {}, sort_keys=True)))


@cache
def _preview(stack: str, overrides: str) -> bytes:
    return pickle.dumps(engine.preview(ROOT, stack, json.loads(overrides)))
