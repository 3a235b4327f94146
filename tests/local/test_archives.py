from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pulumi
import pytest

from local.engine.archives import zip_bytes


def names(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as content:
        return {name: content.read(name) for name in content.namelist()}


def test_assets_and_folders_are_packed_where_the_program_puts_them(tmp_path: Path) -> None:
    (tmp_path / "code" / "__pycache__").mkdir(parents=True)
    (tmp_path / "code" / "a.py").write_text("A")
    (tmp_path / "code" / "__pycache__" / "a.pyc").write_text("stale")
    archive = pulumi.AssetArchive(
        {
            "one": pulumi.FileArchive("code"),
            "two/b.py": pulumi.FileAsset("code/a.py"),
            "three": pulumi.AssetArchive({"c.txt": pulumi.StringAsset("C")}),
        }
    )
    packed = zip_bytes(archive, tmp_path)
    assert names(packed) == {"one/a.py": b"A", "two/b.py": b"A", "three/c.txt": b"C"}
    assert zip_bytes(archive, tmp_path) == packed


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        zip_bytes(pulumi.FileArchive("nowhere"), tmp_path)
