"""Properties in the engine's protocol, as JSON: secrets, unknown values and archives are marked objects.

A raw value is such JSON. A plain value is what handlers of resources take: without secrets, archives as Pulumi's
objects, whole numbers as int.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf import json_format, struct_pb2

Raw = dict[str, Any]

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the mark of a secret
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_ASSETS = {"c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"}
DEFAULTS = "__defaults"
"""Key of the list of keys that Check has filled, at every depth, as AWS's provider leaves it."""


def raw(struct: struct_pb2.Struct) -> Raw:
    return json_format.MessageToDict(struct)


def struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    return json_format.ParseDict(_encodable(values), struct_pb2.Struct())


def plain(value: Any) -> Any:
    """See above; unknown values stay marked."""
    if isinstance(value, dict):
        return _plain_object(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bytes):
        return value.decode()
    return value


def _plain_object(value: Raw) -> Any:
    signature = value.get(_SIGNATURE)
    if signature in (_SECRET, _OUTPUT):
        return plain(value.get("value"))
    if signature in _ASSETS and value.keys() & {"path", "text", "uri", "assets"}:
        return _asset(value)
    # What Check filled in is not for a handler: it takes what the program says. Of an archive in a stack's state, only
    # the hash is left.
    left_out = {DEFAULTS, *value.get(DEFAULTS, [])}
    # The engine hands a null on as it came from the program; to AWS's provider it is the same as nothing.
    return {key: plain(item) for key, item in value.items() if key not in left_out and item is not None}


def _asset(value: Raw) -> Any:
    # Here, for the SDK takes long to load: a preview needs none of it.
    from pulumi.runtime import rpc

    return rpc.deserialize_property(struct(value), keep_unknowns=True)


def comparable(value: Any) -> Any:
    """Equal for values between which no resource changes: secret or not, defaults filled or not, same content."""
    if isinstance(value, dict):
        signature = value.get(_SIGNATURE)
        if signature in (_SECRET, _OUTPUT):
            return comparable(value.get("value"))
        if signature in _ASSETS:
            return value.get("hash", value)
        return {key: comparable(item) for key, item in value.items() if key != DEFAULTS}
    if isinstance(value, list):
        return [comparable(item) for item in value]
    return value


def is_secret(value: Any) -> bool:
    return isinstance(value, dict) and value.get(_SIGNATURE) == _SECRET


def secret(value: Any) -> Raw:
    return {_SIGNATURE: _SECRET, "value": value}


def is_asset(value: Any) -> bool:
    return isinstance(value, dict) and value.get(_SIGNATURE) in _ASSETS


def changed(old: Mapping[str, Any], new: Mapping[str, Any], ignored: Iterable[str] = ()) -> set[str]:
    """Keys whose values differ. A value that is not known yet counts as different."""
    keys = (old.keys() | new.keys()) - {DEFAULTS} - set(ignored)
    return {key for key in keys if comparable(old.get(key)) != comparable(new.get(key))}


def unmarked(value: Any) -> Any:
    """Without the lists of the keys that Check has filled."""
    if isinstance(value, dict):
        return {key: unmarked(item) for key, item in value.items() if key != DEFAULTS}
    return [unmarked(item) for item in value] if isinstance(value, list) else value


def _encodable(value: Any) -> Any:
    """Sets and tuples are no JSON."""
    if isinstance(value, Mapping):
        return {key: _encodable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_encodable(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(_encodable(item) for item in value)
    return value
