from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity

_PLACES = (("corsConfiguration", "allowOrigins"), ("cors", "allowOrigins"))


def check(api: Resource, config: Config) -> Findings:
    for cors, origins in _PLACES:
        for origin in api[cors][origins].each():
            yield from origin.must(lambda text: "*" not in text, "pages of every site may call the API")
            if config.production:
                yield from origin.must(
                    lambda text: not text.startswith("http://"), "pages that came over plain HTTP may call the API"
                )


RULE = ResourceRule(
    name="apigw-cors",
    title="CORS settings of HTTP APIs and function URLs name the origins that may call.",
    why="A page that any attacker controls could call the API with the browser and the address of a user.",
    fix='List the origins of your sites in allow_origins, e.g. ["https://www.example.com"].',
    severity=Severity.HIGH,
    types=("aws:apigatewayv2/api:Api", "aws:lambda/functionUrl:FunctionUrl"),
    link="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html",
    check=check,
)
