"""Headers that the distribution adds: of response headers policies, and of functions of viewer responses."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local.errors import LocalError

#: Of AWS's managed policy SecurityHeadersPolicy, as documented: the header that overrides the origin's, and those that
#: are added where the origin sends none.
MANAGED_OVERRIDING = {"x-content-type-options": "nosniff"}
MANAGED = {
    "referrer-policy": "strict-origin-when-cross-origin",
    "strict-transport-security": "max-age=31536000",
    "x-frame-options": "SAMEORIGIN",
    "x-xss-protection": "1; mode=block",
}
_FIRST_ERROR = 400
_ADDED = re.compile(r"^var added = (\{.*\});$", re.MULTILINE)
_UNSUPPORTED = "local/aws/edge/headers.py does not support {} of response headers policies"


def response_headers(policy: Mapping[str, Any]) -> dict[str, str]:
    """Headers that a response headers policy adds. Raises LocalError for an unsupported setting."""
    if policy.get("RemoveHeadersConfig", {}).get("Quantity"):
        raise LocalError(_UNSUPPORTED.format("RemoveHeadersConfig"))
    custom = policy.get("CustomHeadersConfig", {}).get("Items", [])
    headers = {item["Header"].lower(): item["Value"] for item in custom}
    for name, value in policy["SecurityHeadersConfig"].items():
        match name:
            case "ContentSecurityPolicy":
                headers["content-security-policy"] = value["ContentSecurityPolicy"]
            case "ContentTypeOptions":
                headers["x-content-type-options"] = "nosniff"
            case "FrameOptions":
                headers["x-frame-options"] = value["FrameOption"]
            case "ReferrerPolicy":
                headers["referrer-policy"] = value["ReferrerPolicy"]
            case "StrictTransportSecurity":
                subdomains = "; includeSubDomains" if value.get("IncludeSubdomains") else ""
                headers["strict-transport-security"] = f"max-age={value['AccessControlMaxAgeSec']}{subdomains}"
            case _:
                raise LocalError(_UNSUPPORTED.format(name))
    return headers


def function_headers(code: str) -> dict[str, str]:
    """Headers that a function of viewer responses adds. Raises LocalError for a function of another form.

    Args:
        code: of `components/edge/response_headers.py`. There is no JavaScript here.
    """
    found = _ADDED.search(code)
    if found is None:
        raise LocalError("local/aws/edge/headers.py does not run this function of viewer responses")
    return {name: header["value"] for name, header in json.loads(found[1]).items()}


@dataclass(frozen=True)
class Added:
    """What a cache behaviour adds to its answers."""

    policy: Mapping[str, str]
    """Of the response headers policy: those that override the origin's."""
    managed: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of AWS's managed policy: those that are added where the origin sends none."""
    function: Mapping[str, str] = field(default_factory=dict[str, str])

    def to(self, status: int, origin: Mapping[str, str] | None = None) -> dict[str, str]:
        """The origin's headers with those that are added. Functions of viewer responses do not run for errors.

        Args:
            origin: names in lower case.
        """
        return {**self.managed, **(origin or {}), **self.policy, **(self.function if status < _FIRST_ERROR else {})}
