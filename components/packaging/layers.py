"""Zip of a layer: the wheels of one hashed requirements file, pruned, with bytecode."""

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

#: Part of the fingerprint: code that determines a layer's content besides its requirements.
_SHAPED_BY = ("layers.py", "prune.py", "distributions.py", "zip_file.py")
_PREFIX = "python/"


def fingerprint(layer: str, architecture: Architecture, root: Path = ROOT) -> str:
    """Hash of a layer's inputs, the same on every machine."""
    digest = hashlib.sha256(f"{RUNTIME} {architecture}".encode())
    rules = [Path(__file__).with_name(name) for name in _SHAPED_BY]
    requirements = root / LAYERS[layer]
    for file in (requirements, requirements.with_suffix(".in"), *rules):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def built_layer(layer: str, architecture: Architecture, root: Path = ROOT) -> Artefact | None:
    """The built layer; None if it is missing or out of date."""
    artefact = read_artefact(root, layer_zip(layer, architecture))
    return artefact if artefact and artefact.built_from == fingerprint(layer, architecture, root) else None


def build_layer(
    layer: str, architecture: Architecture, builder: Builder, compiler: Compiler | None, root: Path = ROOT
) -> Artefact:
    """Rebuilds the layer. Raises PackageError, which leaves the previous zip in place."""
    requirements = root / LAYERS[layer]
    folder = Path(tempfile.mkdtemp(prefix=f"alex-{layer}-"))
    try:
        builder.install(requirements, architecture, folder)
        available = installed(folder)
        keep = needed(asked_for(requirements.with_suffix(".in")), available, UNUSED, architecture) - RUNTIME_HAS
        kept = [each for name, each in available.items() if name in keep]
        unused = [
            replace(each, files=tuple(filter(is_metadata, each.files)))
            for each in available.values()
            if each.name in UNUSED
        ]
        left_out = _remove_others(folder, kept + unused)
        files = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    bytecode = compiler.compile(files, LAYER) if compiler else {}
    members = {_PREFIX + path: content for path, content in (files | bytecode).items()}
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
    """Removes files that the layer does not need; returns their size in bytes."""
    needed_files = {file for distribution in kept for file in distribution.files if travels(file)}
    removed = 0
    for file in list(folder.rglob("*")):
        if file.is_file() and file.relative_to(folder).as_posix() not in needed_files:
            removed += file.stat().st_size
            file.unlink()
    return removed


def _sizes(members: Mapping[str, bytes], kept: Iterable[Distribution]) -> dict[str, int]:
    """Size in bytes by distribution and version. Bytecode counts for its source's distribution."""
    owners = {_PREFIX + file: f"{each.name} {each.version}" for each in kept for file in each.files}
    sizes: dict[str, int] = {}
    for path, content in members.items():
        owner = owners[source_of(path) if path.endswith(".pyc") else path]
        sizes[owner] = sizes.get(owner, 0) + len(content)
    return dict(sorted(sizes.items(), key=lambda item: (-item[1], item[0])))
