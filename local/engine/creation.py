"""Creates one resource of the program by calls of AWS's APIs, from its inputs, all of which must be used.

`local/engine/resources/` holds a function for each resource type, registered with `creates`, and for each invoke,
registered with `answers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from local.aws.clients import Clients
from local.aws.superuser import Superuser
from local.engine.not_emulated import NOT_EMULATED
from local.engine.shapes import UnknownPropertyError, members, parameters
from local.errors import LocalError

Outputs = dict[str, Any]
Created = tuple[str, Outputs]
"""Id of the resource, and its outputs apart from the inputs."""

CREATORS: dict[str, Callable[[Creation], Created]] = {}
ANSWERS: dict[str, Callable[[Clients, dict[str, Any]], Outputs]] = {}

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Result = TypeVar("_Result")


def creates(token: str) -> Callable[[_Function], _Function]:
    """Registers the function that creates resources of a type, e.g. `aws:sqs/queue:Queue`."""
    return _register(CREATORS, token)


def answers(token: str) -> Callable[[_Function], _Function]:
    """Registers the function that answers an invoke, e.g. `aws:index/getRegion:getRegion`."""
    return _register(ANSWERS, token)


def _register(table: dict[str, Any], token: str) -> Callable[[_Function], _Function]:
    def register(function: _Function) -> _Function:
        table[token] = function
        return function

    return register


class Creation:
    """One resource to create. A handler reads its inputs through `take`, `ignore` and `call` only."""

    def __init__(
        self, type_: str, name: str, inputs: Mapping[str, Any], aws: Clients, postgres: Superuser, root: Path
    ) -> None:
        self.type, self.name, self.aws, self.postgres, self.root = type_, name, aws, postgres, root
        self._inputs = dict(inputs)
        self.used: set[str] = set()
        self.made: str | None = None
        """Id of a resource whose creation is not complete, so that it can be removed."""

    def create(self) -> Created:
        """Runs the handler of the type. Raises LocalError, which names the resource."""
        if self.type in NOT_EMULATED:
            name = str(self._inputs.get("name", self.name))
            return NOT_EMULATED[self.type].state(name, self.aws.region, self.aws.account)
        handler = CREATORS.get(self.type)
        if handler is None:
            raise self.error(
                "not supported by the embedded AWS: add it in local/engine/resources/ or list it as not emulated"
            )
        identifier, outputs = self.named(lambda: handler(self))
        self.made = identifier
        left = sorted(self._inputs.keys() - self.used)
        if left:
            raise self.error(f"the embedded AWS does not receive {_listed(left)}: handle it in local/engine/resources/")
        return identifier, outputs

    def named(self, run: Callable[[], _Result]) -> _Result:
        """Runs it. Raises LocalError, which names the resource, for any error."""
        try:
            return run()
        except LocalError:
            raise
        except Exception as error:
            raise self.error(" ".join(f"{error}".split()) or type(error).__name__) from error

    def error(self, message: str) -> LocalError:
        return LocalError(f"{self.type} {self.name!r}: {message}")

    def take(self, key: str, default: Any = None) -> Any:
        """An input, which counts as used whether it is set or not."""
        self.used.add(key)
        return self._inputs.get(key, default)

    def ignore(self, *keys: str) -> None:
        """Marks inputs that are meant for Pulumi and not for AWS, such as `forceDestroy`."""
        self.used.update(keys)

    def call(
        self,
        service: str,
        operation: str,
        *,
        names: Mapping[str, str] | None = None,
        only: Iterable[str] | None = None,
        **extra: Any,
    ) -> dict[str, Any]:
        """Calls the client's method with the unused inputs (or those in `only`) as parameters, and `extra`.

        `names` maps properties to parameters of another name. An input without a parameter stays unused; a nested
        property without one is an error.
        """
        client, names = self.aws.client(service), names or {}
        known = members(client, operation)
        candidates = self._inputs.keys() - self.used if only is None else set(only) & self._inputs.keys()
        sent = {key: self._inputs[key] for key in candidates if names.get(key, key).lower() in known}
        self.used.update(sent)
        return self.send(service, operation, sent, names=names, **extra)

    def rest(self) -> dict[str, Any]:
        """Takes all unused inputs."""
        left = {key: value for key, value in self._inputs.items() if key not in self.used}
        self.used.update(left)
        return left

    def send(
        self,
        service: str,
        operation: str,
        properties: Mapping[str, Any],
        *,
        names: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> dict[str, Any]:
        """Calls the client's method with these properties, nested as needed, as parameters; otherwise as `call`."""
        client = self.aws.client(service)
        try:
            arguments = parameters(client, operation, properties, names or {})
        except UnknownPropertyError as error:
            raise self.error(
                f"{service} {operation} has no parameter for {error}: handle it in local/engine/resources/"
            ) from error
        return getattr(client, operation)(**(arguments | extra))

    def tags(self, key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
        """The tags in the list form of most APIs."""
        return [{key: name, value: text} for name, text in self.take("tags", {}).items()]


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)
