from __future__ import annotations

from policies.rules.apigateway import (
    apigw_access_logging,
    apigw_execution_logging,
    apigw_private_https,
    apigw_route_auth,
)

RULES = (
    apigw_access_logging.RULE,
    apigw_execution_logging.RULE,
    apigw_private_https.RULE,
    apigw_route_auth.RULE,
)
