"""Checks of a package before it goes to Lambda: sizes, shared objects, imports."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from components.foundation.function_spec import FunctionSpec
from components.packaging.builders import Architecture
from components.packaging.bytecode import RuntimePython
from components.packaging.imports import Imported, check_imports, members_of, runtime_sdk, unpacked
from components.packaging.layout import ROOT, RUNTIME, UNZIPPED_LIMIT, UPLOAD_LIMIT
from components.packaging.record import Artefact
from components.packaging.shared_objects import Finding, check_shared_objects

_LARGEST = 10
_MACHINES = {"x86_64": "x86_64", "AMD64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}


@dataclass(frozen=True)
class Package:
    """A function's zip with the layers it uses."""

    spec: FunctionSpec
    code: Artefact
    layers: tuple[Artefact, ...]


@dataclass(frozen=True)
class Verdict:
    findings: tuple[Finding, ...]
    imports: tuple[Imported, ...]
    not_tried: str | None
    """Reason why imports were not checked; None if they were."""
    python: str
    """Interpreter that checked them, e.g. `Python 3.13.0`."""


def largest(artefacts: Sequence[Artefact]) -> list[tuple[str, int]]:
    """The ten largest packages with their sizes in bytes."""
    sizes = [size for artefact in artefacts for size in artefact.packages.items()]
    return sorted(sizes, key=lambda size: (-size[1], size[0]))[:_LARGEST]


def check(
    packages: Sequence[Package],
    architecture: Architecture,
    python: RuntimePython | None,
    progress: Callable[[str], None],
    root: Path = ROOT,
) -> Verdict:
    """Checks sizes, shared objects and imports. `progress` receives each step before it starts."""
    artefacts = _artefacts(packages)
    findings = list(check_sizes(packages))
    for artefact in artefacts.values():
        progress(f"checking shared objects of {artefact.name}")
        findings += check_shared_objects(members_of((root / artefact.file).read_bytes()), architecture)
    reason = _cannot_import(architecture, python)
    if reason or python is None:
        return Verdict(tuple(findings), (), reason, "")
    imports: list[Imported] = []
    with unpacked(root, artefacts.values()) as folders, runtime_sdk() as sdk:
        for package in packages:
            progress(f"importing {package.spec.name} from its package only")
            layers = [folders[layer.name] for layer in package.layers]
            imports.append(check_imports(python, package.spec.name, folders[package.code.name], layers, sdk))
    findings += [finding for imported in imports for finding in imported.findings]
    return Verdict(tuple(findings), tuple(imports), None, f"Python {python.version}")


def check_sizes(packages: Sequence[Package]) -> Iterator[Finding]:
    """Checks Lambda's size limits of each zip, and of each function with its layers."""
    for artefact in _artefacts(packages).values():
        if artefact.zipped_bytes > UPLOAD_LIMIT:
            found = f"{_mb(artefact.zipped_bytes)} zipped; largest packages: {_listed(largest([artefact]))}"
            yield Finding(artefact.file, found, f"at most {_mb(UPLOAD_LIMIT)}, as Pulumi sends it in the request")
    for package in packages:
        parts = (package.code, *package.layers)
        total = sum(part.unzipped_bytes for part in parts)
        if total > UNZIPPED_LIMIT:
            found = f"{_mb(total)} unzipped with its layers; largest packages: {_listed(largest(parts))}"
            yield Finding(package.code.file, found, f"at most {_mb(UNZIPPED_LIMIT)}")


def machine() -> str:
    """This machine's architecture in Lambda's terms."""
    return _MACHINES.get(platform.machine(), platform.machine())


def _artefacts(packages: Sequence[Package]) -> dict[str, Artefact]:
    """Each zip once, by name."""
    return {artefact.name: artefact for package in packages for artefact in (package.code, *package.layers)}


def _cannot_import(architecture: Architecture, python: RuntimePython | None) -> str | None:
    if sys.platform != "linux" or machine() != architecture:
        return f"the layers are for Linux on {architecture}, this is {platform.system()} on {machine()}"
    return None if python else f"there is no {RUNTIME} on this machine"


def _listed(sizes: Mapping[str, int] | Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {_mb(size)}" for name, size in dict(sizes).items())


def _mb(size: int) -> str:
    return f"{size / 2**20:.1f} MB"
