"""A statement that goes on when its call reaches the time limit. Any other is cancelled by PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class TimeLimitReached(Exception):
    """The statement goes on after its call."""


def left_after(connection: Any, seconds: float, run: Callable[[], T], ended: Callable[[], None]) -> T:
    """Runs it in a thread; `ended` is called at its end in any case.

    Raises TimeLimitReached after `seconds`, while the statement goes on.
    """
    with connection.cursor() as cursor:
        # Until the session is reset, before its next use.
        cursor.execute("SET statement_timeout = 0")
    done, answers, errors = threading.Event(), list[T](), list[Exception]()

    def work() -> None:
        try:
            answers.append(run())
        except Exception as error:
            errors.append(error)
        finally:
            ended()
            done.set()

    threading.Thread(target=work, daemon=True, name="a statement that may take long").start()
    if not done.wait(seconds):
        raise TimeLimitReached
    if errors:
        raise errors[0]
    return answers[0]
