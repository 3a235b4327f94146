"""The wings of `components/`, the imports between them and their floors, read from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

from docgen.markdown import mermaid, table

COMPONENTS = Path(__file__).resolve().parent.parent / "components"
_PACKAGE = "components."


def imports_between_wings(root: Path = COMPONENTS) -> dict[str, set[str]]:
    """Each wing (a folder of `root`) to the other wings that its modules import."""
    wings = sorted(folder.parent.name for folder in root.glob("*/__init__.py"))
    imported = {wing: {name for file in (root / wing).rglob("*.py") for name in _imported(file)} for wing in wings}
    return {wing: imported[wing].intersection(wings) - {wing} for wing in wings}


def floors(imports: Mapping[str, set[str]]) -> dict[str, int]:
    """1 for a wing that imports no other, else one above the highest that it imports.

    Raises graphlib.CycleError when wings import each other in a circle.
    """
    result: dict[str, int] = {}
    for wing in TopologicalSorter(imports).static_order():
        result[wing] = 1 + max((result[other] for other in imports[wing]), default=0)
    return result


def wing_diagram() -> str:
    """An arrow from each wing to the wings that it imports, highest floor first."""
    imports = imports_between_wings()
    lines = ["flowchart TB"]
    for floor, wings in _by_floor(imports):
        lines += [f'  subgraph floor{floor}["floor {floor}"]', *(f"    {wing}" for wing in wings), "  end"]
    lines += [f"  {wing} --> {other}" for wing in sorted(imports) for other in sorted(imports[wing])]
    return mermaid(lines)


def wing_table() -> str:
    """A row for each wing, highest floor first, with the first paragraph of its `__init__.py`."""
    rows = [
        f"| [`{wing}/`](../components/{wing}) | {floor} | {_docstring(wing)} |"
        for floor, wings in _by_floor(imports_between_wings())
        for wing in wings
    ]
    return table("| wing | floor | contents |", rows)


def _by_floor(imports: Mapping[str, set[str]]) -> Iterator[tuple[int, list[str]]]:
    found = floors(imports)
    for floor in sorted(set(found.values()), reverse=True):
        yield floor, sorted(wing for wing in found if found[wing] == floor)


def _imported(file: Path) -> Iterator[str]:
    """Second part of the name of each module of `components` that the file imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith(_PACKAGE))


def _docstring(wing: str) -> str:
    tree = ast.parse((COMPONENTS / wing / "__init__.py").read_text(encoding="utf-8"))
    return (ast.get_docstring(tree) or "").split("\n\n")[0].replace("\n", " ")
