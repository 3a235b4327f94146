from __future__ import annotations

import pytest

from policies.engine import UNKNOWN, Resource
from policies.rules.apigateway import (
    apigw_access_logging,
    apigw_execution_logging,
    apigw_private_https,
    apigw_route_auth,
)
from policies.testing import changed, judge, make, violations
from tests.guardrails.rule_table import Row, check_undecided, table_tests

API = make("aws:apigatewayv2/api:Api", {"protocolType": "WEBSOCKET"}, name="api")
STAGE = make(
    "aws:apigatewayv2/stage:Stage",
    {
        "apiId": UNKNOWN,
        "accessLogSettings": {"destinationArn": UNKNOWN, "format": "$context.requestId $context.status"},
        "defaultRouteSettings": {"loggingLevel": "ERROR"},
    },
    name="stage",
    depends={"apiId": [API]},
)
ROUTE = make(
    "aws:apigatewayv2/route:Route",
    {"routeKey": "GET /api/jobs", "authorizationType": "JWT", "authorizerId": UNKNOWN},
    name="route",
)
INTEGRATION = make(
    "aws:apigatewayv2/integration:Integration",
    {"connectionType": "VPC_LINK", "tlsConfig": {"serverNameToVerify": "langfuse.internal"}},
    name="integration",
)

ROWS = (
    Row(
        apigw_access_logging.RULE,
        STAGE,
        "accessLogSettings.destinationArn",
        noncompliant=("", None),
        unknown_decides=False,
    ),
    Row(apigw_access_logging.RULE, STAGE, "accessLogSettings", noncompliant=(None,), unknown_decides=False),
    Row(
        apigw_execution_logging.RULE,
        STAGE,
        "defaultRouteSettings.loggingLevel",
        noncompliant=("OFF", None),
        compliant=("INFO",),
        context=(API,),
    ),
    Row(apigw_private_https.RULE, INTEGRATION, "tlsConfig", noncompliant=({}, None), unknown_decides=False),
    Row(
        apigw_route_auth.RULE,
        ROUTE,
        "authorizationType",
        noncompliant=("NONE", "", None),
        compliant=("AWS_IAM", "CUSTOM"),
    ),
    Row(apigw_route_auth.RULE, ROUTE, "authorizerId", noncompliant=("", None), unknown_decides=False),
)


TestTable = table_tests(ROWS)


SILENT = changed(STAGE, "defaultRouteSettings.loggingLevel", "OFF")


def test_http_apis_have_no_execution_log() -> None:
    assert not judge(apigw_execution_logging.RULE, changed(API, "protocolType", "HTTP"), SILENT)


@pytest.mark.parametrize(
    "resources",
    [(make(SILENT.type, SILENT.properties),), (changed(API, "protocolType", UNKNOWN), SILENT)],
    ids=["of an API from elsewhere", "of an API whose protocol is unknown"],
)
def test_a_silent_stage_is_undecided(resources: tuple[Resource, ...]) -> None:
    check_undecided(apigw_execution_logging.RULE, resources)


def test_signed_requests_need_no_authorizer() -> None:
    assert not judge(apigw_route_auth.RULE, make(ROUTE.type, {"authorizationType": "AWS_IAM"}))


def test_public_integrations_bring_their_own_tls() -> None:
    assert not judge(apigw_private_https.RULE, make(INTEGRATION.type, {"integrationType": "AWS_PROXY"}))
    assert not violations(apigw_private_https.RULE, make(INTEGRATION.type, {"connectionType": UNKNOWN}))
