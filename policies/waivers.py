"""The waivers: rule, resource, reason, and last day of validity."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from policies.engine.waiver import Waiver

_REVIEW = date(2027, 11, 30)
"""Review date: by then each waiver is justified again, or its violation is fixed."""
_DISTRIBUTION = "aws:cloudfront/distribution:Distribution::website-distribution"
_EDGE = "docs/adr/0007-what-the-edge-cannot-have-at-once.md"
_LANGFUSE = "docs/adr/0016-langfuse-on-ecs.md"

_OF_ALEX: tuple[Waiver, ...] = (
    Waiver(
        rule="apigw-route-auth",
        resource="aws:apigatewayv2/route:Route::http-api-health",
        reason=(
            "Uptime checks have no token. The route returns only the release, calls neither the database nor a model, "
            "is throttled like the others, and rejects requests that bypass CloudFront."
        ),
        expires=_REVIEW,
    ),
    Waiver(
        rule="apigw-route-auth",
        resource="aws:apigatewayv2/route:Route::http-api-health-head",
        reason="The same answer as that of the other health route, without its body.",
        expires=_REVIEW,
    ),
    Waiver(
        rule="cloudfront-key-groups",
        resource=_DISTRIBUTION,
        reason=(
            "Users sign in on the site, so they cannot have a signed URL before they load it. Its files contain no "
            f"data; the API behind the same distribution requires a token ({_EDGE})."
        ),
        expires=_REVIEW,
    ),
    Waiver(
        rule="cloudfront-origin-failover",
        resource=_DISTRIBUTION,
        reason=(
            "API and database are in one region. While it is down, a copy of the site's files in another region would "
            f"show a page without any function ({_EDGE})."
        ),
        expires=_REVIEW,
    ),
    Waiver(
        rule="s3-acls-disabled",
        resource="aws:s3/bucket:Bucket::edge-logs-bucket",
        reason=(
            "CloudFront's standard logging writes through an ACL that it sets itself, and AWS's control for "
            "distributions accepts no other logging. Public ACLs are blocked, and the bucket contains only these logs "
            f"({_EDGE})."
        ),
        expires=_REVIEW,
        optional=True,
    ),
    Waiver(
        rule="secret-rotation",
        resource="aws:secretsmanager/secret:Secret::langfuse-secret",
        reason=(
            "Langfuse issues these keys. A rotation function would need an administrator key of the Langfuse project, "
            "which is worth more than the keys it rotates. `alex secrets set langfuse` stores new keys."
        ),
        expires=_REVIEW,
    ),
    Waiver(
        rule="secret-rotation",
        resource="aws:secretsmanager/secret:Secret::database-candidate-secret",
        reason=(
            "Every rotation of the application's database secret rewrites this secret. It contains the credentials "
            "under test, and only that rotation reads it."
        ),
        expires=_REVIEW,
    ),
    Waiver(
        rule="secret-rotation",
        resource="aws:secretsmanager/secret:Secret::langfuse-internal-secret",
        reason=(
            "Langfuse hashes and encrypts its data with two of the values, which must never change, and reads the rest "
            f"at the start of a task only. Tasks of Langfuse alone read it ({_LANGFUSE})."
        ),
        expires=_REVIEW,
        optional=True,
    ),
    Waiver(
        rule="sg-no-open-ingress",
        resource="aws:ec2/securityGroup:SecurityGroup::langfuse-groups-balancer-group",
        reason=(
            "The functions are outside every VPC and have no fixed addresses. The group is that of the load balancer "
            f"alone, on port 443, behind a web ACL; Langfuse asks for a key pair or a session ({_LANGFUSE})."
        ),
        expires=_REVIEW,
        optional=True,
    ),
    Waiver(
        rule="iam-no-wildcard-resource",
        resource="aws:iam/rolePolicy:RolePolicy::langfuse-backup-policy",
        reason=(
            "EFS assigns the ids of file systems and has no condition key for backups. Only AWS Backup may assume the "
            f"role, and the stack's plan selects one file system ({_LANGFUSE})."
        ),
        expires=_REVIEW,
        optional=True,
    ),
)
WAIVERS = tuple(replace(waiver, project="alex") for waiver in _OF_ALEX)
"""Those of a team that copies the pack are added here; its resources may have the names of ours."""
