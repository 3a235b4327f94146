"""Bytecode for the runtime's Python. Lambda cannot write it: the task folder is read-only.

Invalidation mode is `unchecked-hash`, because zip timestamps are too coarse to compare with a source's.
"""

from __future__ import annotations

import marshal
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from components.packaging.errors import PackageError
from components.packaging.layout import runtime_version

_COMPILE = Path(__file__).parent / "in_runtime" / "compile_sources.py"
_WHO = "import platform as p; print(p.python_implementation(), p.python_version())"


class Compiler(Protocol):
    """Compiles bytecode for the runtime."""

    @property
    def version(self) -> str:
        """E.g. `3.13.0`."""
        ...

    def compile(self, sources: Mapping[str, bytes], shown: str) -> dict[str, bytes]:
        """Bytecode of the Python sources among these files, by its path beside them. Raises PackageError.

        Args:
            sources: path to content.
            shown: folder of the sources in tracebacks.
        """
        ...


def compile_arguments(shown: str) -> list[str]:
    """Arguments of the runtime's interpreter, which reads `compile_input` and writes what `compiled` reads."""
    return ["-I", "-c", _COMPILE.read_text(), shown]


def compile_input(sources: Mapping[str, bytes]) -> bytes:
    """The Python sources among these files, in a form that every version of Python reads.

    Passed on through pipes: a compilation that is cut off leaves no folder behind.
    """
    return marshal.dumps({path: content for path, content in sources.items() if path.endswith(".py")}, 2)


def compiled(output: bytes) -> dict[str, bytes]:
    """Path to bytecode, from the interpreter's output."""
    return marshal.loads(output)  # noqa: S302 - from our own process


def source_of(bytecode: str) -> str:
    """Source path of a bytecode path: `planner/job.py` for `planner/__pycache__/job.cpython-313.pyc`."""
    folder, _, file = bytecode.rpartition("/__pycache__/")
    return f"{folder}/{file.partition('.')[0]}.py"


@dataclass(frozen=True)
class RuntimePython:
    """An interpreter of the runtime's minor version on this machine."""

    executable: str
    version: str

    def compile(self, sources: Mapping[str, bytes], shown: str) -> dict[str, bytes]:
        done = subprocess.run(  # noqa: S603 - no shell, own arguments
            [self.executable, *compile_arguments(shown)],
            input=compile_input(sources),
            capture_output=True,
            check=False,
        )
        if done.returncode:
            reason = " ".join(done.stderr.decode(errors="replace").split()) or f"it exited with {done.returncode}"
            raise PackageError(f"Python {self.version} cannot compile the code: {reason}")
        return compiled(done.stdout)


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
