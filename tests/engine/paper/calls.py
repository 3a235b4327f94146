"""Resources that exist in the stack's state only: for programs whose types the embedded AWS need not have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local.errors import LocalError
from local.provider.calls import Old
from local.provider.values import Raw, unmarked

REGION = "eu-west-1"
ACCOUNT = "555566667777"


class PaperCalls:
    """What a plugin asks of AWS. Every type exists, and an update changes what the program says."""

    region = REGION

    def supports(self, type_: str) -> bool:
        return type_.startswith("aws:")

    def answer(self, token: str, arguments: Mapping[str, Any]) -> Raw:
        if token == "aws:index/getCallerIdentity:getCallerIdentity":
            return {"accountId": ACCOUNT}
        raise LocalError(f"no such invoke on paper: {token}")

    def create(self, type_: str, name: str, inputs: Raw) -> tuple[str, Raw]:
        return f"{name}-id", {**unmarked(inputs), "arn": f"arn:aws:{type_.split(':')[1]}:{REGION}:{ACCOUNT}:{name}"}

    def preview_update(self, type_: str, name: str, identifier: str, old: Old, inputs: Raw) -> Raw:
        return {**old[1], **unmarked(inputs)}

    update = preview_update

    def read(self, type_: str, name: str, identifier: str, old: Old) -> tuple[Raw, Raw] | None:
        return old

    def delete(self, type_: str, name: str, identifier: str, old: Old) -> None:
        """Nothing outside the state."""
