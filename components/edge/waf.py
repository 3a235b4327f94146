"""AWS WAF for CloudFront: managed rule groups, a limit for bodies, and a rate limit per IP on the API."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.encryption import StackKey, StackKeyArgs
from components.foundation.names import Names
from components.foundation.policy import Statement, document

if TYPE_CHECKING:
    from pulumi_aws.wafv2 import (
        WebAclRuleArgsDict,
        WebAclRuleStatementArgsDict,
        WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideArgsDict,
        WebAclRuleVisibilityConfigArgsDict,
    )

#: Region of every CloudFront web ACL and its logs, independent of the stack's region.
EDGE_REGION = "us-east-1"
RATE_RULE = "api-rate"
#: The shortest window that AWS WAF offers.
_RATE_WINDOW_SECONDS = 60
_API_PATH = "/api/"
_TOO_MANY_REQUESTS = 429
_RATE_BODY = "too-many-requests"
BODY_RULE = "body-size"
#: Longest body of a request, and the part of a body that the rules inspect. As in the API, see `agents/api/body.py`.
MAX_BODY_BYTES = 32 * 1024
_INSPECTED = "KB_32"
#: Where whole portfolios and brokers' files go. Their bodies are longer, and the API alone limits them.
UPLOADS = ("/api/imports", "/api/portfolio", "/api/prices", "/api/rates")
_TOO_LARGE = 413
_SIZE_BODY = "too-large"
#: Rule of the common rule set that blocks bodies over 8,192 bytes, with an answer that does not say so. A valid body of
#: the API may be longer: JSON may write one letter as six bytes.
_SHORT_BODIES = "SizeRestrictions_BODY"
#: Rule name to AWS managed rule group, in order of evaluation: cheap and certain ones first.
MANAGED_RULES = {
    "ip-reputation": "AWSManagedRulesAmazonIpReputationList",
    "common": "AWSManagedRulesCommonRuleSet",
    "known-bad-inputs": "AWSManagedRulesKnownBadInputsRuleSet",
    "sql-injection": "AWSManagedRulesSQLiRuleSet",
}


@dataclass(frozen=True)
class WebAclArgs:
    context: StackContext
    rate_limit: int
    """Requests to the API per IP and minute."""


class WebAcl(pulumi.ComponentResource):
    """`arn` identifies the web ACL. `name` is its physical name, the `WebACL` dimension of its metrics.

    `provider` and `key_arn` are for other resources that must be in the web ACL's region.
    """

    def __init__(self, name: str, args: WebAclArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:WebAcl", name, None, opts)
        edge = aws.Provider(f"{name}-edge", region=EDGE_REGION, opts=pulumi.ResourceOptions(parent=self))
        self._child = pulumi.ResourceOptions(parent=self, provider=edge)
        self.provider = edge
        self.key_arn = self._key_arn(name, args.context)
        self.name = args.context.names.prefix
        acl = self._web_acl(name, args.rate_limit)
        self._log(name, args.context, acl, self.key_arn)
        self.arn = acl.arn
        self.register_outputs({"arn": self.arn, "name": self.name})

    def _web_acl(self, name: str, rate_limit: int) -> aws.wafv2.WebAcl:
        return aws.wafv2.WebAcl(
            f"{name}-acl",
            name=self.name,
            description="In front of the site and its API",
            scope="CLOUDFRONT",
            default_action={"allow": {}},
            custom_response_bodies=[
                {"key": key, "content": json.dumps(problem), "content_type": "APPLICATION_JSON"}
                for key, problem in ((_RATE_BODY, _rate_problem(rate_limit)), (_SIZE_BODY, SIZE_PROBLEM))
            ],
            association_config={
                "request_bodies": [{"cloudfront": {"default_size_inspection_limit": _INSPECTED}}],
            },
            rules=[
                _rate_rule(rate_limit, priority=0),
                _size_rule(priority=1),
                *(_managed_rule(rule, group, at) for at, (rule, group) in enumerate(MANAGED_RULES.items(), start=2)),
            ],
            visibility_config=_visibility_config(self.name),
            opts=self._child,
        )

    def _key_arn(self, name: str, context: StackContext) -> pulumi.Input[str]:
        """A log group needs a key in its own region."""
        if context.names.region == EDGE_REGION:
            return context.key_arn
        names = replace(context.names, region=EDGE_REGION)
        args = StackKeyArgs(
            names,
            context.deletion_protection,
            outlives_stack=False,
            functions=(),
            log_groups=[names.waf_log_group],
        )
        return StackKey(f"{name}-key", args, self._child).arn

    def _log(self, name: str, context: StackContext, acl: aws.wafv2.WebAcl, key_arn: pulumi.Input[str]) -> None:
        names = replace(context.names, region=EDGE_REGION)
        group = aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=names.waf_log_group,
            retention_in_days=context.log_retention_days,
            kms_key_id=key_arn,
            opts=pulumi.ResourceOptions.merge(self._child, context.holding_data(self)),
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
            redacted_fields=[{"single_header": {"name": "authorization"}}],
            opts=pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(depends_on=[delivery])),
        )


#: Problem document in the API's format.
SIZE_PROBLEM: dict[str, object] = {
    "type": "about:blank",
    "title": "Request Entity Too Large",
    "status": _TOO_LARGE,
    "detail": f"The body may have {MAX_BODY_BYTES} bytes at most.",
}


def _rate_problem(rate_limit: int) -> dict[str, object]:
    """Problem document in the API's format. AWS WAF sends it as application/json, its only JSON content type."""
    return {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": _TOO_MANY_REQUESTS,
        "detail": f"One address may ask {rate_limit} times in {_RATE_WINDOW_SECONDS} seconds; ask again after as many.",
    }


