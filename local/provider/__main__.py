"""`pulumi-resource-aws`: what the engine starts. Prints a port, and serves until it is killed."""

from __future__ import annotations

import argparse
import contextlib
import sys
from pathlib import Path

from local.errors import LocalError


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--connection", type=Path, required=True)
    options, _engine = parser.parse_known_args()
    from local.provider.connection import read_connection
    from local.provider.plugin import Plugin, serve
    from local.provider.resource_calls import ResourceCalls

    try:
        connection = read_connection(options.connection)
    except LocalError as error:
        sys.exit(str(error))
    # The engine starts a plugin in the program's folder.
    server, port = serve(Plugin(ResourceCalls(connection, Path.cwd())))
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):  # how the engine ends its plugins
        server.wait_for_termination()


if __name__ == "__main__":
    main()
