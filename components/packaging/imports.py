"""Import check: a function imports all it needs from its zip, its layers and the runtime's own packages."""

from __future__ import annotations

import importlib.metadata
import io
import json
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from components.packaging.bytecode import RuntimePython
from components.packaging.errors import PackageError
from components.packaging.prune import RUNTIME_HAS
from components.packaging.record import Artefact
from components.packaging.shared_objects import Finding

#: boto3 and its dependencies, which the runtime provides. This environment has pinned versions of them.
_SDK = (*sorted(RUNTIME_HAS), "urllib3")
#: Variables that Lambda sets for every function. An import needs no real values.
_ENVIRONMENT = {
    "AWS_LAMBDA_FUNCTION_NAME": "check",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "POWERTOOLS_SERVICE_NAME": "check",
}
_PROBE = Path(__file__).parent / "in_runtime" / "import_probe.py"
_SECONDS = 300


@dataclass(frozen=True)
class Imported:
    """Result of one function's import check."""

    function: str
    findings: tuple[Finding, ...]
    files: int
    """Number of modules loaded from the function and its layers."""
    uncompiled: tuple[str, ...]
    """Modules without bytecode."""
    distributions: Mapping[str, int]
    """Top-level folder or file of a layer to the number of modules loaded from it."""


@contextmanager
def unpacked(root: Path, artefacts: Iterable[Artefact]) -> Generator[dict[str, Path]]:
    """Unpacks each artefact into a folder, by artefact name, until the end of the block."""
    folder = Path(tempfile.mkdtemp(prefix="alex-unpacked-"))
    try:
        for artefact in artefacts:
            with zipfile.ZipFile(root / artefact.file) as archive:
                archive.extractall(folder / artefact.name)
        yield {artefact.name: folder / artefact.name for artefact in artefacts}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def runtime_sdk() -> Generator[Path]:
    """A folder with boto3 and its dependencies in the pinned versions of this environment."""
    folder = Path(tempfile.mkdtemp(prefix="alex-sdk-"))
    try:
        for name in _SDK:
            distribution = importlib.metadata.distribution(name)
            for top in sorted({Path(str(file)).parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}):
                source = Path(str(distribution.locate_file(top)))
                (folder / top).symlink_to(source, target_is_directory=source.is_dir())
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def check_imports(python: RuntimePython, function: str, task: Path, layers: Sequence[Path], sdk: Path) -> Imported:
    """Imports the handler and every module its code imports, in an interpreter that sees only these folders."""
    folders = [str(task), *(str(layer / "python") for layer in layers), str(sdk)]
    done = subprocess.run(  # noqa: S603 - no shell, own arguments
        [python.executable, "-I", "-S", "-B", str(_PROBE), function, *folders],
        env=_ENVIRONMENT,
        cwd=task,
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    try:
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        reason = " ".join(done.stderr.split()[-40:]) or f"exit code {done.returncode}"
        raise PackageError(f"{function}: Python {python.version} could not check its imports: {reason}") from None
    findings = tuple(
        Finding(f"{function}: import {module}", reason, "an import from the package only")
        for module, reason in cast(dict[str, str], answer["failures"]).items()
    )
    return Imported(
        function, findings, len(answer["files"]), tuple(answer["uncompiled"]), _tops(answer["files"], folders[1:-1])
    )


def _tops(files: Iterable[str], layers: Sequence[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for layer in layers:
        for file in files:
            if file.startswith(layer):
                top = Path(file).relative_to(layer).parts[0]
                counted[top] = counted.get(top, 0) + 1
    return counted


def members_of(content: bytes) -> dict[str, bytes]:
    """Files in a zip, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
