"""`agents/` is a source root: its folders are top-level packages and must not shadow another package."""

from __future__ import annotations

import sys
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(folder.name for folder in (ROOT / "agents").iterdir() if folder.is_dir() and folder.name[0] != "_")


@cache
def _installed() -> set[str]:
    """Top-level names of every other installed distribution."""
    return {name for name, owners in metadata.packages_distributions().items() if owners != ["alex"]}


def test_agents_itself_is_not_a_package():
    assert not (ROOT / "agents" / "__init__.py").exists()


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_shadows_nothing(folder: str):
    assert folder.isidentifier()
    assert folder not in sys.stdlib_module_names
    assert folder not in _installed()


def test_the_agents_sdk_is_what_import_agents_finds():
    import agents

    assert ROOT not in Path(agents.__file__).parents or ".venv" in Path(agents.__file__).parts


@pytest.mark.parametrize("taken", ["json", "agents", "pydantic"])
def test_a_name_that_is_taken_would_be_found(taken: str):
    assert taken in sys.stdlib_module_names or taken in _installed()
