"""A language host: what Pulumi's engine starts to run Python programs, policy packs and plugins.

The engine starts `pulumi-language-python ADDRESS`, reads a port from its standard output and calls it there. Everything
Python runs in a separate process, with the interpreter of the project's virtual environment. The host needs nothing but
the `pulumi` package.

PULUMI_HOST_LOG names a file that receives a line for each call.

Not there: `pulumi install`, `convert`, `package`, debuggers, virtual environments on Windows.
"""

from __future__ import annotations

import contextlib
import sys
from concurrent import futures

import grpc

from local.provider.protocol import generated
from tests.engine.toolchain.language_host.host import Host
from tests.engine.toolchain.language_host.processes import ANY_SIZE

language_pb2_grpc = generated("language_pb2_grpc")


def main() -> None:
    server = grpc.server(futures.ThreadPoolExecutor(32), options=ANY_SIZE)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(Host(sys.argv[-1]), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):  # how the engine ends its plugins
        server.wait_for_termination()


if __name__ == "__main__":
    main()
