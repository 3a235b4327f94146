"""Makes `.venv` and installs the named hashed requirements files; a second run finds nothing to do.

The scanner gets an environment of its own, `.venv-scan`: it wants other versions of what Alex runs on.

Only the standard library: this is what a machine with nothing but Python runs first.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
#: Groups that are not installed in `.venv` beside Alex, and where they are instead.
APART = {"scan": ROOT / ".venv-scan"}
MINIMUM = (3, 11)
UV = "uv>=0.9,<1"


def main(groups: list[str]) -> int:
    if sys.version_info < MINIMUM:
        print(f"setup: Python {MINIMUM[0]}.{MINIMUM[1]} or newer is needed, this is {sys.version.split()[0]}")
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
        _say(f"making {folder.name}")
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
    """uv where the package index has it for this machine, pip otherwise."""
    found = subprocess.run([str(python), "-m", "pip", "install", "-q", UV], capture_output=True, check=False)
    if found.returncode == 0:
        return [str(python), "-m", "uv", "pip", "install", "-q", "--python", str(python)]
    _say("uv is not to be had from this package index; using pip")
    return [str(python), "-m", "pip", "install", "-q"]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, check=False)
    if done.returncode:
        print("setup: the command above failed; is the package index reachable?", file=sys.stderr)
        sys.exit(done.returncode)


def _say(text: str) -> None:
    print(f"setup: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["tooling"]))
