"""AWS WAF. The emulator stores the rules of a web ACL and applies them to no request."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Created, Creation, creates


@creates("aws:wafv2/webAcl:WebAcl")
def web_acl(new: Creation) -> Created:
    name = new.take("name", new.name)
    created = new.call("wafv2", "create_web_acl", Name=name, Tags=new.tags(), **response_bodies(new))["Summary"]
    return created["Id"], {"name": name, "arn": created["ARN"]}


def response_bodies(new: Creation) -> dict[str, Any]:
    """The parameter with the custom responses, if there are any."""
    bodies: list[dict[str, str]] = new.take("customResponseBodies", [])
    if not bodies:
        return {}
    texts = {body["key"]: {"ContentType": body["contentType"], "Content": body["content"]} for body in bodies}
    return {"CustomResponseBodies": texts}
