"""Ctrl-C and SIGTERM: the first one interrupts, further ones do not disturb the shutdown."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from cli.run.interrupt import interrupted_once


@pytest.fixture(autouse=True)
def default_handler() -> Iterator[None]:
    """A test run in the background of a shell inherits an ignored SIGINT."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=lambda how: how.name)
def test_a_second_signal_does_not_interrupt_the_shutdown(how: signal.Signals) -> None:
    before = signal.getsignal(signal.SIGTERM)
    shutdown = list[str]()
    with interrupted_once():
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), how)
        for again in (signal.SIGINT, signal.SIGTERM):
            os.kill(os.getpid(), again)
            shutdown.append(again.name)
    assert shutdown == ["SIGINT", "SIGTERM"]
    assert signal.getsignal(signal.SIGTERM) is before
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_ignored_ctrl_c_stays_ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with interrupted_once():
        os.kill(os.getpid(), signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
