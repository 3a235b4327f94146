"""Resources of a program that the rules' examples refer to without defining them."""

from __future__ import annotations

from policies.examples import undefined

GIVEN = {
    "key": 'key = aws.kms.Key("key", enable_key_rotation=True)',
    "topic": 'topic = aws.sns.Topic("alarms", name="shop-prod-alarms", kms_master_key_id=key.arn)',
    "role": 'role = aws.iam.Role("role", assume_role_policy=_TRUST)',
    "log_group": 'log_group = aws.cloudwatch.LogGroup("logs", name="shop-prod", retention_in_days=90)',
    "dead_letters": 'dead_letters = aws.sqs.Queue("dead-letters", name="shop-prod-dead-letters")',
    "queue": 'queue = aws.sqs.Queue("jobs", name="shop-prod-jobs")',
    "function": 'function = aws.lambda_.Function("orders", name="shop-prod-orders", role=role.arn, timeout=30)',
    "bucket": 'bucket = aws.s3.Bucket("site", bucket="shop-prod-site")',
    "log_bucket": 'log_bucket = aws.s3.Bucket("access-logs", bucket="shop-prod-access-logs")',
    "secret": 'secret = aws.secretsmanager.Secret("partner", name="shop-prod-partner")',
    "vpc": 'vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")',
    "subnet_a": 'subnet_a = aws.ec2.Subnet("a", vpc_id=vpc.id, availability_zone="us-east-1a")',
    "subnet_b": 'subnet_b = aws.ec2.Subnet("b", vpc_id=vpc.id, availability_zone="us-east-1b")',
    "group": 'group = aws.ec2.SecurityGroup("clients", description="Clients of the orders service", vpc_id=vpc.id)',
    "api": 'api = aws.apigatewayv2.Api("api", protocol_type="HTTP")',
    "balancer": 'balancer = aws.lb.LoadBalancer("web", load_balancer_type="application")',
    "targets": 'targets = aws.lb.TargetGroup("web", port=8080, protocol="HTTP", vpc_id=vpc.id)',
    "cluster": 'cluster = aws.ecs.Cluster("shop")',
    "task": 'task = aws.ecs.TaskDefinition("shop", family="shop", container_definitions="[]")',
    "acl": 'acl = aws.wafv2.WebAcl("firewall", scope="CLOUDFRONT", **_EMPTY)',
    "certificate_arn": 'certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1"',
    "code": 'code = pulumi.AssetArchive({"app.py": pulumi.StringAsset("")})',
}
"""Name to its definition, in an order in which each may use those before it."""
_HEAD = """
import json
import pulumi
import pulumi_aws as aws
_SEEN = {"sampled_requests_enabled": True, "cloudwatch_metrics_enabled": True, "metric_name": "shop"}
_LAMBDA = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
_TRUST = json.dumps({"Version": "2012-10-17", "Statement": [_LAMBDA]})
_EMPTY = {"default_action": {"allow": {}}, "visibility_config": _SEEN}
"""


def program(code: str) -> str:
    """The example as a whole program."""
    needed = undefined(code)
    for name in reversed(GIVEN):
        if name in needed:
            needed |= undefined(GIVEN[name])
    given = [definition for name, definition in GIVEN.items() if name in needed]
    return "\n".join([_HEAD, *given, code])
