"""`alex` in this process."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
import typer.main
import typer.testing


@pytest.fixture(autouse=True, scope="session")
def commands_built_once() -> Iterator[None]:
    """Typer builds the commands of an app at each call, which takes a third of the time of these tests."""
    built = cache(typer.main.get_command)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.main, "get_command", built)
        patch.setattr(typer.testing, "_get_command", built)
        yield
