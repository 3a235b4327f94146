"""Zip of a function's code: its own folder, `agent_runtime` and the packages of its row, with bytecode."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from components.foundation.function_spec import FunctionSpec
from components.packaging.bytecode import Compiler, source_of
from components.packaging.errors import PackageError
from components.packaging.layout import ROOT, SHARED_PACKAGES, TASK, function_zip
from components.packaging.record import Artefact, read_artefact, write_artefact

_LEFT_OUT = {"__pycache__", "tests"}
#: Part of the fingerprint. Increase it when the same sources must yield a different zip.
_FORMAT = "1"


def function_sources(spec: FunctionSpec, root: Path = ROOT) -> dict[str, bytes]:
    """Path in the zip to content, in a fixed order. Raises PackageError if there is no handler."""
    agents = root / "agents"
    sources = {
        path.relative_to(agents).as_posix(): path.read_bytes()
        for package in sorted({*SHARED_PACKAGES, *spec.packages, spec.name})
        for path in sorted((agents / package).rglob("*"))
        if path.is_file() and path.suffix != ".pyc" and _LEFT_OUT.isdisjoint(path.relative_to(agents).parts)
    }
    if f"{spec.name}/handler.py" not in sources:
        raise PackageError(f"agents/{spec.name}/handler.py is missing: the function list has a row for {spec.name}")
    return sources


def build_functions(
    functions: Sequence[FunctionSpec], compiler: Compiler | None, root: Path = ROOT, *, rebuild: bool = True
) -> list[Artefact]:
    """One zip per function, in the given order. Without a compiler they have no bytecode.

    Without `rebuild`, a zip of the same sources is kept if it has bytecode or there is still no compiler.
    """
    wanted = {spec.name: function_sources(spec, root) for spec in functions}
    kept = {} if rebuild else {name: _current(root, name, sources, compiler) for name, sources in wanted.items()}
    stale = {name: sources for name, sources in wanted.items() if not kept.get(name)}
    bytecode = _bytecode(stale.values(), compiler) if compiler and stale else {}
    return [kept.get(name) or _build(root, name, sources, bytecode, compiler) for name, sources in wanted.items()]


def current_functions(functions: Sequence[FunctionSpec], root: Path = ROOT) -> list[Artefact] | None:
    """The zips, if all are of today's sources and have bytecode: then there is no need to look for a compiler."""
    found: list[Artefact] = []
    for spec in functions:
        built = read_artefact(root, function_zip(spec.name))
        if not built or not built.bytecode or built.built_from != fingerprint(function_sources(spec, root)):
            return None
        found.append(built)
    return found


def _current(root: Path, name: str, sources: Mapping[str, bytes], compiler: Compiler | None) -> Artefact | None:
    built = read_artefact(root, function_zip(name))
    current = built and built.built_from == fingerprint(sources) and (built.bytecode or compiler is None)
    return built if current else None


def fingerprint(sources: Mapping[str, bytes]) -> str:
    """Hash of a zip's sources, the same on every machine."""
    digest = hashlib.sha256(_FORMAT.encode())
    for name, content in sources.items():
        digest.update(f"\n{name} {hashlib.sha256(content).hexdigest()}".encode())
    return digest.hexdigest()


def _bytecode(functions: Iterable[Mapping[str, bytes]], compiler: Compiler) -> dict[str, bytes]:
    """Bytecode of the sources of all functions, by path in a zip."""
    # A file that two functions share is compiled once.
    merged = {name: content for sources in functions for name, content in sources.items()}
    return compiler.compile(merged, TASK)


def _build(
    root: Path, name: str, sources: Mapping[str, bytes], bytecode: Mapping[str, bytes], compiler: Compiler | None
) -> Artefact:
    compiled = {path: content for path, content in bytecode.items() if source_of(path) in sources}
    members = {**sources, **compiled}
    packages: dict[str, int] = {}
    for path, content in members.items():
        folder = path.partition("/")[0]
        packages[folder] = packages.get(folder, 0) + len(content)
    return write_artefact(
        root,
        function_zip(name),
        members,
        name=name,
        bytecode=compiler.version if compiler else None,
        built_from=fingerprint(sources),
        packages=packages,
    )
