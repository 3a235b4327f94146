"""Builds the site with npm, once for each state of its sources."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

from cli.shared.console import console
from cli.shared.errors import UserError
from cli.shared.project import ROOT
from cli.site.node import Node, find_node
from components.edge.site_sources import BUILT, BUILT_FROM, SOURCES, sources_hash

_INSTALLED = Path("node_modules/.alex-installed")
_NEW = "site.new"


def build_site(root: Path = ROOT) -> None:
    """Leaves `build/site` as it is if it was built from the present sources. Raises UserError."""
    wanted = sources_hash(root)
    if wanted is None:
        raise UserError(f"{SOURCES.as_posix()}/package.json is missing", "run this command in a checkout of Alex")
    stamp = root / BUILT_FROM
    if stamp.is_file() and stamp.read_text() == wanted and (root / BUILT / "index.html").is_file():
        console.print(f"{BUILT.as_posix()} is up to date")
        return
    node = find_node()
    console.print(f"building the site with Node.js {node.version}")
    install_packages(node, root / SOURCES)
    new = root / BUILT.parent / _NEW
    shutil.rmtree(new, ignore_errors=True)
    _run(node, root / SOURCES, "run", "build", "--", "--outDir", str(new), "--emptyOutDir")
    # The site is replaced at once: what was built before stays until then, also if the build fails.
    stamp.unlink(missing_ok=True)
    shutil.rmtree(root / BUILT, ignore_errors=True)
    new.rename(root / BUILT)
    stamp.write_text(wanted)
    files = [file for file in (root / BUILT).rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files)
    console.print(f"[green]✔[/green] {BUILT.as_posix()}: {len(files)} files, {size / 1000:,.0f} kB")


def install_packages(node: Node, folder: Path) -> None:
    """The packages of the folder's lock file, unless they are there. Raises UserError."""
    locked = hashlib.sha256((folder / "package-lock.json").read_bytes() + node.version.encode()).hexdigest()
    stamp = folder / _INSTALLED
    if stamp.is_file() and stamp.read_text() == locked:
        return
    _run(node, folder, "ci", "--no-audit", "--no-fund")
    stamp.write_text(locked)


def _run(node: Node, folder: Path, *arguments: str) -> None:
    done = subprocess.run([*node.npm, *arguments], cwd=folder, env=node.environment(), check=False)  # noqa: S603 - no shell
    if done.returncode:
        command = " ".join(("npm", *arguments[:2]))
        raise UserError(f"`{command}` failed in {folder.name} (exit {done.returncode})", "its output is above")
