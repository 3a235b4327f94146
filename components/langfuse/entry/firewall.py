"""AWS WAF in front of Langfuse on ECS: managed rules and a low limit where people sign in, a limit per IP for all.

A load balancer's web ACL sees the first 8 KB of a body, and the common rule set refuses a longer one. Traces are
longer, are compressed, and hold texts that look like attacks. So those rules leave out the paths whose clients
authenticate with a key pair (`/api/public/`) or a session (`/api/trpc/`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.firewall.log import FirewallLogArgs, create_firewall_log
from components.foundation.firewall.rules import as_it_leads, managed_rule, rate_statement, visibility_config
from components.foundation.self_hosted.names import LangfuseNames

if TYPE_CHECKING:
    from pulumi_aws.wafv2 import (
        WebAclRuleArgsDict,
        WebAclRuleStatementManagedRuleGroupStatementScopeDownStatementArgsDict,
    )

_KEY_PAIR, _SESSION, _SIGN_IN = "/api/public/", "/api/trpc/", "/api/auth/"
#: Rule to requests per IP in the window, and the beginning of their paths. A page of Langfuse asks dozens of times, and
#: many functions may share one of Lambda's addresses; who signs in needs a few.
_RATES = {"sign-in-rate": (100, _SIGN_IN), "rate": (1200, "/")}
#: Rule to AWS's rule group, and the paths that it leaves out; cheap and certain ones first.
_GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "ip-reputation": ("AWSManagedRulesAmazonIpReputationList", ()),
    "common": ("AWSManagedRulesCommonRuleSet", (_KEY_PAIR, _SESSION)),
    "known-bad-inputs": ("AWSManagedRulesKnownBadInputsRuleSet", (_KEY_PAIR,)),
    "sql-injection": ("AWSManagedRulesSQLiRuleSet", (_KEY_PAIR, _SESSION)),
}


@dataclass(frozen=True)
class FirewallArgs:
    context: StackContext
    balancer_arn: pulumi.Input[str]


class LangfuseFirewall(pulumi.ComponentResource):
    """Web ACL of the load balancer, with its log."""

    def __init__(self, name: str, args: FirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:LangfuseFirewall", name, None, opts)
        child, names = pulumi.ResourceOptions(parent=self), LangfuseNames(args.context.names)
        rates = enumerate(_RATES.items())
        groups = enumerate(_GROUPS.items(), start=len(_RATES))
        acl = aws.wafv2.WebAcl(
            f"{name}-acl",
            name=names.prefix,
            description="In front of Langfuse",
            scope="REGIONAL",
            default_action={"allow": {}},
            rules=[
                *(_rate_rule(rule, *rate, priority) for priority, (rule, rate) in rates),
                *(
                    managed_rule(rule, group, priority, scope_down=_outside(left_out) if left_out else None)
                    for priority, (rule, (group, left_out)) in groups
                ),
            ],
            visibility_config=visibility_config(names.prefix),
            opts=child,
        )
        aws.wafv2.WebAclAssociation(
            f"{name}-association", resource_arn=args.balancer_arn, web_acl_arn=acl.arn, opts=child
        )
        log = FirewallLogArgs(
            args.context, names.names, names.waf_log_group, args.context.key_arn, ("authorization", "cookie")
        )
        create_firewall_log(name, acl, log, self, child)
        self.register_outputs({})


def _rate_rule(rule: str, limit: int, beginning: str, priority: int) -> WebAclRuleArgsDict:
    return {
        "name": rule,
        "priority": priority,
        "statement": rate_statement(limit, beginning),
        "action": {"block": {"custom_response": {"response_code": 429}}},
        "visibility_config": visibility_config(rule),
    }


def _outside(paths: tuple[str, ...]) -> WebAclRuleStatementManagedRuleGroupStatementScopeDownStatementArgsDict:
    return {
        "not_statement": {
            "statement": {
                "regex_match_statement": {
                    "regex_string": f"^({'|'.join(paths)})",
                    "field_to_match": {"uri_path": {}},
                    "text_transformations": as_it_leads(),
                }
            }
        }
    }
