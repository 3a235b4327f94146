"""`alex site`: which Node.js it takes, when it builds, what a failure leaves. The real build is in `make browser`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.shared.errors import UserError
from cli.site import build, node
from cli.site.build import build_site
from cli.site.node import Node, find_node, is_new_enough
from components.edge.site_sources import BUILT, OUTSIDE, sources_hash

ROOT = Path(__file__).resolve().parents[2]
#: In the place of npm: `ci` makes the folder of packages, `run build` makes a site of the source's content.
NPM = """
import pathlib, sys
here = pathlib.Path()
with open("commands", "a") as log:
    print(*sys.argv[1:3], file=log)
if sys.argv[1] == "ci":
    (here / "node_modules").mkdir(exist_ok=True)
else:
    source = (here / "src/main.ts").read_text()
    new = pathlib.Path(sys.argv[sys.argv.index("--outDir") + 1])
    new.mkdir()
    (new / "index.html").write_text(source)
    sys.exit(source == "broken")
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, content in {
        "web/package.json": "{}",
        "web/package-lock.json": "{}",
        "web/src/main.ts": "first",
        "docs/openapi.json": "{}",
        "samples/portfolios/growth.json": "{}",
        "npm.py": NPM,
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    (tmp_path / "build").mkdir()
    found = Node(Path(sys.executable), (sys.executable, str(tmp_path / "npm.py")), "24.19.0", tmp_path)
    monkeypatch.setattr(build, "find_node", lambda: found)
    # The stand-in's log is no source.
    monkeypatch.setattr(build, "sources_hash", lambda root: sources_hash(_without_log(root)))
    return tmp_path


def _without_log(root: Path) -> Path:
    log = root / "web" / "commands"
    if log.exists():
        log.replace(root / f"commands-{len(list(root.glob('commands-*')))}")
    return root


def commands(project: Path) -> list[str]:
    """Of the last build."""
    _without_log(project)
    files = sorted(project.glob("commands-*"))
    return files[-1].read_text().splitlines() if files else []


def test_it_installs_and_builds_once(project: Path):
    build_site(project)
    assert commands(project) == ["ci --no-audit", "run build"]
    assert (project / BUILT / "index.html").read_text() == "first"

    for log in project.glob("commands-*"):
        log.unlink()
    build_site(project)
    assert commands(project) == []


@pytest.mark.parametrize("source", ["web/src/main.ts", "web/package.json", "web/src/new.ts", *map(str, OUTSIDE)])
def test_a_changed_source_is_built_again_without_another_installation(project: Path, source: str):
    build_site(project)
    (project / source).write_text("second")

    build_site(project)

    assert commands(project) == ["run build"]


def test_other_packages_are_installed_first(project: Path):
    build_site(project)
    (project / "web/package-lock.json").write_text('{"lockfileVersion": 3}')

    build_site(project)

    assert commands(project) == ["ci --no-audit", "run build"]


def test_what_is_generated_or_installed_is_no_source(project: Path):
    before = sources_hash(_without_log(project))
    for name in ("web/src/api/schema.d.ts", "web/node_modules/preact/index.js"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("x")

    assert sources_hash(project) == before


def test_a_build_that_fails_leaves_the_site_that_was_there(project: Path):
    build_site(project)
    (project / "web/src/main.ts").write_text("broken")

    with pytest.raises(UserError, match=r"^`npm run build` failed in web \(exit 1\)"):
        build_site(project)

    assert (project / BUILT / "index.html").read_text() == "first"
    (project / "web/src/main.ts").write_text("mended")
    build_site(project)
    assert (project / BUILT / "index.html").read_text() == "mended"


def test_without_sources_it_says_so(tmp_path: Path):
    with pytest.raises(UserError, match=r"^web/package\.json is missing"):
        build_site(tmp_path)


@pytest.mark.parametrize("version", ["20.19.0", "22.12.0", "24.19.0", "100.0.0"])
def test_vite_runs_on_this_node(version: str):
    assert is_new_enough(version)


@pytest.mark.parametrize("version", ["18.20.0", "20.18.9", "21.7.0", "22.11.0", "", "unknown"])
def test_vite_does_not_run_on_this_one(version: str):
    assert not is_new_enough(version)


def _program(folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\necho {text}\n")
    file.chmod(0o755)


def test_page_and_package_name_the_node_that_vite_needs() -> None:
    package = json.loads((ROOT / "web" / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((ROOT / "web" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    needed = locked["node_modules/vite"]["engines"]["node"]
    assert package["engines"]["node"] == locked[""]["engines"]["node"] == needed == "^20.19.0 || >=22.12.0"
    assert f"Node.js ({node.NEEDED})" in (ROOT / "docs" / "site.md").read_text(encoding="utf-8")


def test_the_machines_node_is_taken_if_it_is_new_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("node", "npm"):
        _program(tmp_path, name, "v22.20.1")
    monkeypatch.setenv("PATH", str(tmp_path))

    found = find_node()

    assert (found.executable, found.version) == (tmp_path / "node", "22.20.1")
    assert found.environment()["PATH"].startswith(str(tmp_path))


@pytest.mark.browser
def test_the_wheels_node_runs_scripts_that_call_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The wheel comes with the type checker, or with `make site` where there is no Node.js."""
    monkeypatch.setattr(node, "COMMANDS", tmp_path / "commands")
    monkeypatch.setattr(node.shutil, "which", lambda _name: None)
    (tmp_path / "package.json").write_text('{"scripts": {"outer": "npm run inner", "inner": "node inner.cjs"}}')
    (tmp_path / "inner.cjs").write_text("console.log('inner ran on ' + process.version)")
    found = find_node()

    done = subprocess.run(
        [*found.npm, "run", "outer"], cwd=tmp_path, env=found.environment(), capture_output=True, text=True, check=True
    )

    assert f"inner ran on v{found.version}" in done.stdout


@pytest.mark.parametrize("there_is", ["no node", "an old node"])
def test_without_any_node_it_says_so_in_one_line(there_is: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    if there_is == "an old node":
        for name in ("node", "npm"):
            _program(tmp_path, name, "v18.20.0")
    asked: list[list[str]] = []

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        if command[0] != sys.executable:
            return subprocess.CompletedProcess(command, 0, "v18.20.0")
        asked.append(command)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(node.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(node.subprocess, "run", run)

    with pytest.raises(UserError, match=r"^the site needs Node\.js 20\.19, 22\.12 or newer: there is none"):
        find_node()

    assert asked == [[sys.executable, str(ROOT / "setup_env.py"), "site"]]


@pytest.mark.browser
def test_two_builds_are_equal(tmp_path: Path):
    """In another folder, with packages installed again."""
    build_site(ROOT)
    shutil.copytree(ROOT / "web", tmp_path / "web", ignore=shutil.ignore_patterns("node_modules", "schema.d.ts"))
    for file in OUTSIDE:
        (tmp_path / file).parent.mkdir(parents=True)
        shutil.copy(ROOT / file, tmp_path / file)
    (tmp_path / "build").mkdir()

    build_site(tmp_path)

    assert _files(tmp_path / BUILT) == _files(ROOT / BUILT)


def _files(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
