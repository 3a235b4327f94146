from __future__ import annotations

from policies.engine import Config, Findings, Severity, Stack, StackRule, Verdict, any_of, decided, unless
from policies.iam.actions import means
from policies.iam.attached import BUCKET_POLICY, may_have_more, policies_of
from policies.iam.document import Document, Statement
from policies.iam.exposure import is_public
from policies.iam.principals import PrincipalKind

_WEBSITE = "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration"


def check(stack: Stack, config: Config) -> Findings:
    for bucket in stack.of_type(BUCKET_POLICY.type):
        website = stack.has_referrer(bucket, _WEBSITE, "bucket") | decided(not bucket["website"].absent)
        if website is Verdict.NO:
            continue
        policies = policies_of(stack, bucket, BUCKET_POLICY)
        private = any_of(_serves_cloudfront(document) for document in policies)
        private |= Verdict.UNDECIDED if may_have_more(stack, bucket, BUCKET_POLICY) else Verdict.NO
        yield from unless(private | ~website, "the website is readable without CloudFront", "policy", resource=bucket)


def _serves_cloudfront(document: Document) -> Verdict:
    if document.unknown:
        return Verdict.UNDECIDED
    public = any(is_public(statement) for statement in document.statements)
    return decided(not public and any(_lets_cloudfront_read(statement) for statement in document.statements))


def _lets_cloudfront_read(statement: Statement) -> bool:
    reads = any(means(pattern, "s3:GetObject") for pattern in statement.actions)
    cloudfront = any(
        who.text == "cloudfront.amazonaws.com" or who.kind is PrincipalKind.AWS_OWNED for who in statement.principals
    )
    return statement.allows and reads and cloudfront


RULE = StackRule(
    name="s3-website-oai",
    title="Website buckets are readable through CloudFront only.",
    why="A public bucket bypasses the web ACL, the TLS policy and the logs of the distribution.",
    fix="Allow s3:GetObject only to cloudfront.amazonaws.com, with aws:SourceArn of the distribution.",
    severity=Severity.HIGH,
    types=(BUCKET_POLICY.type,),
    controls=("AwsSolutions-S5",),
    link="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
    check=check,
)
