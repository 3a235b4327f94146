"""What must differ between sandboxes that SnapStart restores from one snapshot.

A snapshot is taken after the imports, before the first invocation. No client has been made by then and nothing is
connected, so there is nothing to reconnect. What all copies would share is the state of `random`, from which
OpenTelemetry draws its ids: two jobs would then have spans with the same ids.
"""

from __future__ import annotations

import random


def register() -> None:
    """Has the runtime call `after_restore`; nothing happens where there are no snapshots, outside Lambda."""
    try:
        from snapshot_restore_py import register_after_restore
    except ImportError:  # it comes with Lambda's runtime
        return
    register_after_restore(after_restore)


def after_restore() -> None:
    """Draws a new state from the operating system, which has its own for every sandbox."""
    random.seed()
