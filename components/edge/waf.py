"""AWS WAF for CloudFront: managed rule groups, a limit for bodies, a rate limit per IP on the API, and the log."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pulumi
import pulumi_aws as aws

from components.edge.plans import EdgePlan
from components.edge.waf_rules import answers, web_acl_rules
from components.foundation.context import StackContext
from components.foundation.encryption import StackKey, StackKeyArgs
from components.foundation.firewall.log import FirewallLogArgs, create_firewall_log
from components.foundation.firewall.rules import visibility_config

#: Region of every CloudFront web ACL and its logs, independent of the stack's region.
EDGE_REGION = "us-east-1"


@dataclass(frozen=True)
class WebAclArgs:
    context: StackContext
    rate_limit: int
    """Requests to the API per IP and minute."""
    plan: EdgePlan


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
        acl = self._web_acl(name, args)
        if args.plan.logs:
            self._log(name, args.context, acl)
        self.arn = acl.arn
        self.register_outputs({"arn": self.arn, "name": self.name})

    def _web_acl(self, name: str, args: WebAclArgs) -> aws.wafv2.WebAcl:
        return aws.wafv2.WebAcl(
            f"{name}-acl",
            name=self.name,
            description="In front of the site and its API",
            scope="CLOUDFRONT",
            default_action={"allow": {}},
            custom_response_bodies=answers(args.rate_limit, args.plan),
            association_config={
                "request_bodies": [{"cloudfront": {"default_size_inspection_limit": f"KB_{args.plan.inspected_kb}"}}],
            },
            rules=web_acl_rules(args.rate_limit, args.plan),
            visibility_config=visibility_config(self.name),
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

    def _log(self, name: str, context: StackContext, acl: aws.wafv2.WebAcl) -> None:
        names = replace(context.names, region=EDGE_REGION)
        args = FirewallLogArgs(context, names, names.waf_log_group, self.key_arn, ("authorization",))
        create_firewall_log(name, acl, args, self, self._child)