def _rate_rule(rate_limit: int, priority: int) -> WebAclRuleArgsDict:
    """Rate limit per IP. The path is decoded and normalised first, so that an encoded path does not bypass it."""
    return {
        "name": RATE_RULE,
        "priority": priority,
        "statement": {
            "rate_based_statement": {
                "limit": rate_limit,
                "evaluation_window_sec": _RATE_WINDOW_SECONDS,
                "aggregate_key_type": "IP",
                "scope_down_statement": {
                    "byte_match_statement": {
                        "search_string": _API_PATH,
                        "positional_constraint": "STARTS_WITH",
                        "field_to_match": {"uri_path": {}},
                        "text_transformations": [
                            {"priority": 0, "type": "URL_DECODE"},
                            {"priority": 1, "type": "NORMALIZE_PATH"},
                        ],
                    }
                },
            }
        },
        "action": {
            "block": {
                "custom_response": {
                    "response_code": _TOO_MANY_REQUESTS,
                    "custom_response_body_key": _RATE_BODY,
                    # The window slides: after one full window, earlier requests no longer count.
                    "response_headers": [{"name": "Retry-After", "value": str(_RATE_WINDOW_SECONDS)}],
                }
            }
        },
        "visibility_config": _visibility_config(RATE_RULE),
    }


def _size_rule(priority: int) -> WebAclRuleArgsDict:
    """Refuses bodies that the API would refuse, and whose end no rule would inspect: except where files go."""
    too_long: WebAclRuleStatementArgsDict = {
        "size_constraint_statement": {
            "comparison_operator": "GT",
            "size": MAX_BODY_BYTES,
            # What is longer than the inspected part is longer than the limit.
            "field_to_match": {"body": {"oversize_handling": "MATCH"}},
            "text_transformations": [{"priority": 0, "type": "NONE"}],
        }
    }
    upload: WebAclRuleStatementArgsDict = {
        "regex_match_statement": {
            "regex_string": f"^({'|'.join(UPLOADS)})$",
            # As it was sent: any other spelling of these paths has the short limit.
            "field_to_match": {"uri_path": {}},
            "text_transformations": [{"priority": 0, "type": "NONE"}],
        }
    }
    return {
        "name": BODY_RULE,
        "priority": priority,
        "statement": {"and_statement": {"statements": [too_long, {"not_statement": {"statement": upload}}]}},
        "action": {
            "block": {"custom_response": {"response_code": _TOO_LARGE, "custom_response_body_key": _SIZE_BODY}},
        },
        "visibility_config": _visibility_config(BODY_RULE),
    }


def _managed_rule(rule: str, group: str, priority: int) -> WebAclRuleArgsDict:
    counted: list[WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideArgsDict] = [
        {"name": _SHORT_BODIES, "action_to_use": {"count": {}}}
    ]
    return {
        "name": rule,
        "priority": priority,
        "override_action": {"none": {}},
        "statement": {
            "managed_rule_group_statement": {
                "name": group,
                "vendor_name": "AWS",
                "rule_action_overrides": counted if rule == "common" else None,
            }
        },
        "visibility_config": _visibility_config(rule),
    }


def _visibility_config(metric: str) -> WebAclRuleVisibilityConfigArgsDict:
    return {"cloudwatch_metrics_enabled": True, "sampled_requests_enabled": True, "metric_name": metric}


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
