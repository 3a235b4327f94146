"""Work units for pytest-xdist: tests that share an expensive fixture run in one worker, the longest units first.

Units save time and change no result: every test passes in any worker. pytest-xdist's own `--dist loadgroup` would do,
but with pytest 9.2 it groups nothing (pytest-xdist issue 1386).
"""

from __future__ import annotations

from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from xdist.scheduler import LoadScopeScheduling

UNITS = {
    # Waits a minute for the API's copies of the origin secret to expire: on a stack that no other test waits for.
    "exercise": ("tests/e2e/test_granted_is_used.py",),
    # One after the other: every `alex demo` of a checkout has the same run file.
    "killed demos": ("tests/e2e/test_leaves_nothing.py",),
    "deployed stack": ("tests/e2e/*",),
    "canary": ("tests/canary/test_no_secret_leaves.py",),
    "database": (
        "tests/lambdas/test_api_*",
        "tests/lambdas/test_database_*",
        "tests/lambdas/test_migrator.py",
        "tests/lambdas/test_planner_*",
        "tests/lambdas/test_rotator.py",
    ),
    "previews": ("tests/infra/*",),
    "embedded AWS": ("tests/local/*",),
}
"""Name to patterns of files, in the order in which units start; the first match counts."""


def unit_of(nodeid: str) -> str:
    """The work unit of a test; a file that is in none of the above is its own."""
    file = nodeid.split("::")[0]
    return next((name for name, patterns in UNITS.items() if any(fnmatch(file, p) for p in patterns)), file)


def sort_units(items: list[pytest.Item]) -> None:
    """Move the units to the front, in their order. Tests of a unit keep theirs."""
    order = {name: number for number, name in enumerate(UNITS)}
    items.sort(key=lambda item: order.get(unit_of(item.nodeid), len(order)))


def scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Hands whole units to workers, in the order of the collected tests."""
    from xdist.scheduler import LoadScopeScheduling

    class Units(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return unit_of(nodeid)

    config.option.loadscopereorder = False
    return Units(config, log)
