"""Code of functions, unpacked once at its deployment. ministack would unpack the zip at each start.

Sandboxes of one version share its files, which are read-only, as on Lambda.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

from ministack.core import lambda_runtime

from local.aws.emulator.wraps import existing_data

_CODE = "code.zip"
"""Name of the file that ministack unpacks into a worker's folder. Layers have others."""
_READ_ONLY = 0o444

_folders: dict[bytes, Path] = {}
_guard = threading.Lock()


def install() -> None:
    """Links a worker's folder to the unpacked code."""
    module = existing_data(lambda_runtime, "zipfile")
    lambda_runtime.zipfile = SimpleNamespace(**{**vars(module), "ZipFile": _opened})  # pyright: ignore[reportAttributeAccessIssue]


def folder_of(code_zip: bytes) -> Path:
    """The folder of this code, which is unpacked unless it was before. Raises zipfile.BadZipFile."""
    digest = hashlib.sha256(code_zip).digest()
    with _guard:
        folder = _folders.get(digest)
        if folder is None:
            # In the emulator's folder, which ends with it.
            folder = Path(tempfile.mkdtemp(prefix="code-"))
            with zipfile.ZipFile(io.BytesIO(code_zip)) as archive:
                archive.extractall(folder)
            for file in folder.rglob("*"):
                if not file.is_dir():
                    file.chmod(_READ_ONLY)
            _folders[digest] = folder
    return folder


def _opened(path: str, *arguments: Any, **named: Any) -> Any:
    if Path(path).name == _CODE:
        return _Code(path)
    return zipfile.ZipFile(path, *arguments, **named)


class _Code:
    """As much of `zipfile.ZipFile` as a start uses."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def extractall(self, folder: str) -> None:
        """Replaces the empty folder by a link."""
        place = Path(folder)
        place.rmdir()
        place.symlink_to(folder_of(self._path.read_bytes()))
