from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, decided, unless

_ANY_OWNER = ("s3.amazonaws.com",)
"""Services whose source ARNs contain no account, so another account could own the name later."""


_ACTIONS = ("lambda:InvokeFunction", "lambda:InvokeFunctionUrl", "lambda:InvokeAsync")


def check(permission: Resource, config: Config) -> Findings:
    principal = permission["principal"]
    no_service = principal.test(lambda who: isinstance(who, str) and not who.endswith(".amazonaws.com"))
    # An unknown source gets its value during the deployment.
    account = decided(not permission["sourceAccount"].absent)
    source = account | decided(not permission["sourceArn"].absent)
    yield from unless(
        no_service | source, "the service may invoke the function on behalf of any AWS customer", "sourceArn"
    )
    yield from permission["action"].must(
        lambda action: action is None or action in _ACTIONS, "more than invocations is allowed"
    )
    owned = principal.test(lambda who: who not in _ANY_OWNER)
    yield from unless(owned | account, "another account could own a bucket of that name later", "sourceAccount")


RULE = ResourceRule(
    name="lambda-permission-names-source",
    title="Lambda permissions allow invocations only, and for AWS services limit the source account or resource.",
    why="Any AWS customer can direct the same service at this function.",
    fix="Set source_arn to the resource that invokes the function. For S3, set source_account too.",
    severity=Severity.HIGH,
    types=("aws:lambda/permission:Permission",),
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    check=check,
)
