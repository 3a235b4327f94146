"""`pulumi-resource-aws` without AWS: what the engine starts for another team's programs."""

from __future__ import annotations

import contextlib
import sys

from local.provider.plugin import serve
from tests.engine.paper.calls import PaperCalls
from tests.engine.paper.plugin import PaperPlugin


def main() -> None:
    server, port = serve(PaperPlugin(PaperCalls()))
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):  # how the engine ends its plugins
        server.wait_for_termination()


if __name__ == "__main__":
    main()
