"""Everything that is looked at before a package goes to Lambda."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from components.foundation.functions import FunctionSpec
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
    """A function with the layers it runs on."""

    spec: FunctionSpec
    code: Artefact
    layers: tuple[Artefact, ...]


@dataclass(frozen=True)
class Verdict:
    findings: tuple[Finding, ...]
    imports: tuple[Imported, ...]
    not_tried: str | None
    """Why no import was tried; None if all were."""
    python: str
    """What tried them, e.g. `Python 3.13.0`."""


def largest(artefacts: Sequence[Artefact]) -> list[tuple[str, int]]:
    """The ten packages that take most, with their bytes."""
    sizes = [size for artefact in artefacts for size in artefact.packages.items()]
    return sorted(sizes, key=lambda size: (-size[1], size[0]))[:_LARGEST]


def check(
    packages: Sequence[Package],
    architecture: Architecture,
    python: RuntimePython | None,
    progress: Callable[[str], None],
    root: Path = ROOT,
) -> Verdict:
    """Sizes, shared objects, and what each function imports. `progress` is told what comes next."""
    artefacts = {it.name: it for package in packages for it in (package.code, *package.layers)}
    findings = list(check_sizes(packages))
    for artefact in artefacts.values():
        progress(f"looking at the shared objects of {artefact.name}")
        findings += check_shared_objects(members_of((root / artefact.file).read_bytes()), architecture)
    reason = _cannot_import(architecture, python)
    if reason or python is None:
        return Verdict(tuple(findings), (), reason, "")
    imports: list[Imported] = []
    with unpacked(root, artefacts.values()) as folders, runtime_sdk() as sdk:
        for package in packages:
            progress(f"importing {package.spec.name} from its package alone")
            layers = [folders[layer.name] for layer in package.layers]
            imports.append(check_imports(python, package.spec.name, folders[package.code.name], layers, sdk))
    findings += [finding for imported in imports for finding in imported.findings]
    return Verdict(tuple(findings), tuple(imports), None, f"Python {python.version}")


def check_sizes(packages: Sequence[Package]) -> Iterator[Finding]:
    """Lambda's limits, of each zip and of each function with its layers."""
    artefacts = {it.name: it for package in packages for it in (package.code, *package.layers)}
    for it in artefacts.values():
        if it.zipped_bytes > UPLOAD_LIMIT:
            found = f"{_mb(it.zipped_bytes)} zipped; the largest are {_listed(largest([it]))}"
            yield Finding(it.file, found, f"{_mb(UPLOAD_LIMIT)} at most, as Pulumi sends it in the request")
    for package in packages:
        parts = (package.code, *package.layers)
        total = sum(it.unzipped_bytes for it in parts)
        if total > UNZIPPED_LIMIT:
            found = f"{_mb(total)} unzipped with its layers; the largest are {_listed(largest(parts))}"
            yield Finding(package.code.file, found, f"{_mb(UNZIPPED_LIMIT)} at most")


def machine() -> str:
    """This machine's processor, as Lambda calls it."""
    return _MACHINES.get(platform.machine(), platform.machine())


def _cannot_import(architecture: Architecture, python: RuntimePython | None) -> str | None:
    if sys.platform != "linux" or machine() != architecture:
        return f"the layers are for Linux on {architecture}, this is {platform.system()} on {machine()}"
    return None if python else f"there is no {RUNTIME} on this machine"


def _listed(sizes: Mapping[str, int] | Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {_mb(size)}" for name, size in dict(sizes).items())


def _mb(size: int) -> str:
    return f"{size / 2**20:.1f} MB"
