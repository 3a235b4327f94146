"""Loads of pulumi-aws only what the program uses: most of a preview's time would go into thousands of unused classes.

A service such as `pulumi_aws.ec2` imports all its resources, and each resource all nested types of the service, 28,000
lines there. Here a service loads a resource's module when the resource is asked for, and a nested type when it is. What
the generated code does not name as expected is loaded in whole, as without this module.
"""

from __future__ import annotations

import atexit
import importlib
import importlib.abc
import importlib.machinery
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from pulumi import _types  # pyright: ignore[reportPrivateUsage]

from components.foundation.loading.segments import SegmentCache

_PACKAGE = "pulumi_aws"
_TYPES = ("_inputs", "outputs")
_CACHE = SegmentCache(Path(__file__).resolve().parents[3] / "build" / "cache" / "aws_types")
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def install() -> None:
    """For services that are imported from now on. Does nothing a second time, or under an SDK that it does not know."""
    known = getattr(_types, "_globals_for_cls", None)
    if known is None or any(isinstance(finder, _Finder) for finder in sys.meta_path):
        return

    def globals_for_class(class_: type) -> dict[str, Any] | None:
        for base in class_.__mro__:
            _load_what_it_names(base)
        return known(class_)

    _types._globals_for_cls = globals_for_class  # pyright: ignore[reportPrivateUsage]
    sys.meta_path.insert(0, _Finder())
    atexit.register(_CACHE.save)
    for name, module in list(sys.modules.items()):
        # pulumi-aws registers each service when it is imported, and loads it at its first use.
        if name.startswith(f"{_PACKAGE}.") and type(module).__name__ == "_LazyModule":
            spec = ModuleType.__getattribute__(module, "__spec__")
            if spec.submodule_search_locations:
                spec.loader = _ServiceLoader(name, spec.origin)


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        parts = fullname.split(".")
        if parts[0] != _PACKAGE or not 2 <= len(parts) <= 3:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        loader = None if spec is None else spec.loader
        if spec is None or not isinstance(loader, importlib.machinery.SourceFileLoader):
            return spec
        if len(parts) == 2 and spec.submodule_search_locations:
            spec.loader = _ServiceLoader(fullname, loader.path)
        elif len(parts) == 3 and parts[2] in _TYPES and _is_lazy(f"{parts[0]}.{parts[1]}"):
            spec.loader = _TypesLoader(fullname, loader.path)
        return spec


def _is_lazy(service: str) -> bool:
    spec = ModuleType.__getattribute__(sys.modules[service], "__spec__")
    return isinstance(spec.loader, _ServiceLoader)


class _ServiceLoader(importlib.machinery.SourceFileLoader):
    """A service without its resources, which come when they are asked for."""

    def exec_module(self, module: ModuleType) -> None:
        folder = Path(self.path).parent

        def resolve(name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
            for guess in _modules_of(name, folder):
                source = importlib.import_module(f"{module.__name__}.{guess}")
                # The import has put the module there; in the service, its function of the same name is what counts.
                module.__dict__[guess] = getattr(source, guess, source)
                if guess == name:
                    return module.__dict__[guess]
                if hasattr(source, name):
                    return getattr(source, name)
            # Not where it was expected: load the whole service, and its types by name.
            module.__dict__["__getattr__"] = _types_of(module)
            super(_ServiceLoader, self).exec_module(module)
            return getattr(module, name)

        module.__dict__["__getattr__"] = resolve


def _types_of(module: ModuleType) -> Callable[[str], Any]:
    def resolve(name: str) -> Any:
        if name.startswith("__") or "Args" not in name:
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{module.__name__}._inputs"), name)

    return resolve


def _modules_of(name: str, folder: Path) -> list[str]:
    """Modules that may define the name, the likeliest first."""
    snake = _WORD.sub("_", name).lower()
    guesses = [name, snake, snake.removesuffix("_args"), *(("_inputs",) if "Args" in name else ()), "_enums"]
    return [guess for guess in dict.fromkeys(guesses) if (folder / f"{guess}.py").is_file()]


class _TypesLoader(importlib.machinery.SourceFileLoader):
    """Nested types, each when it is asked for."""

    def exec_module(self, module: ModuleType) -> None:
        segments = _CACHE.of(Path(self.path))
        exec(segments.head(), module.__dict__)  # noqa: S102 - the installed SDK
        # For `import *`: a resource's module gets the types that it names when their turn comes.
        module.__dict__["__all__"] = []
        module.__dict__["__segments__"] = segments

        def resolve(name: str) -> Any:
            if not segments.has(name):
                raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
            exec(segments.code(name), module.__dict__)  # noqa: S102
            return module.__dict__[name]

        module.__dict__["__getattr__"] = resolve


def _load_what_it_names(class_: type) -> None:
    """Puts the nested types that a class names into its module, where Pulumi looks for them."""
    module = sys.modules.get(class_.__module__)
    parts = class_.__module__.split(".")
    if module is None or parts[0] != _PACKAGE or len(parts) != 3:
        return
    types = sys.modules.get(f"{_PACKAGE}.{parts[1]}._inputs")
    segments = types and types.__dict__.get("__segments__")
    if not segments:
        return
    own = segments if module is types else _CACHE.of(Path(str(module.__file__)))
    # The typed dictionaries are used in signatures only, which Pulumi does not read.
    wants_dicts = class_.__name__.endswith("Dict")
    for name in own.quoted(class_.__name__):
        if (wants_dicts or not name.endswith("Dict")) and name not in module.__dict__ and segments.has(name):
            module.__dict__[name] = getattr(types, name)
