"""AWS WAF in front of CloudFront: what AWS knows to be hostile, and whoever asks the API too often, is turned away."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.encryption import StackKey, StackKeyArgs
from components.foundation.names import Names
from components.foundation.policy import Statement, document

Config = TypeVar("Config")

#: CloudFront's firewalls and their logs are in this region, wherever the stack is.
EDGE_REGION = "us-east-1"
RATE_RULE = "api-rate"
#: Requests to the API that one address may make in the window, which is the shortest that AWS WAF has.
RATE_LIMIT = 100
_RATE_WINDOW_SECONDS = 60
_API_PATH = "/api/"
_TOO_MANY_REQUESTS = 429
_RATE_BODY = "too-many-requests"
#: As the API writes its problems. AWS WAF sends it as application/json: it knows no other kind of JSON.
_RATE_PROBLEM = {
    "type": "about:blank",
    "title": "Too Many Requests",
    "status": _TOO_MANY_REQUESTS,
    "detail": f"One address may ask {RATE_LIMIT} times in {_RATE_WINDOW_SECONDS} seconds; ask again after as many.",
}
#: Rule to AWS's rule group, in the order in which they are asked: cheap and certain ones first.
MANAGED_RULES = {
    "ip-reputation": "AWSManagedRulesAmazonIpReputationList",
    "common": "AWSManagedRulesCommonRuleSet",
    "known-bad-inputs": "AWSManagedRulesKnownBadInputsRuleSet",
    "sql-injection": "AWSManagedRulesSQLiRuleSet",
}


@dataclass(frozen=True)
class WebAclArgs:
    context: StackContext


class WebAcl(pulumi.ComponentResource):
    """`arn` is the web ACL's, `name` its physical name, which its metrics carry as `WebACL`.

    `provider` and `key_arn` are for what else must be in the firewall's region.
    """

    def __init__(self, name: str, args: WebAclArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:WebAcl", name, None, opts)
        edge = aws.Provider(f"{name}-edge", region=EDGE_REGION, opts=pulumi.ResourceOptions(parent=self))
        self._child = pulumi.ResourceOptions(parent=self, provider=edge)
        self.provider = edge
        self.key_arn = self._key_arn(name, args.context)
        self.name = args.context.names.prefix
        acl = self._web_acl(name)
        self._log(name, args.context, acl, self.key_arn)
        self.arn = acl.arn
        self.register_outputs({"arn": self.arn, "name": self.name})

    def _web_acl(self, name: str) -> aws.wafv2.WebAcl:
        return aws.wafv2.WebAcl(
            f"{name}-acl",
            name=self.name,
            description="In front of the site and its API",
            scope="CLOUDFRONT",
            default_action=aws.wafv2.WebAclDefaultActionArgs(allow=aws.wafv2.WebAclDefaultActionAllowArgs()),
            custom_response_bodies=[
                aws.wafv2.WebAclCustomResponseBodyArgs(
                    key=_RATE_BODY, content=json.dumps(_RATE_PROBLEM), content_type="APPLICATION_JSON"
                )
            ],
            rules=[
                _rate_rule(priority=0),
                *(_managed_rule(rule, group, at) for at, (rule, group) in enumerate(MANAGED_RULES.items(), start=1)),
            ],
            visibility_config=_counted(aws.wafv2.WebAclVisibilityConfigArgs, self.name),
            opts=self._child,
        )

    def _key_arn(self, name: str, context: StackContext) -> pulumi.Input[str]:
        """A log group is encrypted with a key of its own region only."""
        if context.names.region == EDGE_REGION:
            return context.key_arn
        names = replace(context.names, region=EDGE_REGION)
        args = StackKeyArgs(names, context.protect, roster=(), log_groups=[names.waf_log_group])
        return StackKey(f"{name}-key", args, self._child).arn

    def _log(self, name: str, context: StackContext, acl: aws.wafv2.WebAcl, key_arn: pulumi.Input[str]) -> None:
        names = replace(context.names, region=EDGE_REGION)
        group = aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=names.waf_log_group,
            retention_in_days=context.log_retention_days,
            kms_key_id=key_arn,
            opts=self._child,
        )
        delivery = aws.cloudwatch.LogResourcePolicy(
            f"{name}-log-delivery",
            policy_name=names.waf_log_group,
            policy_document=document([_deliver_logs(names)]),
            opts=self._child,
        )
        aws.wafv2.WebAclLoggingConfiguration(
            f"{name}-logging",
            resource_arn=acl.arn,
            log_destination_configs=[group.arn],
            redacted_fields=[
                aws.wafv2.WebAclLoggingConfigurationRedactedFieldArgs(
                    single_header=aws.wafv2.WebAclLoggingConfigurationRedactedFieldSingleHeaderArgs(
                        name="authorization"
                    )
                )
            ],
            opts=pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(depends_on=[delivery])),
        )


def _rate_rule(priority: int) -> aws.wafv2.WebAclRuleArgs:
    """Counts by address. The path is compared as CloudFront reads it, so that another spelling does not go around."""
    to_the_api = aws.wafv2.WebAclRuleStatementRateBasedStatementScopeDownStatementByteMatchStatementArgs(
        search_string=_API_PATH,
        positional_constraint="STARTS_WITH",
        field_to_match=(
            aws.wafv2.WebAclRuleStatementRateBasedStatementScopeDownStatementByteMatchStatementFieldToMatchArgs(
                uri_path=aws.wafv2.WebAclRuleStatementRateBasedStatementScopeDownStatementByteMatchStatementFieldToMatchUriPathArgs()
            )
        ),
        text_transformations=[
            aws.wafv2.WebAclRuleStatementRateBasedStatementScopeDownStatementByteMatchStatementTextTransformationArgs(
                priority=number, type=type_
            )
            for number, type_ in enumerate(("URL_DECODE", "NORMALIZE_PATH"))
        ],
    )
    return aws.wafv2.WebAclRuleArgs(
        name=RATE_RULE,
        priority=priority,
        action=aws.wafv2.WebAclRuleActionArgs(block=_too_many_requests()),
        statement=aws.wafv2.WebAclRuleStatementArgs(
            rate_based_statement=aws.wafv2.WebAclRuleStatementRateBasedStatementArgs(
                limit=RATE_LIMIT,
                evaluation_window_sec=_RATE_WINDOW_SECONDS,
                aggregate_key_type="IP",
                scope_down_statement=aws.wafv2.WebAclRuleStatementRateBasedStatementScopeDownStatementArgs(
                    byte_match_statement=to_the_api
                ),
            )
        ),
        visibility_config=_counted(aws.wafv2.WebAclRuleVisibilityConfigArgs, RATE_RULE),
    )


def _too_many_requests() -> aws.wafv2.WebAclRuleActionBlockArgs:
    """The window is counted anew all the time: after one of them, nothing of before counts."""
    retry_after = aws.wafv2.WebAclRuleActionBlockCustomResponseResponseHeaderArgs(
        name="Retry-After", value=str(_RATE_WINDOW_SECONDS)
    )
    return aws.wafv2.WebAclRuleActionBlockArgs(
        custom_response=aws.wafv2.WebAclRuleActionBlockCustomResponseArgs(
            response_code=_TOO_MANY_REQUESTS, custom_response_body_key=_RATE_BODY, response_headers=[retry_after]
        )
    )


def _managed_rule(rule: str, group: str, priority: int) -> aws.wafv2.WebAclRuleArgs:
    return aws.wafv2.WebAclRuleArgs(
        name=rule,
        priority=priority,
        override_action=aws.wafv2.WebAclRuleOverrideActionArgs(none=aws.wafv2.WebAclRuleOverrideActionNoneArgs()),
        statement=aws.wafv2.WebAclRuleStatementArgs(
            managed_rule_group_statement=aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementArgs(
                name=group, vendor_name="AWS"
            )
        ),
        visibility_config=_counted(aws.wafv2.WebAclRuleVisibilityConfigArgs, rule),
    )


def _counted(make: Callable[..., Config], metric: str) -> Config:
    return make(cloudwatch_metrics_enabled=True, sampled_requests_enabled=True, metric_name=metric)


def _deliver_logs(names: Names) -> Statement:
    return Statement(
        sid="DeliverFirewallLogs",
        principal={"Service": "delivery.logs.amazonaws.com"},
        actions=("logs:CreateLogStream", "logs:PutLogEvents"),
        resources=(f"{names.log_group_arn(names.waf_log_group)}:log-stream:*",),
        conditions={
            "StringEquals": {"aws:SourceAccount": names.account},
            "ArnLike": {"aws:SourceArn": f"arn:aws:logs:{names.region}:{names.account}:*"},
        },
    )
