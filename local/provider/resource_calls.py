"""Creates, changes, reads and deletes one resource in the embedded AWS, on the engine's raw properties."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import local.engine.resources  # pyright: ignore[reportUnusedImport]  registers what can be created
import local.provider.resources  # noqa: F401  # pyright: ignore[reportUnusedImport]  registers what follows
from local.engine.creation import ANSWERS, CREATORS, Creation
from local.engine.not_emulated import NOT_EMULATED
from local.errors import LocalError
from local.provider.calls import Old
from local.provider.connection import Connection
from local.provider.later import DELETERS, READERS, Change, Existing
from local.provider.missing import is_missing
from local.provider.outputs import unknown_after
from local.provider.read_back import read_back
from local.provider.values import UNKNOWN, Raw, changed, plain, unmarked


class ResourceCalls:
    """Raises LocalError, which names the resource."""

    def __init__(self, connection: Connection, root: Path) -> None:
        self._aws, self._postgres, self._root = connection.clients(), connection.postgres(), root
        self.region = connection.region

    def supports(self, type_: str) -> bool:
        return type_ in CREATORS or type_ in NOT_EMULATED

    def answer(self, token: str, arguments: Mapping[str, Any]) -> Raw:
        """The result of an invoke."""
        if token not in ANSWERS:
            raise LocalError(f"no such invoke in the embedded AWS: {token}")
        return ANSWERS[token](self._aws, dict(arguments))

    def create(self, type_: str, name: str, inputs: Raw) -> tuple[str, Raw]:
        """The id, and the properties. What a failed creation has made is removed: the next one finds nothing."""
        creation = Creation(type_, name, plain(inputs), self._aws, self._postgres, self._root)
        try:
            identifier, outputs = creation.create()
        except LocalError as error:
            if creation.made is not None:
                self._undo(error, type_, name, creation.made, inputs)
            raise
        return identifier, _properties(inputs, outputs)

    def preview_update(self, type_: str, name: str, identifier: str, old: Old, inputs: Raw) -> Raw:
        """The properties as far as they are known before the change."""
        different = changed(old[0], inputs)
        return {**old[1], **unmarked(inputs), **dict.fromkeys(unknown_after(type_, different), UNKNOWN)}

    def update(self, type_: str, name: str, identifier: str, old: Old, inputs: Raw) -> Raw:
        """The properties after the change."""
        different = changed(old[0], inputs)
        outputs: Mapping[str, Any] = {}
        if type_ not in NOT_EMULATED:
            existing = self._existing(type_, name, identifier, old)
            outputs = Change(existing, plain(inputs), different, self._root).update()
        removed = old[0].keys() - inputs.keys()
        kept = {key: value for key, value in old[1].items() if key not in removed}
        return kept | _properties(inputs, outputs)

    def read(self, type_: str, name: str, identifier: str, old: Old) -> tuple[Raw, Raw] | None:
        """Inputs and properties as AWS has them; None if it has no such resource."""
        if type_ in NOT_EMULATED or type_ not in READERS:
            return old
        existing = self._existing(type_, name, identifier, old)
        try:
            found = READERS[type_](existing)
        except Exception as error:
            if is_missing(error):
                return None
            raise existing.error(" ".join(str(error).split())) from error
        inputs = read_back(old[0], found)
        drifted = {key: unmarked(value) for key, value in inputs.items() if value != old[0][key]}
        computed = {key: value for key, value in old[1].items() if key not in old[0]}
        return inputs, {**old[1], **read_back(computed, found), **drifted}

    def delete(self, type_: str, name: str, identifier: str, old: Old) -> None:
        if type_ in NOT_EMULATED:
            return
        existing = self._existing(type_, name, identifier, old)
        if type_ not in DELETERS:
            raise existing.error("the embedded AWS cannot delete it: add it in local/provider/resources/")
        try:
            DELETERS[type_](existing)
        except LocalError:
            raise
        except Exception as error:
            if not is_missing(error):
                raise existing.error(" ".join(str(error).split())) from error

    def _existing(self, type_: str, name: str, identifier: str, old: Old) -> Existing:
        return Existing(type_, name, identifier, plain(old[0]), plain(old[1]), self._aws, self._postgres)

    def _undo(self, error: LocalError, type_: str, name: str, identifier: str, inputs: Raw) -> None:
        try:
            self.delete(type_, name, identifier, (inputs, inputs))
        except LocalError as second:
            raise LocalError(f"{error.problem}; and what was made of it stays: {second.problem}") from error


def _properties(inputs: Raw, outputs: Mapping[str, Any]) -> Raw:
    tags = {"tagsAll": inputs["tags"]} if "tags" in inputs else {}
    return {**unmarked(inputs), **tags, **outputs}
