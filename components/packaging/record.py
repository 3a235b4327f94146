"""Record of a built zip, stored as a JSON file beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from components.packaging.zip_file import replace_file, sha256, zip_content


@dataclass(frozen=True)
class Artefact:
    """One zip file."""

    name: str
    """Name of the function, or of the layer with its architecture."""
    file: str
    """Path relative to the project."""
    sha256: str
    """Hash of the zip, in hexadecimal."""
    files: int
    zipped_bytes: int
    unzipped_bytes: int
    bytecode: str | None
    """Version of the Python that compiled it; None without bytecode, which doubles cold start time."""
    built_from: str
    """Fingerprint of the inputs."""
    packages: Mapping[str, int]
    """Unzipped size in bytes, by distribution or folder."""
    left_out_bytes: int
    """Size in bytes of the files omitted from the wheels."""


def write_artefact(
    root: Path,
    file: Path,
    members: Mapping[str, bytes],
    *,
    name: str,
    bytecode: str | None,
    built_from: str,
    packages: Mapping[str, int],
    left_out_bytes: int = 0,
) -> Artefact:
    """Writes the zip, then its record. `file` is relative to `root`."""
    content = zip_content(members)
    artefact = Artefact(
        name=name,
        file=file.as_posix(),
        sha256=sha256(content),
        files=len(members),
        zipped_bytes=len(content),
        unzipped_bytes=sum(map(len, members.values())),
        bytecode=bytecode,
        built_from=built_from,
        packages=dict(packages),
        left_out_bytes=left_out_bytes,
    )
    replace_file(root / file, content)
    replace_file(_record_file(root / file), json.dumps(asdict(artefact), indent=1).encode())
    return artefact


def read_artefact(root: Path, file: Path) -> Artefact | None:
    """Record of a zip; None if the zip or its record is missing, or the record belongs to another zip."""
    try:
        artefact = Artefact(**json.loads(_record_file(root / file).read_bytes()))
        size = (root / file).stat().st_size
    except (OSError, ValueError, TypeError):
        return None
    return artefact if size == artefact.zipped_bytes else None


def _record_file(file: Path) -> Path:
    return file.with_suffix(".json")
