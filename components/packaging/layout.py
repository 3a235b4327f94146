"""Paths, names and limits of packages."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
RUNTIME = "python3.13"
#: Lambda's limit for a function with all its layers (bytes, unzipped).
UNZIPPED_LIMIT = 250 * 1024 * 1024
#: Lambda's limit for a zip in the request itself, as Pulumi sends it (bytes).
UPLOAD_LIMIT = 50 * 1024 * 1024
#: Folder of `agents/` in every function's zip.
#: Folders of `agents/` that are in every zip.
SHARED_PACKAGES = ("agent_runtime", "holdings")
#: Layer to its hashed requirements file. The unlocked requirements are beside it as `.in`.
LAYERS = {"dependencies": Path("requirements/lambda.txt"), "retirement": Path("requirements/retirement.txt")}
#: Folders into which Lambda unpacks a function's zip and a layer's `python` folder; tracebacks show them.
TASK, LAYER = "/var/task", "/opt/python"

FUNCTIONS = Path("build/functions")


def runtime_version() -> str:
    """E.g. `3.13`."""
    return RUNTIME.removeprefix("python")


def function_zip(name: str) -> Path:
    """Path relative to the project, so that a preview is the same on every machine."""
    return FUNCTIONS / f"{name}.zip"


def layer_zip(layer: str, architecture: str) -> Path:
    """Path relative to the project."""
    return Path("build/layers") / f"{layer}-{architecture}.zip"
