from __future__ import annotations

from policies.engine import Config, Findings, Node, Option, Resource, ResourceRule, Severity, Verdict, any_of, unless


def check(logging: Resource, config: Config) -> Findings:
    fields = logging["redactedFields"]
    for header in config["headers"]:
        redacted = any_of(_names(field["singleHeader"]["name"], header) for field in fields.each())
        yield from unless(redacted, f"the header {header} is written to the log", fields.path)


def _names(node: Node, header: str) -> Verdict:
    return node.test(lambda name: name.lower() == header)


RULE = ResourceRule(
    name="waf-log-redacts",
    title="Logs of WAF web ACLs contain no credentials.",
    why="A token in a log is valid for everybody who may read the log.",
    fix='Set redacted_fields=[{"single_header": {"name": "authorization"}}].',
    severity=Severity.MEDIUM,
    types=("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",),
    link="https://docs.aws.amazon.com/waf/latest/developerguide/logging-management-configure.html",
    options={
        "headers": Option(
            {"type": "array", "items": {"type": "string"}, "description": "Names of headers, in lower case."},
            ["authorization"],
        )
    },
    check=check,
)
