from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity


def check(alias: Resource, config: Config) -> Findings:
    yield from alias["functionVersion"].must(lambda version: version != "$LATEST", "the alias follows unpublished code")


RULE = ResourceRule(
    name="lambda-alias-version",
    title="Aliases of functions lead to a published version.",
    why="$LATEST changes under its callers: a deployment cannot be taken back, and two invocations may differ.",
    fix="Set publish=True on the function, and function_version to its version.",
    severity=Severity.LOW,
    types=("aws:lambda/alias:Alias",),
    link="https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html",
    check=check,
)
