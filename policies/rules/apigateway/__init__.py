from __future__ import annotations

from policies.rules.apigateway import (
    apigw_access_logging,
    apigw_authorizer_exists,
    apigw_cors,
    apigw_execution_logging,
    apigw_jwt_authorizer,
    apigw_private_https,
    apigw_route_auth,
    apigw_throttling,
)

RULES = (
    apigw_access_logging.RULE,
    apigw_authorizer_exists.RULE,
    apigw_cors.RULE,
    apigw_execution_logging.RULE,
    apigw_jwt_authorizer.RULE,
    apigw_private_https.RULE,
    apigw_route_auth.RULE,
    apigw_throttling.RULE,
)
