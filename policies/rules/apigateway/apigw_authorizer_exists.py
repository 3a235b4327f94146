from __future__ import annotations

from policies.engine import Config, Findings, Severity, Stack, StackRule, Verdict, decided, unless

_ROUTE = "aws:apigatewayv2/route:Route"
_AUTHORIZER = "aws:apigatewayv2/authorizer:Authorizer"
_API = "aws:apigatewayv2/api:Api"


def check(stack: Stack, config: Config) -> Findings:
    for route in stack.of_type(_ROUTE):
        chosen = route["authorizerId"]
        apis = {source.urn for source in stack.sources(route, "apiId")}
        if chosen.absent or not apis:
            continue
        found = [source for source in stack.sources(route, "authorizerId") if source.type == _AUTHORIZER]
        of_this_api = any(apis & {api.urn for api in stack.sources(each, "apiId")} for each in found)
        known = Verdict.UNDECIDED if chosen.unknown and not found else decided(of_this_api)
        yield from unless(known, "the authorizer is not one of this API's in the program", chosen.path, resource=route)


RULE = StackRule(
    name="apigw-authorizer-exists",
    title="Routes use an authorizer of the same API that is part of the program.",
    why="Who decides about access to a route should be visible, and reviewed, in the same place.",
    fix="Set authorizer_id to the id of an aws.apigatewayv2.Authorizer with the same api_id.",
    severity=Severity.MEDIUM,
    types=(_ROUTE, _AUTHORIZER, _API),
    link="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html",
    check=check,
)
