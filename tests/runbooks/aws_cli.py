"""Commands of AWS's CLI, read by botocore's service models: the CLI itself is not needed.

A subset of the CLI: options of one operation, waiters, `--query`, and structures in shorthand or JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from botocore import xform_name
from botocore.exceptions import UnknownServiceError
from botocore.session import get_session
from botocore.waiter import WaiterModel

Model = Any
"""Of a service, an operation or a shape. botocore's models make their attributes as they are asked for: untyped."""

#: Options of every command.
_GLOBAL = {"query", "output", "region", "profile"}
#: Commands that the CLI adds to the services' operations, with their options.
_ADDED = {
    ("logs", "tail"): {"since", "format", "filter-pattern", "follow"},
    ("sso", "login"): {"profile"},
    ("s3", "sync"): {"delete", "dryrun"},
}


class NoSuchCommand(ValueError):
    """The CLI would refuse the command; says which word."""


@dataclass(frozen=True)
class AwsCall:
    """One command."""

    service: str
    operation: str
    """As in boto3, e.g. `describe_db_clusters`; of a waiter its name, e.g. `db_cluster_available`."""
    arguments: dict[str, Any] = field(default_factory=dict[str, Any])
    query: str = ""
    output: str = "json"
    waits: bool = False


def parse(words: Sequence[str]) -> AwsCall | None:
    """The words behind `aws`. None for a command of the CLI's own, which is only checked. Raises NoSuchCommand."""
    if len(words) < 2:
        raise NoSuchCommand(f"aws {' '.join(words)}: a service and an operation are missing")
    service, name, *rest = words
    given = dict(_options(rest))
    if (service, name) in _ADDED:
        _refuse(set(given) - _ADDED[service, name] - _GLOBAL - {""}, f"aws {service} {name}")
        return None
    model, waits = _service(service), name == "wait"
    if waits:
        name, given = rest[0], dict(_options(rest[1:]))
    operation = _waited(service, name, model) if waits else _operation(model, name)
    where = f"aws {service} {'wait ' if waits else ''}{name}"
    shared = {option: given.pop(option) for option in list(given) if option in _GLOBAL}
    return AwsCall(
        service,
        xform_name(name.replace("-", "_")) if waits else xform_name(operation.name),
        _arguments(operation, given, where),
        _only(shared.get("query", [""]), where),
        _only(shared.get("output", ["json"]), where),
        waits,
    )


def _options(words: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each option without its dashes, and the words behind it. Positional words belong to the empty option."""
    name, values = "", list[str]()
    for word in words:
        if word.startswith("--"):
            yield name, values
            name, values = word[2:], []
        else:
            values.append(word)
    yield name, values


def _arguments(operation: Model, given: dict[str, list[str]], where: str) -> dict[str, Any]:
    shape = operation.input_shape
    members = shape.members if shape else {}
    names = {xform_name(member, "-"): member for member in members}
    positional = given.pop("", [])
    if positional:
        raise NoSuchCommand(f"{where}: {positional} belongs to no option")
    names |= {f"no-{option}": member for option, member in names.items() if members[member].type_name == "boolean"}
    _refuse(given.keys() - names.keys(), where)
    found = {names[option]: _value(members[names[option]], words, where, option) for option, words in given.items()}
    required = shape.required_members if shape else []
    if missing := [xform_name(member, "-") for member in required if member not in found]:
        raise NoSuchCommand(f"{where}: --{missing[0]} is required")
    return found


def _value(shape: Model, words: list[str], where: str, option: str) -> Any:
    if shape.type_name == "boolean":
        if words:
            raise NoSuchCommand(f"{where}: --{option} takes no value, not {words}")
        return not option.startswith("no-")
    if not words:
        raise NoSuchCommand(f"{where}: --{option} needs a value")
    if shape.type_name == "list":
        read = json.loads(words[0]) if words[0].startswith("[") else [_shorthand(shape.member, word) for word in words]
        return [_checked(shape.member, item, f"{where}: --{option}") for item in read]
    word = _only(words, f"{where}: --{option}")
    return _checked(shape, _shorthand(shape, word), f"{where}: --{option}")


def _shorthand(shape: Model, word: str) -> Any:
    """`Key=value,Other=value` of a structure or a map; `{…}` is JSON; any other text is a value."""
    if shape.type_name not in ("structure", "map"):
        return word
    if word.startswith("{"):
        return json.loads(word)
    found: dict[str, Any] = {}
    for part in word.split(","):
        key, equals, value = part.partition("=")
        if not equals:
            raise NoSuchCommand(f"{word}: {part} is not Key=value")
        found[key] = value
    return found


def _checked(shape: Model, value: Any, where: str) -> Any:
    """The value with numbers as numbers. Raises NoSuchCommand for an unknown key or a value outside of an enum."""
    if shape.type_name == "structure":
        _refuse(value.keys() - shape.members.keys(), where)
        return {key: _checked(shape.members[key], item, f"{where} {key}") for key, item in value.items()}
    if shape.type_name == "list":
        return [_checked(shape.member, item, where) for item in ([value] if isinstance(value, str) else value)]
    if shape.type_name in ("integer", "long"):
        return int(value)
    if shape.type_name in ("float", "double"):
        return float(value)
    if shape.type_name == "boolean":
        return value if isinstance(value, bool) else {"true": True, "false": False}[value]
    if getattr(shape, "enum", None) and value not in shape.enum:
        raise NoSuchCommand(f"{where}: must be one of {', '.join(shape.enum)}, not {value}")
    return value


def _refuse(unknown: set[str], where: str) -> None:
    if unknown:
        raise NoSuchCommand(f"{where}: there is no {', '.join(sorted(unknown))}")


def _only(words: Sequence[str], where: str) -> str:
    if len(words) != 1:
        raise NoSuchCommand(f"{where}: takes one value, not {list(words)}")
    return words[0]


@cache
def _service(name: str) -> Model:
    try:
        return get_session().get_service_model(name)
    except UnknownServiceError as error:
        raise NoSuchCommand(f"aws {name}: there is no such service") from error


def _operation(model: Model, name: str) -> Model:
    names = {xform_name(operation, "-"): operation for operation in model.operation_names}
    if name not in names:
        raise NoSuchCommand(f"aws {model.service_name} {name}: there is no such operation")
    return model.operation_model(names[name])


def _waited(service: str, name: str, model: Model) -> Model:
    """The operation that a waiter repeats."""
    waiters: WaiterModel = get_session().get_waiter_model(service)
    names = {xform_name(waiter, "-"): waiter for waiter in waiters.waiter_names}
    if name not in names:
        raise NoSuchCommand(f"aws {service} wait {name}: there is no such waiter")
    return model.operation_model(waiters.get_waiter(names[name]).operation)
