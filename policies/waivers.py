"""The exceptions: each names a rule, one resource, why, and the last day on which it counts."""

from __future__ import annotations

from datetime import date

from policies.engine.waiver import Waiver

_REVIEW = date(2027, 11, 30)
"""By then somebody argues each of them anew, or mends what it excuses."""
_DISTRIBUTION = "aws:cloudfront/distribution:Distribution::website-distribution"
_EDGE = "docs/adr/0007-what-the-edge-cannot-have-at-once.md"

WAIVERS: tuple[Waiver, ...] = (
    Waiver(
        rule="apigw-route-auth",
        resource="aws:apigatewayv2/route:Route::http-api-health",
        reason=(
            "What watches the site has no token. The route answers with the release alone, asks neither the database "
            "nor a model, is throttled like the others, and refuses what did not come through CloudFront."
        ),
        expires=_REVIEW,
    ),
    Waiver(
        rule="cloudfront-key-groups",
        resource=_DISTRIBUTION,
        reason=(
            "The site is the page on which users sign in, so nobody has a signature before it is read. Its files "
            f"hold no data; the API behind the same distribution asks for a token ({_EDGE})."
        ),
        expires=_REVIEW,
    ),
    Waiver(
        rule="cloudfront-origin-failover",
        resource=_DISTRIBUTION,
        reason=(
            "API and database stand in one region: a second copy of the site's files in another would show a page "
            f"that cannot do anything while the first is down ({_EDGE})."
        ),
        expires=_REVIEW,
    ),
    Waiver(
        rule="s3-acls-disabled",
        resource="aws:s3/bucket:Bucket::edge-logs-bucket",
        reason=(
            "CloudFront's standard logging writes by an ACL that it sets itself, and it is the only logging that AWS's "
            f"own check of distributions sees. Public ACLs are blocked, and nothing else is in the bucket ({_EDGE})."
        ),
        expires=_REVIEW,
    ),
    Waiver(
        rule="secret-rotation",
        resource="aws:secretsmanager/secret:Secret::langfuse-secret",
        reason=(
            "Langfuse issues these keys. To rotate them a function would need a key that administers the Langfuse "
            "project, worth more than what it rotates; `alex secrets set langfuse` stores new ones."
        ),
        expires=_REVIEW,
    ),
    Waiver(
        rule="secret-rotation",
        resource="aws:secretsmanager/secret:Secret::database-candidate-secret",
        reason=(
            "Every rotation of the application's database secret writes this one anew: it holds the credentials under "
            "test, and nothing but that rotation reads it."
        ),
        expires=_REVIEW,
    ),
)
