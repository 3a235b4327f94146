"""A checkout whose code is measured, run on its own environment."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.cold_start import Program

_PROBE = Path(__file__).with_name("probe.py")
_TOKENS_PROBE = _PROBE.parents[1] / "tokens/probe.py"


class NoCheckout(ValueError):
    """The path names no checkout that can be measured."""


@dataclass(frozen=True)
class Analyses:
    """Seconds on one new embedded AWS."""

    first: float
    """From the API's response to the end of the first analysis."""
    warm: list[float]
    first_answer: float
    """Of the API's response to the request that starts the first analysis."""
    answers: list[float]


@dataclass(frozen=True)
class Starts:
    """Programs that start a function, by function, and the Python of the runtime that runs them."""

    python: str
    programs: dict[str, Program]


class Checkout:
    """Raises NoCheckout for a path without an environment: `make setup` creates it."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.python = self.root / ".venv/bin/python"
        if not (self.root / "local/stack.py").exists():
            raise NoCheckout(f"{root} is no checkout of Alex")
        if not self.python.exists():
            raise NoCheckout(f"{root} has no .venv: run `make setup-check` there")

    def analyses(self, start_delay: float = 0.0, snap_start: bool = False) -> Analyses:
        """The first analysis and warm ones on a new embedded AWS.

        Args:
            start_delay: seconds that each function's start takes longer.
            snap_start: agents are restored from snapshots, which are there before the first analysis.
        """
        command = self._command("job", str(start_delay), *["snap-start"] * snap_start)
        done = subprocess.run(  # noqa: S603 - own arguments
            command, **self._place(), stdout=subprocess.PIPE, text=True, check=True
        )
        seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        first, warm = seen["first"], seen["warm"]
        return Analyses(
            first["job"], [each["job"] for each in warm], first["answer"], [each["answer"] for each in warm]
        )

    @contextmanager
    def starts(self) -> Generator[Starts]:
        """Unpacks what goes to Lambda, until the block ends. Builds missing packages."""
        process = subprocess.Popen(  # noqa: S603
            self._command("packages"), **self._place(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        with process:
            assert process.stdout
            line = process.stdout.readline()
            if not line:
                raise NoCheckout(f"the packages of {self.root} cannot be built; `alex package` there says why")
            seen: dict[str, Any] = json.loads(line)
            programs = {
                name: Program(f"import {name}.handler", [Path(folder) for folder in folders])
                for name, folders in seen["folders"].items()
            }
            yield Starts(seen["python"], programs)
            process.communicate("")

    def exchanges(self, portfolios: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
        """What the agents and the fake model say to each other in an analysis of each portfolio, by its name.

        Args:
            portfolios: by name, as `Portfolio` dumps them.
        """
        done = subprocess.run(  # noqa: S603 - own arguments
            self._command(probe=_TOKENS_PROBE),
            **self._place(),
            input=json.dumps(portfolios),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    def _command(self, *arguments: str, probe: Path = _PROBE) -> list[str]:
        # -P: the probe's folder belongs to another checkout.
        return [str(self.python), "-P", str(probe), *arguments]

    def _place(self) -> dict[str, Any]:
        paths = (self.root / "agents", self.root)
        return {"cwd": self.root, "env": {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}}
