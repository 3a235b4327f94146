"""Builds the dependency layers for Lambda from any host: wheels for Amazon Linux only, with known hashes only."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from components.package import LAYERS, ROOT, RUNTIME, PackageError, fingerprint, is_built, layer_folder, stamp_file

_PLATFORMS = {"x86_64": "x86_64-manylinux_2_28", "arm64": "aarch64-manylinux_2_28"}
#: Lambda's limit for a function with all its layers (bytes, unzipped).
_LIMIT = 250 * 1024 * 1024


def build_layers(architecture: str, progress: Callable[[str], None]) -> None:
    """Builds every layer that is missing or older than its requirements; raises PackageError.

    `progress` gets one line per layer, with its size.
    """
    total = 0
    for layer in LAYERS:
        folder = ROOT / layer_folder(layer, architecture)
        if is_built(layer, architecture):
            verb = "up to date"
        else:
            _build(layer, architecture, folder)
            verb = "built"
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        total += size
        progress(f"{folder.relative_to(ROOT)}: {verb}, {size / 1e6:.0f} MB")
    if total > _LIMIT:
        raise PackageError(f"the layers hold {total / 1e6:.0f} MB, Lambda takes {_LIMIT / 1e6:.0f} MB")


def _build(layer: str, architecture: str, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    requirements = ROOT / LAYERS[layer]
    command = [
        *(sys.executable, "-m", "uv", "pip", "install", "--quiet"),
        *("--target", str(folder / "python")),
        *("--python-platform", _PLATFORMS[architecture], "--python-version", RUNTIME.removeprefix("python")),
        *("--only-binary", ":all:", "--require-hashes", "--no-deps", "--requirement", str(requirements)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no shell, own arguments
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        reason = " ".join(done.stderr.split()) or f"uv exited with {done.returncode}"
        raise PackageError(f"{LAYERS[layer]} cannot be installed for {architecture}: {reason}")
    stamp_file(layer, architecture).write_text(fingerprint(layer))
