"""State that must differ between sandboxes that SnapStart restores from one snapshot.

A snapshot is taken after the imports and before the first invocation. No client exists by then, so nothing has to be
reconnected. All copies would share the state of `random`, from which OpenTelemetry draws its ids: two jobs would have
spans with the same ids.
"""

from __future__ import annotations

import random


def register() -> None:
    """Registers `after_restore` with the runtime. Does nothing outside Lambda, where there are no snapshots."""
    try:
        from snapshot_restore_py import register_after_restore
    except ImportError:  # part of Lambda's runtime
        return
    register_after_restore(after_restore)


def after_restore() -> None:
    """Draws a new state from the operating system, whose entropy differs in every sandbox."""
    random.seed()
