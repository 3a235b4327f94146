"""Part of the program of a function's process: calls a function once a module has been imported.

It runs in the function's process, so it imports nothing of Alex.
"""

import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any


class WhenImported:
    """Import finder. Put it into `sys.meta_path` before anything imports the module.

    Args:
        name: of a module in a package, with a source file.
        then: is called when the module has been run.
    """

    def __init__(self, name: str, then: Callable[[], None]) -> None:
        self.name, self.then = name, then

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        finders: list[Any] = sys.meta_path
        finders.remove(self)
        spec = PathFinder.find_spec(fullname, path)
        loader: Any = spec.loader if spec else None
        if loader is not None:
            loader.exec_module = self._followed(loader.exec_module)
        return spec

    def _followed(self, execute: Callable[[ModuleType], None]) -> Callable[[ModuleType], None]:
        def exec_module(module: ModuleType) -> None:
            execute(module)
            package, _, last = self.name.rpartition(".")
            # Python does so after the import. What follows may need it.
            setattr(sys.modules[package], last, module)
            self.then()

        return exec_module
