"""The pack runs with the packages that it names, and with nothing else of this repository's."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from importlib.metadata import packages_distributions, requires
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
_FILES = """
import json, sys
import policies.pack
import estimate.month
print(json.dumps([module.__file__ for name, module in sys.modules.items() if name.partition(".")[0] in {folders}]))
"""
_FOLDERS = {"policies", "estimate"}
"""That docs/policies-for-others.md says to copy."""


def requirements(file: Path) -> list[Requirement]:
    lines = [line.partition("#")[0].strip() for line in file.read_text("utf-8").splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def closure(names: set[str]) -> set[str]:
    """With what these packages require themselves."""
    wanted = {Requirement(text) for name in names for text in requires(name) or ()}
    needed = {each.name.lower() for each in wanted if each.marker is None or each.marker.evaluate({"extra": ""})}
    return names if needed <= names else closure(names | needed)


def imported(file: str) -> set[str]:
    """Top-level packages that a file imports: the pack's also in functions, the estimate's where it is loaded."""
    module = ast.parse(Path(file).read_text("utf-8"))
    nodes = module.body if "estimate" in Path(file).parts else list(ast.walk(module))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names}


def test_the_pack_imports_only_what_it_requires() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FILES.format(folders=_FOLDERS)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    names = set().union(*map(imported, json.loads(done.stdout))) - sys.stdlib_module_names - _FOLDERS
    asked = {each.name for each in requirements(ROOT / "policies" / "requirements.txt")}

    # A package may come with several distributions, as `google` does.
    found = {name: {dist.lower().replace("_", "-") for dist in packages_distributions()[name]} for name in names}

    assert asked <= set().union(*found.values())
    assert [name for name, distributions in found.items() if not distributions & closure(asked)] == []


def test_it_requires_the_versions_that_are_tested() -> None:
    tested = {each.name: each.specifier for each in requirements(ROOT / "requirements" / "tooling.in")}

    for each in requirements(ROOT / "policies" / "requirements.txt"):
        assert each.specifier == tested[each.name]
