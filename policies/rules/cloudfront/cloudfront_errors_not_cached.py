from __future__ import annotations

from policies.engine import Config, Findings, Node, Resource, ResourceRule, Severity, Verdict, all_of, any_of, unless
from policies.rules.cloudfront._distributions import DISTRIBUTION, is_s3_origin

#: Kept for 10 s by default whatever the origin says. Others are kept only if the origin allows it.
_CODES = (404, 414, 500, 501, 502, 503, 504)


def check(distribution: Resource, config: Config) -> Findings:
    application = any_of(~is_s3_origin(origin) for origin in distribution["origins"].each())
    responses = tuple(distribution["customErrorResponses"].each())
    for code in _CODES:
        kept = ~any_of(_never_keeps(response, code) for response in responses)
        message = f"errors {code} of an application are kept at the edge, for other users too"
        yield from unless(~(application & kept), message, "customErrorResponses")


def _never_keeps(response: Node, code: int) -> Verdict:
    return all_of(
        (
            response["errorCode"].test(lambda found: found == code),
            response["errorCachingMinTtl"].test(lambda seconds: seconds == 0),
        )
    )


RULE = ResourceRule(
    name="cloudfront-errors-not-cached",
    title="Distributions do not cache the errors of an application.",
    why=(
        "CloudFront keeps an error for 10 seconds by default, even if the origin forbids it. Other users get it too, "
        "and a client that tries again gets the old answer."
    ),
    fix="Set custom_error_responses with error_caching_min_ttl=0 for 404, 414 and 500 to 504.",
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION,),
    link="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html",
    check=check,
)
