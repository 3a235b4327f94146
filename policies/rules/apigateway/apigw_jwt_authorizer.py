from __future__ import annotations

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity, unless
from policies.rules._checks import is_set


def check(authorizer: Resource, config: Config) -> Findings:
    if authorizer["authorizerType"].text != "JWT":
        return
    settings = authorizer["jwtConfiguration"]
    message = "tokens that the issuer gave to other applications are accepted"
    yield from unless(is_set(settings["audiences"]), message, "jwtConfiguration.audiences")
    issuers = config["issuers"]
    if config.production:
        yield from settings["issuer"].must(lambda url: url.startswith("https://"), "the issuer is not an https URL")
    if issuers:
        yield from settings["issuer"].must(lambda url: url in issuers, f"the issuer is none of {', '.join(issuers)}")


RULE = ResourceRule(
    name="apigw-jwt-authorizer",
    title="JWT authorizers check the audience, and fetch the issuer's keys over HTTPS.",
    why="Without an audience, a token for any application of the same issuer opens this API.",
    fix="Set jwt_configuration with audiences and an issuer that begins with https://.",
    severity=Severity.HIGH,
    types=("aws:apigatewayv2/authorizer:Authorizer",),
    link="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html",
    options={
        "issuers": Option(
            {"type": "array", "items": {"type": "string"}, "description": "Issuers that are yours; any if empty."}, []
        )
    },
    check=check,
)
