"""A layer's zip: the wheels of one hashed requirements file, without what does not travel, with bytecode."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from components.packaging.builders import Architecture, Builder
from components.packaging.bytecode import Compiler, source_of
from components.packaging.distributions import Distribution, asked_for, installed, needed
from components.packaging.layout import LAYER, LAYERS, ROOT, RUNTIME, layer_zip
from components.packaging.prune import RUNTIME_HAS, UNUSED, is_metadata, travels
from components.packaging.record import Artefact, read_artefact, write_artefact

#: Part of the fingerprint, with this package's own rules: what shapes a layer when its requirements stay the same.
_SHAPED_BY = ("layers.py", "prune.py", "distributions.py", "zip_file.py")
_PREFIX = "python/"


def fingerprint(layer: str, architecture: Architecture, root: Path = ROOT) -> str:
    """Identifies what a layer must be built from; the same on every machine."""
    digest = hashlib.sha256(f"{RUNTIME} {architecture}".encode())
    rules = [Path(__file__).with_name(name) for name in _SHAPED_BY]
    requirements = root / LAYERS[layer]
    for file in (requirements, requirements.with_suffix(".in"), *rules):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def built_layer(layer: str, architecture: Architecture, root: Path = ROOT) -> Artefact | None:
    """The layer, if it was built from what there is now."""
    artefact = read_artefact(root, layer_zip(layer, architecture))
    return artefact if artefact and artefact.built_from == fingerprint(layer, architecture, root) else None


def build_layer(
    layer: str, architecture: Architecture, builder: Builder, compiler: Compiler | None, root: Path = ROOT
) -> Artefact:
    """Builds it anew. Raises PackageError; what was built before then stays."""
    requirements = root / LAYERS[layer]
    folder = Path(tempfile.mkdtemp(prefix=f"alex-{layer}-"))
    try:
        builder.install(requirements, architecture, folder)
        there = installed(folder)
        keep = needed(asked_for(requirements.with_suffix(".in")), there, UNUSED, architecture) - RUNTIME_HAS
        kept = [it for name, it in there.items() if name in keep]
        unused = [replace(it, files=tuple(filter(is_metadata, it.files))) for it in there.values() if it.name in UNUSED]
        left_out = _remove_others(folder, kept + unused)
        if compiler:
            compiler.compile(folder, LAYER)
        members = {
            _PREFIX + file.relative_to(folder).as_posix(): file.read_bytes()
            for file in folder.rglob("*")
            if file.is_file()
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return write_artefact(
        root,
        layer_zip(layer, architecture),
        members,
        name=f"{layer}-{architecture}",
        bytecode=compiler.version if compiler else None,
        built_from=fingerprint(layer, architecture, root),
        packages=_sizes(members, kept + unused),
        left_out_bytes=left_out,
    )


def _remove_others(folder: Path, kept: Iterable[Distribution]) -> int:
    """Removes what does not travel; returns its bytes."""
    travelling = {file for distribution in kept for file in distribution.files if travels(file)}
    removed = 0
    for file in list(folder.rglob("*")):
        if file.is_file() and file.relative_to(folder).as_posix() not in travelling:
            removed += file.stat().st_size
            file.unlink()
    return removed


def _sizes(members: Mapping[str, bytes], kept: Iterable[Distribution]) -> dict[str, int]:
    """Distribution and version to its bytes; bytecode counts with the folder's distribution."""
    owners = {_PREFIX + file: f"{it.name} {it.version}" for it in kept for file in it.files}
    sizes: dict[str, int] = {}
    for path, content in members.items():
        owner = owners[source_of(path) if path.endswith(".pyc") else path]
        sizes[owner] = sizes.get(owner, 0) + len(content)
    return dict(sorted(sizes.items(), key=lambda item: (-item[1], item[0])))
