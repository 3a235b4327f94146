"""Pulumi's archives and assets as the bytes of a zip file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The oldest time in a zip, so that the same content gives the same bytes."""


def zip_bytes(archive: Any, root: Path) -> bytes:
    """A FileArchive (directory or zip file), or an AssetArchive of these and of assets; paths are relative to `root`.

    Raises FileNotFoundError for a path that does not exist, TypeError for a remote archive.
    """
    import pulumi  # here: the provider plugin previews without the SDK

    if isinstance(archive, pulumi.FileArchive) and (root / archive.path).is_file():
        return (root / archive.path).read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name, content in _files(archive, root, PurePosixPath()):
            entry = zipfile.ZipInfo(str(name), _EPOCH)
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def asset_bytes(asset: Any, root: Path) -> bytes:
    """A FileAsset, whose path is relative to `root`, or a StringAsset. Raises as `zip_bytes`."""
    [(_, content)] = _files(asset, root, PurePosixPath())
    return content


def _files(item: Any, root: Path, name: PurePosixPath) -> Iterator[tuple[PurePosixPath, bytes]]:
    import pulumi

    match item:
        case pulumi.AssetArchive():
            for key, part in sorted(item.assets.items()):
                yield from _files(part, root, name / key)
        case pulumi.FileArchive():
            folder = root / item.path
            if not folder.is_dir():
                raise FileNotFoundError(f"no file or directory {folder}")
            for file in sorted(folder.rglob("*")):
                if file.is_file() and "__pycache__" not in file.parts:
                    yield name / file.relative_to(folder).as_posix(), file.read_bytes()
        case pulumi.FileAsset():
            yield name, (root / item.path).read_bytes()
        case pulumi.StringAsset():
            yield name, item.text.encode()
        case _:
            raise TypeError(f"{type(item).__name__} cannot be packed")
