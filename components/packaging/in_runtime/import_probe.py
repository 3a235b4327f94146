"""Runs isolated in the runtime's interpreter: imports a handler and every module that its code imports.

Uses only the standard library. Arguments: the function's name, then the import folders in Lambda's order: the
function's, the layers', the runtime's. Prints one JSON object: `failures` by module, `files` loaded from the package,
and loaded modules that were `uncompiled`.
"""

from __future__ import annotations

import ast
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def main(function: str, folders: list[str]) -> None:
    sys.path[:0] = folders
    sys.dont_write_bytecode = True
    failures: dict[str, str] = {}
    handle = _tried(f"{function}.handler", failures)
    if handle is not None and not callable(getattr(handle, "handle", None)):
        failures[f"{function}.handler"] = "no function `handle`"
    if not failures:
        for module in sorted(_imported_by(Path(folders[0]))):
            _tried(module, failures)
    print(json.dumps({"failures": failures, **_loaded(folders[:-1])}))  # noqa: T201 - the result


def _tried(module: str, failures: dict[str, str]) -> Any:
    try:
        return importlib.import_module(module)
    except Exception as error:
        failures[module] = f"{type(error).__name__}: {error}"
        return None


def _imported_by(task: Path) -> set[str]:
    """The function's modules, and every module they import at top level or inside a function."""
    modules: set[str] = set()
    for file in task.rglob("*.py"):
        parts = file.relative_to(task).with_suffix("").parts
        modules.add(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
        for node in _statements(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Import):
                modules |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                modules.add(node.module)
    return modules - {"__future__"}


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes outside of `if TYPE_CHECKING`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        yield node
        yield from _statements(node)


def _loaded(folders: list[str]) -> dict[str, Any]:
    """Files loaded from the package, and modules among them without bytecode."""
    files: list[str] = []
    uncompiled: list[str] = []
    for name, module in sorted(sys.modules.items()):
        spec = getattr(module, "__spec__", None)
        origin = getattr(spec, "origin", None) or ""
        if origin.startswith(tuple(folders)):
            files.append(origin)
            if origin.endswith(".py") and not Path(getattr(spec, "cached", None) or "/nowhere").is_file():
                uncompiled.append(name)
    return {"files": files, "uncompiled": uncompiled}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
