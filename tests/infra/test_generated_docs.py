"""Generated docs are current and cover the whole program."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.foundation.functions import FUNCTIONS
from docgen.pages import FILES, written
from local.engine.creation import CREATORS
from local.engine.not_emulated import NOT_EMULATED
from local.engine.resources.compute import lambda_  # noqa: F401  # pyright: ignore[reportUnusedImport]  registers every creator
from tests.previews import preview

ROOT = Path(__file__).resolve().parents[2]
STALE = "run `make docs`"


@pytest.mark.parametrize("name", FILES)
def test_a_committed_page_is_current(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")

    assert written(text, preview(ROOT, "prod")) == text, STALE


def test_the_architecture_names_every_function_and_component(prod):
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

    assert all(f"| {spec.icon} {spec.title} | `{spec.name}` |" in page for spec in FUNCTIONS)
    assert all(f"| `{component.type.split(':')[-1]}` |" in page for component in prod.components)


def test_a_type_that_is_not_emulated_is_used_and_has_no_creator(self_hosted):
    stacks = (preview(ROOT, "local"), preview(ROOT, "prod", {"activateCostTags": True, "edgePlan": "pro"}))
    used = {resource.type for stack in (*stacks, self_hosted) for resource in stack.resources}

    assert set(NOT_EMULATED) <= used
    assert not NOT_EMULATED.keys() & CREATORS.keys()


def test_every_type_is_created_or_listed_with_a_reason(stack):
    types = {resource.type for resource in stack.resources if not resource.type.startswith("pulumi:")}

    assert types <= CREATORS.keys() | NOT_EMULATED.keys()
    assert all(missing.reason.endswith(".") for missing in NOT_EMULATED.values())
