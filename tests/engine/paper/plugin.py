"""A plugin whose Check also names what the program leaves without a name, as that of AWS's provider does."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from local.provider.plugin import Plugin
from local.provider.values import DEFAULTS, raw, struct

NAMED = {
    "aws:s3/bucket:Bucket": "bucket",
    **dict.fromkeys(
        (
            "aws:apigatewayv2/api:Api",
            "aws:apigatewayv2/authorizer:Authorizer",
            "aws:budgets/budget:Budget",
            "aws:cloudfront/originAccessControl:OriginAccessControl",
            "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
            "aws:cloudtrail/trail:Trail",
            "aws:cloudwatch/eventRule:EventRule",
            "aws:cloudwatch/logGroup:LogGroup",
            "aws:cloudwatch/logMetricFilter:LogMetricFilter",
            "aws:ec2/securityGroup:SecurityGroup",
            "aws:ecr/repository:Repository",
            "aws:ecs/cluster:Cluster",
            "aws:ecs/service:Service",
            "aws:iam/role:Role",
            "aws:iam/rolePolicy:RolePolicy",
            "aws:lambda/function:Function",
            "aws:lb/loadBalancer:LoadBalancer",
            "aws:lb/targetGroup:TargetGroup",
            "aws:scheduler/schedule:Schedule",
            "aws:secretsmanager/secret:Secret",
            "aws:sns/topic:Topic",
            "aws:sqs/queue:Queue",
            "aws:wafv2/webAcl:WebAcl",
        ),
        "name",
    ),
}
"""The property that pulumi-aws 7.51.1 fills with the logical name and seven digits."""


class PaperPlugin(Plugin):
    def Check(self, request: Any, context: Any) -> Any:
        answer = super().Check(request, context)
        _, _, type_, name = request.urn.split("::", 3)
        inputs, key = raw(answer.inputs), NAMED.get(type_.rpartition("$")[2], "")
        if key and not inputs.get(key):
            digits = sha256(request.randomSeed + request.urn.encode()).hexdigest()[:7]
            inputs[key] = raw(request.olds).get(key) or f"{name.lower()}-{digits}"
            inputs[DEFAULTS] = sorted([*inputs[DEFAULTS], key])
            answer.inputs.CopyFrom(struct(inputs))
        return answer
