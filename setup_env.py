"""Creates `.venv` and installs the named hashed requirements files; a second run does nothing.

The scanner is installed in a separate environment, `.venv-scan`, because it pins other versions of packages Alex needs.

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
APART = {"scan": ROOT / ".venv-scan"}
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
        _install(APART[group], [group], editable=False)
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
        _run([*install, "--require-hashes", "-r", str(file)])
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
    done = subprocess.run(command, check=False)
    if done.returncode:
        print("setup: the command above failed\nCheck that the package index is reachable.", file=sys.stderr)
        sys.exit(done.returncode)


def _say(text: str) -> None:
    print(f"setup: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["tooling"]))
