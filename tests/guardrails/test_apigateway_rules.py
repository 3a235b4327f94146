from __future__ import annotations

import pytest

from policies.engine import UNKNOWN, Resource, Rule
from policies.rules.apigateway import (
    apigw_access_logging,
    apigw_execution_logging,
    apigw_private_https,
    apigw_route_auth,
)
from policies.testing import changed, judge, make, violations
from tests.guardrails.rule_table import (
    ARGUMENTS,
    Row,
    accepted,
    check_accepted,
    check_refused,
    check_undecided,
    refused,
    unknown,
)

API = make("aws:apigatewayv2/api:Api", {"protocolType": "WEBSOCKET"}, name="api")
STAGE = make(
    "aws:apigatewayv2/stage:Stage",
    {
        "apiId": UNKNOWN,
        "accessLogSettings": {"destinationArn": UNKNOWN, "format": "$context.requestId"},
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
        wrong=("", None),
        unknown_decides=False,
    ),
    Row(apigw_access_logging.RULE, STAGE, "accessLogSettings", wrong=(None,), unknown_decides=False),
    Row(
        apigw_execution_logging.RULE,
        STAGE,
        "defaultRouteSettings.loggingLevel",
        wrong=("OFF", None),
        fine=("INFO",),
        around=(API,),
    ),
    Row(apigw_private_https.RULE, INTEGRATION, "tlsConfig", wrong=({}, None), unknown_decides=False),
    Row(apigw_route_auth.RULE, ROUTE, "authorizationType", wrong=("NONE", "", None), fine=("AWS_IAM", "CUSTOM")),
    Row(apigw_route_auth.RULE, ROUTE, "authorizerId", wrong=("", None), unknown_decides=False),
)


@pytest.mark.parametrize(ARGUMENTS, refused(ROWS))
def test_a_mistake_is_refused(rule: Rule, resources: tuple[Resource, ...]) -> None:
    check_refused(rule, resources)


@pytest.mark.parametrize(ARGUMENTS, accepted(ROWS))
def test_what_complies_passes(rule: Rule, resources: tuple[Resource, ...]) -> None:
    check_accepted(rule, resources)


@pytest.mark.parametrize(ARGUMENTS, unknown(ROWS))
def test_an_unknown_value_is_undecided(rule: Rule, resources: tuple[Resource, ...]) -> None:
    check_undecided(rule, resources)


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
