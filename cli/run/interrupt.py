"""Ctrl-C and SIGTERM end a command in the same way, once."""

from __future__ import annotations

import signal
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def interrupted_once() -> Generator[None]:
    """Raises KeyboardInterrupt on the first Ctrl-C or SIGTERM in the block, and ignores further ones until its end.

    A second Ctrl-C would interrupt the shutdown and leave processes behind. For the main thread only.
    """

    def ignore(_signal: int, _frame: Any) -> None:
        """A function instead of SIG_IGN, which processes started during the shutdown would inherit."""

    def interrupt(_signal: int, _frame: Any) -> None:
        for each in handled:
            signal.signal(each, ignore)
        raise KeyboardInterrupt

    # A shell starts background jobs with SIGINT ignored; that stays so.
    handled = [each for each in _SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, interrupt) for each in handled}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
