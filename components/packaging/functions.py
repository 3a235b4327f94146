"""A function's zip: its own folder, the shared one and those its row names, with bytecode; built in no time."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from components.foundation.functions import FunctionSpec
from components.packaging.bytecode import Compiler, source_of
from components.packaging.errors import PackageError
from components.packaging.layout import ROOT, SHARED_PACKAGE, TASK, function_zip
from components.packaging.record import Artefact, read_artefact, write_artefact

_LEFT_OUT = {"__pycache__", "tests"}
#: Part of the fingerprint: raise it when the same sources shall give another zip.
_FORMAT = "1"


def function_sources(spec: FunctionSpec, root: Path = ROOT) -> dict[str, bytes]:
    """Path in the zip to content, in a fixed order. Raises PackageError where there is no handler."""
    agents = root / "agents"
    sources = {
        path.relative_to(agents).as_posix(): path.read_bytes()
        for package in sorted({SHARED_PACKAGE, *spec.packages, spec.name})
        for path in sorted((agents / package).rglob("*"))
        if path.is_file() and path.suffix != ".pyc" and _LEFT_OUT.isdisjoint(path.relative_to(agents).parts)
    }
    if f"{spec.name}/handler.py" not in sources:
        raise PackageError(f"agents/{spec.name}/handler.py is missing: the roster has a row for {spec.name}")
    return sources


def build_functions(
    roster: Sequence[FunctionSpec], compiler: Compiler | None, root: Path = ROOT, *, anew: bool = True
) -> list[Artefact]:
    """One zip per row, in its order; without a compiler they hold no bytecode.

    Unless `anew`, what was built from the same sources stays, if it has bytecode or there is still no compiler.
    """
    wanted = {spec.name: function_sources(spec, root) for spec in roster}
    kept = {} if anew else {spec.name: _still_good(root, spec.name, wanted[spec.name], compiler) for spec in roster}
    stale = {name: sources for name, sources in wanted.items() if not kept.get(name)}
    bytecode = _bytecode(stale.values(), compiler) if compiler and stale else {}
    return [kept.get(name) or _build(root, name, sources, bytecode, compiler) for name, sources in wanted.items()]


def _still_good(root: Path, name: str, sources: Mapping[str, bytes], compiler: Compiler | None) -> Artefact | None:
    built = read_artefact(root, function_zip(name))
    good = built and built.built_from == fingerprint(sources) and (built.bytecode or compiler is None)
    return built if good else None


def fingerprint(sources: Mapping[str, bytes]) -> str:
    """Identifies what a zip is built from; the same on every machine."""
    digest = hashlib.sha256(_FORMAT.encode())
    for name, content in sources.items():
        digest.update(f"\n{name} {hashlib.sha256(content).hexdigest()}".encode())
    return digest.hexdigest()


def _bytecode(functions: Iterable[Mapping[str, bytes]], compiler: Compiler) -> dict[str, bytes]:
    """Path of the bytecode in a zip to its content, of the sources of all functions at once."""
    folder = Path(tempfile.mkdtemp(prefix="alex-code-"))
    try:
        for sources in functions:
            for name, content in sources.items():
                if name.endswith(".py"):
                    file = folder / name
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(content)
        compiler.compile(folder, TASK)
        return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*.pyc")}
    finally:
        shutil.rmtree(folder)


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
