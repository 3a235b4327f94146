"""What follows a resource's creation: changes, reads and deletion, by calls of AWS's APIs.

`local/provider/resources/` holds the functions for each resource type, registered with `updates`, `reads` and
`deletes`. Creation is in `local/engine/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from local.aws.clients import Clients
from local.aws.superuser import Superuser
from local.engine.creation import CREATORS, Creation, Outputs
from local.errors import LocalError


@dataclass(frozen=True)
class Existing:
    """A resource as the engine last saw it."""

    type: str
    name: str
    id: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    aws: Clients
    postgres: Superuser

    def client(self, service: str) -> Any:
        return self.aws.client(service)

    def error(self, message: str) -> LocalError:
        return LocalError(f"{self.type} {self.name!r}: {message}")


class Change(Creation):
    """A resource to change in place. A handler must use every changed input, as it must in a creation."""

    def __init__(self, old: Existing, inputs: Mapping[str, Any], changed: Iterable[str], root: Path) -> None:
        super().__init__(old.type, old.name, inputs, old.aws, old.postgres, root)
        self.old, self.id, self.changed = old, old.id, frozenset(changed)

    def update(self) -> Outputs:
        """Runs the handler of the type. Returns the outputs that changed with it. Raises LocalError."""
        handler = UPDATERS.get(self.type)
        if handler is None:
            raise self.error("the embedded AWS cannot change it: add it in local/provider/resources/")
        outputs = self.named(lambda: handler(self))
        left = self.changed - self.used
        if left:
            raise self.error(
                f"the embedded AWS cannot change {', '.join(f'`{key}`' for key in sorted(left))}: "
                "handle it in local/provider/resources/"
            )
        return outputs

    def changes(self, *keys: str) -> bool:
        """Whether one of these inputs changed; all of them count as used."""
        self.ignore(*keys)
        return not self.changed.isdisjoint(keys)

    def removed(self, among: Iterable[str] | None = None) -> frozenset[str]:
        """Inputs that the program gives no longer, all or those among these; they count as used."""
        removed = self.changed - self._inputs.keys()
        removed &= removed if among is None else frozenset(among)
        self.ignore(*removed)
        return removed

    def send_changed(
        self, service: str, operation: str, *, names: Mapping[str, str] | None = None, **extra: Any
    ) -> Any:
        """Calls the client's method with the changed inputs, if any is left, and `extra`."""
        left = self.changed - self.used
        return self.call(service, operation, names=names, only=left, **extra) if left else None


Found = Mapping[str, Any]
"""What AWS answers; see `read_back.py`."""

UPDATERS: dict[str, Callable[[Change], Outputs]] = {}
READERS: dict[str, Callable[[Existing], Found]] = {}
DELETERS: dict[str, Callable[[Existing], None]] = {}

_Function = TypeVar("_Function", bound=Callable[..., Any])


def updates(token: str) -> Callable[[_Function], _Function]:
    """Registers the function that changes resources of a type and returns their changed outputs."""
    return _register(UPDATERS, (token,))


def reads(*tokens: str) -> Callable[[_Function], _Function]:
    """Registers the function that reads resources of these types; AWS's error means that there is none."""
    return _register(READERS, tokens)


def deletes(*tokens: str) -> Callable[[_Function], _Function]:
    """Registers the function that deletes resources of these types; AWS's error that there is none is no error."""
    return _register(DELETERS, tokens)


def overwrites(*tokens: str) -> None:
    """Declares types whose creation overwrites what is there: AWS has one call for both."""
    for token in tokens:
        UPDATERS[token] = _created_over


def _created_over(change: Change) -> Outputs:
    _, outputs = CREATORS[change.type](change)
    change.removed()  # the call replaces the whole: it is gone
    return outputs


def _register(table: dict[str, Any], tokens: Iterable[str]) -> Callable[[_Function], _Function]:
    def register(function: _Function) -> _Function:
        table.update(dict.fromkeys(tokens, function))
        return function

    return register
