"""What is packed from where to where."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
RUNTIME = "python3.13"
#: Lambda's limit for a function with all its layers (bytes, unzipped).
UNZIPPED_LIMIT = 250 * 1024 * 1024
#: Lambda's limit for a zip that comes in the request itself, which is how Pulumi sends it (bytes).
UPLOAD_LIMIT = 50 * 1024 * 1024
#: In every function's zip.
SHARED_PACKAGE = "agent_runtime"
#: Layer to the hashed requirements file that it is built from; what was asked for stands beside it as `.in`.
LAYERS = {"dependencies": Path("requirements/lambda.txt"), "retirement": Path("requirements/retirement.txt")}
#: Where Lambda unpacks a function's zip and a layer's `python` folder: what tracebacks show.
TASK, LAYER = "/var/task", "/opt/python"

FUNCTIONS = Path("build/functions")


def runtime_version() -> str:
    """E.g. `3.13`."""
    return RUNTIME.removeprefix("python")


def function_zip(name: str) -> Path:
    """Relative to the project, so that a preview reads the same on every machine."""
    return FUNCTIONS / f"{name}.zip"


def layer_zip(layer: str, architecture: str) -> Path:
    """Relative to the project."""
    return Path("build/layers") / f"{layer}-{architecture}.zip"
