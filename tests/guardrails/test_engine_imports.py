from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = "policies.engine"
ENGINE = Path(__file__).resolve().parents[2] / "policies" / "engine"
Imports = dict[str, set[str]]


def imported(module: ast.Module) -> Iterator[str]:
    """Dotted names, from anywhere in the module: in functions and under TYPE_CHECKING too."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def graph(sources: dict[str, str]) -> Imports:
    """Module to the modules of the package that it imports; the package itself re-exports and is left out."""
    return {name: {other for other in imported(ast.parse(text)) if other in sources} for name, text in sources.items()}


def test_engine_modules_do_not_import_each_other_in_a_circle() -> None:
    sources = {f"{PACKAGE}.{path.stem}": path.read_text() for path in ENGINE.glob("*.py") if path.stem != "__init__"}
    imports = graph(sources)
    assert sum(map(len, imports.values())) > len(imports), "the imports were not found"
    TopologicalSorter(imports).prepare()


def test_engine_modules_do_not_import_the_package_that_re_exports_them() -> None:
    for path in ENGINE.glob("*.py"):
        names = {name for name in imported(ast.parse(path.read_text())) if name.rpartition(".")[0] == PACKAGE}
        modules = {f"{PACKAGE}.{other.stem}" for other in ENGINE.glob("*.py")}
        assert names <= modules or path.stem == "__init__", path.name


@pytest.mark.parametrize(
    "second",
    [
        "from pack.first import A",
        "from pack import first",
        "import pack.first",
        "if TYPE_CHECKING:\n    from pack.first import A",
        "def f():\n    from pack.first import A",
    ],
    ids=["from", "from the package", "import", "under TYPE_CHECKING", "in a function"],
)
def test_a_circle_is_found(second: str) -> None:
    with pytest.raises(CycleError):
        TopologicalSorter(graph({"pack.first": "from pack.second import B", "pack.second": second})).prepare()
