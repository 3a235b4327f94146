from __future__ import annotations

from policies.engine import Config, Findings, Node, Resource, Severity, Stack, StackRule, Verdict, any_of, unless
from policies.rules.elb._types import LISTENER_RULES, LISTENERS


def check(stack: Stack, config: Config) -> Findings:
    for listener in stack.of_type(*LISTENERS):
        encrypted = listener["protocol"].test(lambda protocol: protocol != "HTTP")
        if encrypted is Verdict.YES:
            continue
        yield from _unless_redirected(listener, "defaultActions", encrypted)
        for rule in _rules_of(stack, listener):
            yield from _unless_redirected(rule, "actions", encrypted)


def _rules_of(stack: Stack, listener: Resource) -> tuple[Resource, ...]:
    return tuple(rule for type_ in LISTENER_RULES for rule in stack.referrers(listener, type_, via="listenerArn"))


def _unless_redirected(resource: Resource, property_name: str, encrypted: Verdict) -> Findings:
    actions = resource[property_name]
    redirected = any_of(_to_https(action) for action in actions.each())
    yield from unless(encrypted | redirected, "HTTP is not redirected to HTTPS", actions.path, resource=resource)


def _to_https(action: Node) -> Verdict:
    """A redirect ends the request, so one redirect among the actions is enough."""
    redirects = action["type"].test(lambda kind: kind == "redirect")
    return redirects & action["redirect"]["protocol"].test(lambda protocol: protocol == "HTTPS")


RULE = StackRule(
    name="alb-http-redirect",
    title="Load balancers redirect HTTP to HTTPS.",
    why="Plain HTTP, including credentials, can be read and changed in transit.",
    fix='Set the default action of the listener to type "redirect" with protocol "HTTPS" and status_code "HTTP_301".',
    severity=Severity.HIGH,
    types=(*LISTENERS, *LISTENER_RULES),
    controls=("ELB.1", "AWSGuard alb-http-to-https-redirection"),
    check=check,
)
