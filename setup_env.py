"""Makes `.venv` and installs the named hashed requirements files; a second run finds nothing to do.

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
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts" if sys.platform == "win32" else "bin") / "python"
MINIMUM = (3, 11)
UV = "uv>=0.9,<1"


def main(groups: list[str]) -> int:
    if sys.version_info < MINIMUM:
        print(f"setup: Python {MINIMUM[0]}.{MINIMUM[1]} or newer is needed, this is {sys.version.split()[0]}")
        return 1
    files = [ROOT / "requirements" / f"{group}.txt" for group in groups]
    stamps = {file: VENV / f".installed-{file.stem}" for file in files}
    wanted = {file: _fingerprint(file) for file in files}
    missing = [file for file in files if not stamps[file].is_file() or stamps[file].read_text() != wanted[file]]
    if PYTHON.exists() and not missing:
        return 0
    if not PYTHON.exists():
        _say("making .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        venv.create(VENV, with_pip=True)
        missing = files
    install = _installer()
    for file in missing:
        _say(f"installing {file.relative_to(ROOT)}")
        _run([*install, "--require-hashes", "-r", str(file)])
    _run([*install, "--no-deps", "-e", str(ROOT)])
    for file in missing:
        stamps[file].write_text(wanted[file])
    return 0


def _fingerprint(file: Path) -> str:
    parts = file.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + sys.version.encode()
    return hashlib.sha256(parts).hexdigest()


def _installer() -> list[str]:
    """uv where the package index has it for this machine, pip otherwise."""
    found = subprocess.run([str(PYTHON), "-m", "pip", "install", "-q", UV], capture_output=True, check=False)
    if found.returncode == 0:
        return [str(PYTHON), "-m", "uv", "pip", "install", "-q", "--python", str(PYTHON)]
    _say("uv is not to be had from this package index; using pip")
    return [str(PYTHON), "-m", "pip", "install", "-q"]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, check=False)
    if done.returncode:
        print("setup: the command above failed; is the package index reachable?", file=sys.stderr)
        sys.exit(done.returncode)


def _say(text: str) -> None:
    print(f"setup: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["tooling"]))
