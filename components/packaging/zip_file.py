"""Reproducible zip files: the same bytes on every machine and at any time.

`zipfile` depends on the system's zlib. libdeflate, pinned in the requirements, compresses the same everywhere.
"""

from __future__ import annotations

import hashlib
import os
import struct
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import deflate

_LEVEL = 6
_VERSION = 20  # format version with deflate
_UNIX = 3
_UTF_8 = 0x800
_DEFLATED = 8
_TIME, _DATE = 0, 0x21  # 1980-01-01, the earliest zip timestamp
_FILE, _SHARED_OBJECT = 0o100644, 0o100755
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s4B4H3I5H2I")
_END = struct.Struct("<4s4H2IH")


def zip_content(members: Mapping[str, bytes]) -> bytes:
    """A zip, sorted by name, with fixed times and permissions. Names are relative, with forward slashes."""
    body, directory = bytearray(), bytearray()
    for name, content in sorted(members.items()):
        packed = deflate.deflate_compress(content, _LEVEL)
        encoded, sums = name.encode(), (zlib.crc32(content), len(packed), len(content))
        mode = _SHARED_OBJECT if ".so" in name.rpartition("/")[2] else _FILE
        common = (_UTF_8, _DEFLATED, _TIME, _DATE, *sums, len(encoded), 0)
        directory += _CENTRAL.pack(
            *(b"PK\1\2", _VERSION, _UNIX, _VERSION, 0), *common, *(0, 0, 0, mode << 16, len(body))
        )
        directory += encoded
        body += _LOCAL.pack(b"PK\3\4", _VERSION, *common) + encoded + packed
    end = _END.pack(b"PK\5\6", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return bytes(body + directory + end)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def replace_file(file: Path, content: bytes) -> None:
    """Writes atomically, so that concurrent builds of the same file do not interfere."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(descriptor, "wb") as target:
        target.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(file)
