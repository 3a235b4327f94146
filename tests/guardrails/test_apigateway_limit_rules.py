"""Limits, callers and authorizers of HTTP APIs."""

from __future__ import annotations

from policies.engine import UNKNOWN
from policies.rules.apigateway import (
    apigw_access_logging,
    apigw_authorizer_exists,
    apigw_cors,
    apigw_jwt_authorizer,
    apigw_throttling,
)
from policies.testing import changed, judge, make, violations
from tests.guardrails.rule_table import Row, table_tests

API = make("aws:apigatewayv2/api:Api", {"corsConfiguration": {"allowOrigins": ["https://a.example"]}}, "api")
STAGE = make(
    "aws:apigatewayv2/stage:Stage",
    {
        "accessLogSettings": {"destinationArn": UNKNOWN, "format": "$context.requestId $context.status"},
        "defaultRouteSettings": {"throttlingRateLimit": 50, "throttlingBurstLimit": 100},
        "routeSettings": [{"routeKey": "GET /a", "throttlingRateLimit": 5, "throttlingBurstLimit": 5}],
    },
    "stage",
)
AUTHORIZER = make(
    "aws:apigatewayv2/authorizer:Authorizer",
    {
        "authorizerType": "JWT",
        "apiId": UNKNOWN,
        "jwtConfiguration": {"issuer": "https://issuer.example", "audiences": ["api"]},
    },
    "authorizer",
    depends={"apiId": [API]},
)
ROUTE = make(
    "aws:apigatewayv2/route:Route",
    {"apiId": UNKNOWN, "authorizerId": UNKNOWN},
    "route",
    depends={"apiId": [API], "authorizerId": [AUTHORIZER]},
)
_DEFAULTS = "defaultRouteSettings"

TestTable = table_tests(
    (
        Row(apigw_throttling.RULE, STAGE, f"{_DEFAULTS}.throttlingRateLimit", (None, 10_000, -1), (0, 100)),
        Row(apigw_throttling.RULE, STAGE, f"{_DEFAULTS}.throttlingBurstLimit", (None, 5_000), (200,)),
        Row(apigw_throttling.RULE, STAGE, "routeSettings[0].throttlingRateLimit", (10_000,), (None, 100)),
        Row(apigw_access_logging.RULE, STAGE, "accessLogSettings.format", ("$context.requestId", "", None)),
        Row(
            apigw_cors.RULE,
            API,
            "corsConfiguration.allowOrigins",
            (["*"], ["https://*"], ["https://*.a.example"], ["http://a.example"]),
            ([], None, ["https://a.example", "https://b.example"]),
        ),
        Row(
            apigw_jwt_authorizer.RULE,
            AUTHORIZER,
            "jwtConfiguration.issuer",
            ("http://issuer.example", "issuer.example", None),
            ("https://other.example",),
        ),
        Row(
            apigw_jwt_authorizer.RULE,
            AUTHORIZER,
            "jwtConfiguration.audiences",
            ([], None),
            (["a", "b"],),
            unknown_decides=False,
        ),
    )
)


def test_outside_production_limits_may_be_high_and_pages_local() -> None:
    fast = changed(STAGE, f"{_DEFAULTS}.throttlingRateLimit", 2000)
    here = changed(API, "corsConfiguration.allowOrigins", ["http://localhost:3000"])
    assert not judge(apigw_throttling.RULE, fast, stack="local")
    assert not judge(apigw_cors.RULE, here, stack="local")
    assert violations(apigw_throttling.RULE, changed(STAGE, _DEFAULTS, None), stack="local")
    assert violations(apigw_cors.RULE, changed(API, "corsConfiguration.allowOrigins", ["*"]), stack="local")


def test_function_urls_name_their_origins_too() -> None:
    url = make("aws:lambda/functionUrl:FunctionUrl", {"cors": {"allowOrigins": ["*"]}})
    assert violations(apigw_cors.RULE, url) == ["pages of every site may call the API"]


def test_issuers_can_be_listed() -> None:
    assert violations(apigw_jwt_authorizer.RULE, AUTHORIZER, issuers=["https://ours.example"])
    assert not violations(apigw_jwt_authorizer.RULE, AUTHORIZER, issuers=["https://issuer.example"])


def test_an_authorizer_is_one_of_the_same_api() -> None:
    other = make("aws:apigatewayv2/api:Api", {}, "other")
    of_another_api = make(ROUTE.type, ROUTE.properties, "stray", {"apiId": [other], "authorizerId": [AUTHORIZER]})
    literal = make(ROUTE.type, {"apiId": UNKNOWN, "authorizerId": "abc123"}, "literal", {"apiId": [API]})
    assert not judge(apigw_authorizer_exists.RULE, API, AUTHORIZER, ROUTE)
    for stray in (of_another_api, literal):
        assert violations(apigw_authorizer_exists.RULE, API, other, AUTHORIZER, stray)


def test_a_route_without_an_authorizer_is_left_to_the_rule_about_that() -> None:
    assert not judge(apigw_authorizer_exists.RULE, API, make(ROUTE.type, {"apiId": UNKNOWN}, "open", {"apiId": [API]}))
