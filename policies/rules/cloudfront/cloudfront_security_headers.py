from __future__ import annotations

from policies.engine import Config, Finding, Findings, Node, Option, Resource, ResourceRule, Severity, unless
from policies.rules.cloudfront._content_security_policy import faults

_PRIVATE = (
    "no-referrer",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
)


def check(policy: Resource, config: Config) -> Findings:
    headers = policy["securityHeadersConfig"]
    yield from _content_security_policy(headers["contentSecurityPolicy"])
    transport = headers["strictTransportSecurity"]
    seconds = config["hsts_seconds"]
    yield from transport["accessControlMaxAgeSec"].must(
        lambda age: age >= seconds, f"browsers remember for less than {seconds} seconds that the site needs HTTPS"
    )
    yield from transport["includeSubdomains"].must(lambda on: on is True, "subdomains may be plain HTTP")
    yield from headers["contentTypeOptions"].must(lambda on: on is not None, "browsers guess the type of a file")
    framed = headers["frameOptions"]["frameOption"].test(lambda option: option in ("DENY", "SAMEORIGIN"))
    yield from unless(framed, "other sites may frame the pages", "securityHeadersConfig.frameOptions")
    referrer = headers["referrerPolicy"]["referrerPolicy"]
    yield from referrer.must(lambda value: value in _PRIVATE, "other sites learn the addresses of pages")
    for _, header in headers.entries():
        if header.known:
            yield from header["override"].must(lambda on: on is True, "the origin may replace the header")


def _content_security_policy(header: Node) -> Findings:
    text = header["contentSecurityPolicy"]
    if text.unknown:
        yield Finding("the content security policy is unknown", text.path, undecided=True)
    elif not text.text:
        yield Finding("there is no content security policy", text.path)
    else:
        for fault in faults(text.text):
            yield Finding(fault, text.path)


RULE = ResourceRule(
    name="cloudfront-security-headers",
    title="Response headers policies make browsers refuse foreign scripts, frames and plain HTTP.",
    why="They are the last defense when an application passes on what an attacker wrote.",
    fix=(
        "Set content_security_policy without 'unsafe-inline' and with frame-ancestors, base-uri and form-action, "
        "strict_transport_security, content_type_options, frame_options and referrer_policy in "
        "security_headers_config, each with override=True."
    ),
    severity=Severity.MEDIUM,
    types=("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",),
    link="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html",
    options={
        "hsts_seconds": Option(
            {"type": "integer", "minimum": 0, "description": "Least max-age of Strict-Transport-Security."}, 31536000
        )
    },
    check=check,
)
