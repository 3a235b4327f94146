"""TCP ports on loopback."""

from __future__ import annotations

import socket

from local.errors import LocalError

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def require_free(port: int) -> int:
    """Returns `port`. Raises LocalError when it is in use or not permitted."""
    with socket.socket() as probe:
        # As servers do: a recently closed connection does not occupy the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except (OSError, OverflowError) as error:
            raise LocalError(
                f"port {port} on {LOOPBACK} cannot be used: {error}", "choose another port, or none"
            ) from error
    return port


def accepts(port: int) -> bool:
    """Whether a server accepts connections on `port`."""
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0
