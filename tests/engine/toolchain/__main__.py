"""`make engine`: finds or builds the Pulumi CLI, then runs the engine tests.

Where there is neither, it prints one line that says what is missing, and ends with 0.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.engine.toolchain.build import MissingError, build, cached, installed, is_built, require_go
from tests.engine.toolchain.version import VERSION


def main() -> None:
    if installed() is None:
        try:
            if not is_built(cached()):
                require_go()
                _say(f"engine: building pulumi {VERSION} in {cached()}; the first build takes up to 10 minutes")
            build()
        except MissingError as error:
            _say(f"engine: skipped, {error}")
            return
    root = Path(__file__).resolve().parents[3]
    os.chdir(root)
    # A stack's life in one process, the previews of other stacks in the second.
    options = ["-n", "2", "-m", "engine and not soak", *sys.argv[1:]]  # the last -m counts
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *options, "tests/engine"])


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
