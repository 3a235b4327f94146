"""Headers of response headers policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local.errors import LocalError

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
