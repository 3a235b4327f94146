"""Of the distribution's web ACL: the limit for bodies, which needs no knowledge of AWS's managed rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.edge.waf_rules import BODY_RULE, size_problem

_BLOCKED = "Request blocked."


@dataclass(frozen=True)
class BodyLimit:
    most: int
    """Bytes."""
    uploads: frozenset[str]
    """Paths without the limit."""
    status: int
    """Of the answer to a longer body, as are the next two."""
    answer: str
    media_type: str

    def blocks(self, size: int, path: str) -> bool:
        return size > self.most and path not in self.uploads


def body_limit(acl: Mapping[str, Any]) -> BodyLimit:
    """Of a web ACL as the emulator returns it: without its custom response bodies."""
    (rule,) = [rule for rule in acl["Rules"] if rule["Name"] == BODY_RULE]
    long, *elsewhere = rule["Statement"]["AndStatement"]["Statements"]
    most, custom = long["SizeConstraintStatement"]["Size"], rule["Action"]["Block"].get("CustomResponse")
    return BodyLimit(
        most=most,
        uploads=frozenset(map(_path, elsewhere)),
        status=custom["ResponseCode"] if custom else 403,
        answer=json.dumps(size_problem(most)) if custom else _BLOCKED,
        media_type="application/json" if custom else "text/html",
    )


def _path(exemption: Mapping[str, Any]) -> str:
    searched: bytes | str = exemption["NotStatement"]["Statement"]["ByteMatchStatement"]["SearchString"]
    return searched if isinstance(searched, str) else searched.decode()
