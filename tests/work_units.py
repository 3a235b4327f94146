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
    # In the order of their names, each file goes on from where the one before ended.
    "a stack's life": ("tests/engine/test_life*.py",),
    # The exercise waits a minute for the API's copies of the origin secret to expire: in a worker with little else.
    "exercise and models": (
        "tests/e2e/test_granted_is_used.py",
        "tests/e2e/test_evaluate.py",
        "tests/e2e/test_model_matrix.py",
    ),
    # One after the other: every `alex demo` of a checkout has the same run file.
    "killed demos": ("tests/e2e/test_leaves_nothing.py",),
    "interrupted up": ("tests/local/test_up_ends.py",),
    "deployed stack": ("tests/e2e/*",),
    "the site": ("tests/site/*",),
    "canary": ("tests/canary/test_no_secret_leaves.py",),
    "database": (
        "tests/lambdas/test_api_*",
        "tests/lambdas/test_database_*",
        "tests/lambdas/test_feedback_sent.py",
        "tests/lambdas/test_housekeeper.py",
        "tests/lambdas/test_migrator.py",
        "tests/lambdas/test_operators_*",
        "tests/lambdas/test_planner_*",
        "tests/lambdas/test_rotator.py",
    ),
    "previews": ("tests/infra/*",),
    "embedded AWS": ("tests/local/*",),
}
"""Name to patterns of files, in the order in which units and their files start; the first match counts."""
_PATTERNS = [(name, pattern) for name, patterns in UNITS.items() for pattern in patterns]


def unit_of(nodeid: str) -> str:
    """The work unit of a test; a file that is in none of the above is its own."""
    place = _place(nodeid)
    return _PATTERNS[place][0] if place < len(_PATTERNS) else _file(nodeid)


def sort_units(items: list[pytest.Item]) -> None:
    """Move the units to the front, in their order. Tests of a pattern keep theirs."""
    items.sort(key=lambda item: _place(item.nodeid))


def _file(nodeid: str) -> str:
    return nodeid.split("::")[0]


def _place(nodeid: str) -> int:
    file = _file(nodeid)
    return next((n for n, (_, pattern) in enumerate(_PATTERNS) if fnmatch(file, pattern)), len(_PATTERNS))


def scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Hands whole units to workers, in the order of the collected tests."""
    from xdist.scheduler import LoadScopeScheduling

    class Units(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return unit_of(nodeid)

    config.option.loadscopereorder = False
    return Units(config, log)
