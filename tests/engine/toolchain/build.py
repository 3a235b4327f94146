"""Finds a Pulumi CLI, or compiles one from its published Go modules into a cache outside the checkout.

The first build takes 4 to 10 minutes, and Go's cache 2 GB; later ones take seconds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.engine.toolchain.version import VERSION

_CLI = "github.com/pulumi/pulumi/pkg/v3"
_SDK = "github.com/pulumi/pulumi/sdk/v3"
_HOST = "pulumi-language-python"
_LAUNCHER = "pulumi-language-python-exec"
_BUILD_SECONDS = 1200


class MissingError(RuntimeError):
    """Why there is no engine. The message is one line."""


def installed() -> Path | None:
    """Folder of a `pulumi` on PATH that has its language host."""
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        return None
    beside = Path(pulumi).resolve().parent
    return beside if shutil.which(_HOST) or (beside / _HOST).exists() else None


def cached() -> Path:
    """Folder of the build, made or not."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "alex" / "pulumi" / VERSION


def is_built(folder: Path) -> bool:
    return (folder / "pulumi").exists() and (folder / _LAUNCHER).exists()


def require_go() -> None:
    """Raises MissingError without it."""
    if shutil.which("go") is None:
        raise MissingError("there is no `pulumi` with its Python host on PATH, and no `go` to build it with")


def build() -> Path:
    """The folder of the built CLI. Raises MissingError if Go's modules cannot be downloaded."""
    folder = cached()
    if is_built(folder):
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Renamed when complete: an interrupted build is no build.
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        made = Path(temporary) / "bin"
        made.mkdir()
        _compile(Path(temporary), made)
        made.replace(folder)
    return folder


def _compile(module: Path, into: Path) -> None:
    """In an empty module that wants the command, so that go picks the versions of everything below it."""
    wants = f'//go:build never\n\npackage engine\n\nimport _ "{_CLI}/cmd/pulumi"\n'
    (module / "engine.go").write_text(wants)
    _go(module, "mod", "init", "engine.example")
    _go(module, "get", f"{_CLI}@{VERSION}", f"{_SDK}@{VERSION}")
    _go(module, "mod", "tidy")
    version = f"-s -w -X {_SDK}/go/common/version.Version={VERSION}"
    _go(module, "build", "-trimpath", "-ldflags", version, "-o", str(into / "pulumi"), f"{_CLI}/cmd/pulumi")
    sdk = Path(_go(module, "list", "-m", "-f", "{{.Dir}}", _SDK).strip())
    shutil.copyfile(sdk / "python" / "cmd" / _LAUNCHER, into / _LAUNCHER)
    (into / _LAUNCHER).chmod(0o755)


def _go(module: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["go", *arguments], cwd=module, capture_output=True, text=True, check=False, timeout=_BUILD_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise MissingError(f"`go {arguments[0]}` did not end within {_BUILD_SECONDS} s") from None
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no output"])[-1]
        raise MissingError(f"pulumi {VERSION} cannot be built: `go {' '.join(arguments[:2])}`: {last}")
    return done.stdout
