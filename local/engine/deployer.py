"""Deploys a Pulumi program, unchanged, to the embedded AWS.

Pulumi's test monitor receives the program's registrations, and each resource is created through AWS's API, in parallel
as far as dependencies allow. It is strict: an unsupported resource type, an input that the embedded AWS does not
receive, and an output that the program reads but no creation returned are errors.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime import mocks, rpc

import local.engine.resources  # noqa: F401  # pyright: ignore[reportUnusedImport]  registers what can be created
from local.aws.clients import Clients
from local.aws.superuser import Superuser
from local.engine.creation import ANSWERS, Creation
from local.engine.monitor import Monitor
from local.engine.output_reads import checked_reads
from local.engine.program import run_program
from local.engine.stack_config import read_config
from local.errors import LocalError


@dataclass(frozen=True)
class Deployed:
    """A created resource. `seconds` is the duration of its creation, `keys` are its properties."""

    type: str
    name: str
    id: str
    seconds: float
    keys: frozenset[str] = field(repr=False, default=frozenset())


@dataclass(frozen=True)
class Deployment:
    """`outputs` of the stack, and `resources` in the order of their completion."""

    outputs: dict[str, Any]
    resources: tuple[Deployed, ...]


OnResource = Callable[[Deployed], None]


def deploy(
    root: Path,
    stack: str,
    aws: Clients,
    postgres: Superuser,
    *,
    overrides: Mapping[str, object] | None = None,
    on_resource: OnResource | None = None,
    ready: Callable[[], object] = lambda: None,
) -> Deployment:
    """Runs `__main__.py` of the project in `root` with the configuration of `stack`.

    Args:
        overrides: settings that take precedence over the stack's.
        on_resource: called for each resource, in the thread that created it.
        ready: called before each creation; returns once `aws` and `postgres` answer. Loading pulumi-aws takes about as
            long as their start, so the program runs meanwhile.

    Raises:
        LocalError: with one line.
    """
    creator = _Creator(aws, postgres, root, on_resource, ready)
    try:
        with checked_reads(creator.lacks):
            config = read_config(root, stack, overrides)
            outputs = run_program(root, stack, config, Monitor(creator, root), dry_run=False)
    except Exception as error:
        raise creator.failure or _program_error(error) from error
    except KeyboardInterrupt:
        creator.stop()
        raise
    return Deployment(outputs, tuple(creator.deployed))


def _program_error(error: Exception) -> LocalError:
    if isinstance(error, LocalError):
        return error
    message = " ".join(str(error).split())
    kind = "" if isinstance(error, ValueError | pulumi.RunError) and message else f"{type(error).__name__}: "
    return LocalError(f"the program failed: {kind}{message}")


class _Creator(mocks.Mocks):
    """Creates resources and answers invokes for the monitor, from several threads."""

    def __init__(
        self,
        aws: Clients,
        postgres: Superuser,
        root: Path,
        on_resource: OnResource | None,
        ready: Callable[[], object],
    ) -> None:
        self._aws, self._postgres, self._root = aws, postgres, root
        self._on_resource, self._ready = on_resource, ready
        self._lock = threading.Lock()
        self.deployed: list[Deployed] = []
        self.failure: LocalError | None = None

    def call(self, args: mocks.MockCallArgs) -> Any:
        answer = ANSWERS.get(args.token)
        if answer is None:
            raise self._fail(LocalError(f"no such invoke in the embedded AWS: {args.token}"))
        return answer(self._aws, _plain(args.args))

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        if not args.custom:
            return "", dict(args.inputs)
        if self.failure is not None:
            raise LocalError(f"{args.typ} {args.name!r}: not created, because an earlier resource failed")
        started = time.monotonic()
        inputs = _plain(args.inputs)
        creation = Creation(args.typ, args.name, inputs, self._aws, self._postgres, self._root)
        try:
            self._ready()
            identifier, outputs = creation.create()
        except LocalError as error:
            raise self._fail(error) from error
        state = _with_secrets(args.inputs, {**inputs, "tagsAll": inputs.get("tags", {}), **outputs})
        self._done(Deployed(args.typ, args.name, identifier, time.monotonic() - started, frozenset(state)))
        return identifier, state

    def stop(self) -> None:
        """Fails all pending creations, so that their threads, and with them the process, end at once."""
        self._fail(LocalError("the deployment was interrupted"))

    def lacks(self, type_: str, name: str, key: str) -> bool:
        """Whether this resource was created without this property."""
        with self._lock:
            created = [resource for resource in self.deployed if (resource.type, resource.name) == (type_, name)]
        return any(key not in resource.keys for resource in created)

    def _done(self, resource: Deployed) -> None:
        with self._lock:
            self.deployed.append(resource)
        if self._on_resource is not None:
            self._on_resource(resource)

    def _fail(self, error: LocalError) -> LocalError:
        """Keeps the first failure for the report; later ones are its consequences."""
        with self._lock:
            self.failure = self.failure or error
        return error


def _plain(value: Any) -> Any:
    """Unwraps secrets, and turns whole numbers into int: protobuf has floats only."""
    if rpc.is_rpc_secret(value):
        return _plain(rpc.unwrap_rpc_secret(value))
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _with_secrets(inputs: Mapping[str, Any], state: dict[str, Any]) -> dict[str, Any]:
    """A secret input is a secret output."""
    secret = {key for key, value in inputs.items() if rpc.is_rpc_secret(value)}
    return {key: rpc.wrap_rpc_secret(value) if key in secret else value for key, value in state.items()}
