"""Bytecode for the runtime's Python. Lambda cannot write it: the task folder is read-only.

Invalidation mode is `unchecked-hash`, because zip timestamps are too coarse to compare with a source's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from components.packaging.errors import PackageError
from components.packaging.layout import runtime_version

_WHO = "import platform as p; print(p.python_implementation(), p.python_version())"


class Compiler(Protocol):
    """Compiles bytecode for the runtime."""

    @property
    def version(self) -> str:
        """E.g. `3.13.0`."""
        ...

    def compile(self, folder: Path, shown: str) -> None:
        """Compiles a folder. Tracebacks show `shown` instead of its path. Raises PackageError."""
        ...


def compile_arguments(folder: str, shown: str) -> list[str]:
    """Arguments of the Python interpreter."""
    return [
        *("-I", "-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash"),
        *("-s", folder, "-p", shown, folder),
    ]


def source_of(bytecode: str) -> str:
    """Source path of a bytecode path: `planner/job.py` for `planner/__pycache__/job.cpython-313.pyc`."""
    folder, _, file = bytecode.rpartition("/__pycache__/")
    return f"{folder}/{file.partition('.')[0]}.py"


@dataclass(frozen=True)
class RuntimePython:
    """An interpreter of the runtime's minor version on this machine."""

    executable: str
    version: str

    def compile(self, folder: Path, shown: str) -> None:
        done = subprocess.run(  # noqa: S603 - no shell, own arguments
            [self.executable, *compile_arguments(str(folder), shown)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            reason = " ".join((done.stdout + done.stderr).split()) or f"compileall exited with {done.returncode}"
            raise PackageError(f"Python {self.version} cannot compile the code: {reason}")


@lru_cache(maxsize=1)
def find_runtime_python() -> RuntimePython | None:
    """The first CPython of the runtime's minor version: this interpreter, on the path, from pyenv, from uv."""
    for executable in _candidates(f"python{runtime_version()}"):
        version = _version(executable)
        if version and version.rpartition(".")[0] == runtime_version():
            return RuntimePython(executable, version)
    return None


def _candidates(name: str) -> Iterator[str]:
    if sys.version_info[:2] == tuple(map(int, runtime_version().split("."))):
        yield sys.executable
    if on_path := shutil.which(name):
        yield on_path
    homes = (
        Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions",
        Path(os.environ.get("UV_PYTHON_INSTALL_DIR", Path.home() / ".local/share/uv/python")),
    )
    for home in homes:
        yield from sorted(map(str, home.glob(f"*{runtime_version()}*/bin/{name}")), reverse=True)


def _version(executable: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - no shell, own arguments
            [executable, "-I", "-S", "-c", _WHO], capture_output=True, text=True, check=False, timeout=60
        )
    except OSError:
        return None
    implementation, _, version = done.stdout.strip().partition(" ")
    return version if implementation == "CPython" else None
