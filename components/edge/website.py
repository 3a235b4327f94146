"""The site: files in a private bucket, and CloudFront before the bucket and the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.edge.distribution import DistributionArgs, create_distribution
from components.edge.plans import EdgePlan
from components.edge.site_files import CONFIGURATION, INDEX, REVALIDATED, SiteFile
from components.foundation.context import StackContext
from components.foundation.names import Names
from components.foundation.policy import Statement
from components.foundation.private_bucket import PrivateBucket, PrivateBucketArgs

_SITE = "site"
_EDGE_LOGS = "edge-logs"
_LOGS_DAYS = 365


@dataclass(frozen=True)
class WebsiteArgs:
    context: StackContext
    files: Sequence[SiteFile]
    configuration: pulumi.Input[str]
    """Content of `/configuration.json`."""
    sign_in_origins: Sequence[str]
    """Origins of the identity provider, which the site calls."""
    access_logs: PrivateBucket
    """Bucket for the access logs of the site's buckets."""
    api_url: pulumi.Input[str]
    """`https://` and the host of the HTTP API."""
    api_function_arn: pulumi.Input[str]
    """CloudFront function that adds the origin secret."""
    web_acl_arn: pulumi.Input[str]
    plan: EdgePlan
    domain: str | None
    """None: CloudFront's own domain name."""
    certificate_arn: str | None
    """Certificate of the domain, in us-east-1. Without one CloudFront accepts TLS 1.0, which no setting changes."""

    def __post_init__(self) -> None:
        if (self.domain is None) != (self.certificate_arn is None):
            raise ValueError("WebsiteArgs.domain and certificate_arn must be given together")


class Website(pulumi.ComponentResource):
    """`url` has no trailing slash. `distribution_domain` is the target of the site's DNS record."""

    def __init__(self, name: str, args: WebsiteArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:Website", name, None, opts)
        site = self._bucket(args)
        self._upload(name, args, site)
        distribution = create_distribution(
            self,
            name,
            DistributionArgs(
                names=args.context.names,
                plan=args.plan,
                site=site,
                logs=self._log_bucket(args) if args.plan.logs else None,
                api_host=pulumi.Output.from_input(args.api_url).apply(_host),
                api_function_arn=args.api_function_arn,
                web_acl_arn=args.web_acl_arn,
                sign_in_origins=args.sign_in_origins,
                domain=args.domain,
                certificate_arn=args.certificate_arn,
            ),
        )
        self.bucket_arn = site.arn
        self.distribution_arn = distribution.arn
        self.distribution_domain = distribution.domain_name
        self.url = pulumi.Output.format("https://{0}", args.domain or distribution.domain_name)
        self.register_outputs({"url": self.url, "distributionDomain": self.distribution_domain})

    def _bucket(self, args: WebsiteArgs) -> PrivateBucket:
        return PrivateBucket(
            _SITE,
            PrivateBucketArgs(
                args.context,
                thing=_SITE,
                access_logs=args.access_logs,
                statements=[_read_by_cloudfront(args.context.names)],
            ),
            pulumi.ResourceOptions(parent=self),
        )

    def _log_bucket(self, args: WebsiteArgs) -> PrivateBucket:
        """CloudFront standard logging gets access through an ACL, so this bucket cannot disable ACLs."""
        return PrivateBucket(
            _EDGE_LOGS,
            PrivateBucketArgs(
                args.context,
                thing=_EDGE_LOGS,
                access_logs=args.access_logs,
                object_ownership="BucketOwnerPreferred",
                expire_after_days=_LOGS_DAYS,
            ),
            pulumi.ResourceOptions(parent=self),
        )

    def _upload(self, name: str, args: WebsiteArgs, site: PrivateBucket) -> None:
        """The page comes last: what it loads is there by then."""
        before: list[pulumi.Resource] = [self._configure(name, args, site)]
        for file in args.files:
            uploaded = aws.s3.BucketObjectv2(
                f"{name}-{file.key.replace('/', '-')}",
                bucket=site.bucket.id,
                key=file.key,
                source=pulumi.FileAsset(file.source.as_posix()),
                content_type=file.content_type,
                cache_control=file.cache_control,
                opts=pulumi.ResourceOptions(
                    parent=self,
                    depends_on=before if file.key == INDEX else [site],
                    # A page that is open, or cached, still loads parts of its release. They stay in the bucket, a few
                    # hundred kilobytes for each release, and go with it.
                    retain_on_delete=file.is_hashed,
                ),
            )
            before.append(uploaded)

    def _configure(self, name: str, args: WebsiteArgs, site: PrivateBucket) -> pulumi.Resource:
        return aws.s3.BucketObjectv2(
            f"{name}-{CONFIGURATION}",
            bucket=site.bucket.id,
            key=CONFIGURATION,
            content=args.configuration,
            content_type="application/json",
            cache_control=REVALIDATED,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[site]),
        )


def key_statements(names: Names, plan: EdgePlan) -> tuple[Statement, ...]:
    """Key policy statements for CloudFront: decrypt the site, encrypt its own logs."""
    statements = (
        Statement(
            sid="ServeSite",
            principal={"Service": "cloudfront.amazonaws.com"},
            actions=("kms:Decrypt",),
            resources=("*",),
            conditions={
                "StringEquals": {"kms:EncryptionContext:aws:s3:arn": names.bucket_arn(_SITE)},
                "ArnLike": {"aws:SourceArn": names.distribution_arn_pattern},
            },
        ),
        Statement(
            sid="WriteEdgeLogs",
            principal={"Service": "delivery.logs.amazonaws.com"},
            actions=("kms:GenerateDataKey",),
            resources=("*",),
            conditions={"StringEquals": {"kms:EncryptionContext:aws:s3:arn": names.bucket_arn(_EDGE_LOGS)}},
        ),
    )
    return statements if plan.logs else statements[:1]


def _read_by_cloudfront(names: Names) -> Statement:
    """Allows any distribution of this account: the id is unknown before deployment, and the site is public."""
    return Statement(
        sid="ReadByCloudFront",
        principal={"Service": "cloudfront.amazonaws.com"},
        actions=("s3:GetObject",),
        resources=(f"{names.bucket_arn(_SITE)}/*",),
        conditions={
            "StringEquals": {"aws:SourceAccount": names.account},
            "ArnLike": {"aws:SourceArn": names.distribution_arn_pattern},
        },
    )


def _host(url: str) -> str:
    return url.partition("://")[2]
