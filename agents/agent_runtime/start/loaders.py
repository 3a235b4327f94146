"""What an import loads in place of a module, or of a part of it."""

from __future__ import annotations

import sys
import types
import typing
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import ModuleSpec, SourceFileLoader
from typing import Any

from agent_runtime.start.kept_out import BARE, EXPECTED, ONLY, WITHOUT, Unused


class Placeholder(types.ModuleType):
    """Replaces a module that is never used. Every public attribute is an empty class."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (Unused,), {"__module__": self.__name__})
        setattr(self, name, made)
        return made


class Bare(Placeholder):
    """Replaces the `__init__` of a package, which imports all its modules to re-export their names."""

    def __getattr__(self, name: str) -> Any:
        if name in ONLY[self.__name__]:
            return import_module(f"{self.__name__}.{name}")
        for module in BARE[self.__name__] if not name.startswith("__") else ():
            found = getattr(import_module(f"{self.__name__}.{module}"), name, None)
            if found is not None:
                setattr(self, name, found)
                return found
        return super().__getattr__(name)


class PlaceholderLoader:
    """Not derived from `importlib.abc`, which would cost import time."""

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        return Bare(spec.name) if spec.name in BARE else Placeholder(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        vars(module).update(EXPECTED.get(module.__name__, {}))


class Without(SourceFileLoader):
    """Loads a module that uses a package where it is installed, as if it were not."""

    def exec_module(self, module: types.ModuleType) -> None:
        package = WITHOUT[module.__name__]
        loaded = package in sys.modules
        if not loaded:
            # Importing it now raises ModuleNotFoundError.
            sys.modules[package] = None  # pyright: ignore[reportArgumentType]
        try:
            super().exec_module(module)
        finally:
            if not loaded:
                del sys.modules[package]


class PlainDicts(SourceFileLoader):
    """Loads a module whose typed dictionaries are annotations only: plain ones are made much faster."""

    def exec_module(self, module: types.ModuleType) -> None:
        with _plain_dicts():
            super().exec_module(module)


class _PlainDict(dict[str, Any]):
    def __init_subclass__(cls, *, total: bool = True) -> None: ...


@contextmanager
def _plain_dicts() -> Generator[None]:
    import typing_extensions

    modules: tuple[Any, ...] = (typing, typing_extensions)
    real = [module.TypedDict for module in modules]
    for module in modules:
        module.TypedDict = _PlainDict
    try:
        yield
    finally:
        for module, one in zip(modules, real, strict=True):
            module.TypedDict = one
