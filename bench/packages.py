"""Inputs of the cold starts: the zips that go to Lambda, unpacked, and the runtime's boto3."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.table import Row
from components.foundation.functions import FUNCTIONS
from components.packaging.builders import BUILDERS, Architecture
from components.packaging.bytecode import RuntimePython, find_runtime_python
from components.packaging.errors import PackageError
from components.packaging.functions import build_functions
from components.packaging.imports import runtime_sdk, unpacked
from components.packaging.layers import build_layer, built_layer
from components.packaging.layout import LAYERS, ROOT, RUNTIME
from components.packaging.record import Artefact

ARCHITECTURE: Architecture = "x86_64"
_MIB = 1 << 20


@dataclass(frozen=True)
class Packages:
    """Python and folders of a function's process."""

    python: RuntimePython
    sdk: Path
    """boto3 and its dependencies, compiled for this Python, as in the runtime."""
    folders: Mapping[str, Sequence[Path]]
    """Function to the folders on its path: its code, its layers, the SDK."""
    artefacts: Sequence[Artefact]


@contextmanager
def packages() -> Generator[Packages]:
    """Builds missing packages. Raises PackageError without a Python of the runtime's version."""
    python = find_runtime_python()
    if python is None:
        raise PackageError(f"cold starts are measured on {RUNTIME}, which is not on this machine")
    code = build_functions(FUNCTIONS, python, rebuild=False)
    layers = {
        layer: built_layer(layer, ARCHITECTURE) or build_layer(layer, ARCHITECTURE, BUILDERS["uv"](), python)
        for layer in LAYERS
    }
    with unpacked(ROOT, [*code, *layers.values()]) as places, _compiled_sdk(python) as sdk:
        folders = {
            spec.name: (places[spec.name], *(places[layers[layer].name] / "python" for layer in spec.layers), sdk)
            for spec in FUNCTIONS
        }
        yield Packages(python, sdk, folders, [*code, *layers.values()])


@contextmanager
def _compiled_sdk(python: RuntimePython) -> Generator[Path]:
    """A copy of boto3, because the installed one is compiled for another Python."""
    folder = Path(tempfile.mkdtemp(prefix="alex-sdk-"))
    try:
        with runtime_sdk() as links:
            for top in links.iterdir():
                if top.is_dir():
                    shutil.copytree(top, folder / top.name, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(top, folder)
        sources = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*.py")}
        for path, bytecode in python.compile(sources, "/var/runtime").items():
            file = folder / path
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(bytecode)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(built: Packages) -> Iterator[Row]:
    """Sizes, unzipped and zipped."""
    for artefact in built.artefacts:
        yield Row("package, unzipped", artefact.name, artefact.unzipped_bytes / _MIB, unit="MiB")
    for artefact in built.artefacts:
        yield Row("package, zipped", artefact.name, artefact.zipped_bytes / _MIB, unit="MiB")
