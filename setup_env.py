"""Creates `.venv` and installs the named hashed requirements files; a second run does nothing.

The scanner is installed in a separate environment, `.venv-scan`, because it pins other versions of packages Alex needs;
the small model that `make soak` asks is in `.venv-models`, because not every machine can install it.

Uses only the standard library, because nothing else is installed when it runs.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
#: Groups with a separate environment, and its folder.
APART = {"scan": ROOT / ".venv-scan", "models": ROOT / ".venv-models"}
#: Groups without which the rest works. Their files name every package, also those whose dependencies are left out.
OPTIONAL = {"models"}
MINIMUM = (3, 11)
UV = "uv>=0.9,<1"


def main(groups: list[str]) -> int:
    if sys.version_info < MINIMUM:
        print(f"setup: Python {MINIMUM[0]}.{MINIMUM[1]} or newer is required; this is {sys.version.split()[0]}")
        return 1
    apart = [group for group in groups if group in APART]
    beside_alex = [group for group in groups if group not in APART]
    if beside_alex:
        _install(ROOT / ".venv", beside_alex, editable=True)
    for group in apart:
        try:
            _install(APART[group], [group], editable=False)
        except subprocess.CalledProcessError as error:
            if group not in OPTIONAL:
                raise
            _say(f"requirements/{group}.txt cannot be installed here (exit {error.returncode}); its tests are skipped")
    return 0


def _install(folder: Path, groups: list[str], *, editable: bool) -> None:
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    files = [ROOT / "requirements" / f"{group}.txt" for group in groups]
    stamps = {file: folder / f".installed-{file.stem}" for file in files}
    wanted = {file: _fingerprint(file) for file in files}
    missing = [file for file in files if not stamps[file].is_file() or stamps[file].read_text() != wanted[file]]
    if python.exists() and not missing:
        return
    if not python.exists():
        _say(f"creating {folder.name}")
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        missing = files
    install = _installer(python)
    for file in missing:
        _say(f"installing {file.relative_to(ROOT)}")
        alone = ["--no-deps"] if file.stem in OPTIONAL else []
        _run([*install, *alone, "--require-hashes", "-r", str(file)])
    if editable:
        _run([*install, "--no-deps", "-e", str(ROOT)])
    for file in missing:
        stamps[file].write_text(wanted[file])


def _fingerprint(file: Path) -> str:
    parts = file.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + sys.version.encode()
    return hashlib.sha256(parts).hexdigest()


def _installer(python: Path) -> list[str]:
    """uv if the package index has it for this machine, pip otherwise."""
    found = subprocess.run([str(python), "-m", "pip", "install", "-q", UV], capture_output=True, check=False)
    if found.returncode == 0:
        return [str(python), "-m", "uv", "pip", "install", "-q", "--python", str(python)]
    _say("this package index does not have uv; using pip")
    return [str(python), "-m", "pip", "install", "-q"]


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True)


def _say(text: str) -> None:
    print(f"setup: {text}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:] or ["tooling"]))
    except subprocess.CalledProcessError as failed:
        print("setup: the command above failed\nCheck that the package index is reachable.", file=sys.stderr)
        sys.exit(failed.returncode)
