"""CloudFront, its firewall, and the HTTP API behind it."""

from __future__ import annotations

from collections.abc import Iterator

from estimate.meters import Use
from estimate.services.functions import requests_of_an_analysis
from estimate.stack import Stack, listed
from estimate.usage import Usage
from estimate.workload import Workload

WEB_ACL = "aws:wafv2/webAcl:WebAcl"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
FUNCTION = "aws:cloudfront/function:Function"
API = "aws:apigatewayv2/api:Api"
TYPES = (WEB_ACL, DISTRIBUTION, FUNCTION, API)
#: Files of the site in a visit, once they are cached, and bytes of visit and answers.
_FILES_A_VISIT, _BYTES_A_VISIT = 4, 300_000
_GB = 1e9


def uses(stack: Stack, load: Workload, usage: Usage) -> Iterator[Use]:
    acls = stack.of(WEB_ACL)
    requests = load.analyses * (requests_of_an_analysis(load, usage) + _FILES_A_VISIT)
    if acls:
        yield Use(WEB_ACL, "web ACLs", "waf.web-acl", len(acls))
        yield Use(WEB_ACL, "rules", "waf.rule", sum(len(listed(acl, "rules")) for acl in acls))
        yield Use(WEB_ACL, "requests inspected", "waf.request", 0.0, requests)
    if stack.count(DISTRIBUTION):
        yield Use(DISTRIBUTION, "requests", "cloudfront.request", 0.0, requests)
        yield Use(DISTRIBUTION, "bytes out", "cloudfront.out", 0.0, load.analyses * _BYTES_A_VISIT / _GB)
    if stack.count(FUNCTION):
        yield Use(FUNCTION, "invocations", "cloudfront.function", 0.0, requests)
    if stack.count(API):
        yield Use(API, "requests", "api.request", 0.0, load.analyses * requests_of_an_analysis(load, usage))
