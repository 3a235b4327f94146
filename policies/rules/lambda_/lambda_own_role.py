from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, Findings, Resource, Severity, Stack, StackRule
from policies.rules.lambda_._runtimes import FUNCTION


def check(stack: Stack, config: Config) -> Findings:
    users: dict[str, list[Resource]] = {}
    for function in stack.of_type(FUNCTION):
        roles = tuple(_roles(stack, function))
        if not roles:
            yield Finding(
                "the execution role cannot be determined", "role", resource=function, undecided=function["role"].unknown
            )
        for role in roles:
            users.setdefault(role, []).append(function)
    for sharing in users.values():
        if len(sharing) > 1:
            yield from _shared(sharing)


def _shared(sharing: list[Resource]) -> Iterator[Finding]:
    """One finding per function, naming one other: naming all would grow quadratically."""
    first, second, *rest = sharing
    more = f" and {len(rest)} more" if rest else ""
    for function in sharing:
        other = second if function is first else first
        yield Finding(f"the execution role is shared with {other.name}{more}", "role", resource=function)


def _roles(stack: Stack, function: Resource) -> Iterator[str]:
    """URNs of roles in the program, else the ARN as written."""
    sources = stack.sources(function, "role")
    if sources:
        yield from (source.urn for source in sources)
    elif function["role"].text:
        yield function["role"].text


RULE = StackRule(
    name="lambda-own-role",
    title="Functions do not share an execution role.",
    why="With a shared role, each function has the permissions of all, and so does an attacker in any of them.",
    fix="Create one aws.iam.Role per function.",
    severity=Severity.HIGH,
    types=(FUNCTION,),
    link="https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
    check=check,
)
