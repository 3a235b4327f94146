"""Resource types that cost nothing, each with the reason. Types neither here nor priced are named in the table."""

from __future__ import annotations

from fnmatch import fnmatch

_WITHIN = "part of what is billed elsewhere"
#: By pattern of the type.
REASONS = {
    "aws:iam/*": "identities and policies are free",
    "aws:lambda/alias:Alias": _WITHIN,
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": _WITHIN,
    "aws:lambda/invocation:Invocation": "one invocation a deployment",
    "aws:lambda/layerVersion:LayerVersion": "code storage up to 75 GB is free",
    "aws:lambda/permission:Permission": _WITHIN,
    "aws:s3/bucket?*": "a bucket's settings and the site's few files",
    "aws:apigatewayv2/*": "billed by requests to the API",
    "aws:cloudfront/*": "billed by requests to the distribution",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": _WITHIN,
    "aws:rds/subnetGroup:SubnetGroup": _WITHIN,
    "aws:kms/alias:Alias": _WITHIN,
    "aws:secretsmanager/secretRotation:SecretRotation": "billed by the rotating function's invocations",
    "aws:secretsmanager/secretPolicy:SecretPolicy": _WITHIN,
    "aws:sqs/queuePolicy:QueuePolicy": _WITHIN,
    "aws:sqs/queueRedriveAllowPolicy:QueueRedriveAllowPolicy": _WITHIN,
    "aws:sns/topicPolicy:TopicPolicy": _WITHIN,
    "aws:sns/topicSubscription:TopicSubscription": "1,000 e-mails a month are free",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": _WITHIN,
    "aws:cloudwatch/queryDefinition:QueryDefinition": "billed when somebody runs it",
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": "billed as log lines",
    "aws:wafv2/webAclAssociation:WebAclAssociation": _WITHIN,
    "aws:ec2/vpc:Vpc": "a network without gateways is free",
    "aws:ec2/subnet:Subnet": _WITHIN,
    "aws:ec2/securityGroup:SecurityGroup": _WITHIN,
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _WITHIN,
    "aws:ec2/flowLog:FlowLog": "billed as log lines",
    "aws:ec2/internetGateway:InternetGateway": _WITHIN,
    "aws:ec2/routeTable*": _WITHIN,
    "aws:ec2/vpcEndpoint:VpcEndpoint": "a gateway endpoint is free",
    "aws:rds/parameterGroup:ParameterGroup": _WITHIN,
    "aws:elasticache/[spu]*": _WITHIN,
    "aws:efs/[am]*": _WITHIN,
    "aws:efs/fileSystemPolicy:FileSystemPolicy": _WITHIN,
    "aws:backup/[sv]*": _WITHIN,
    "aws:ecs/cluster:Cluster": _WITHIN,
    "aws:servicediscovery/service:Service": _WITHIN,
    "aws:lb/[lt][ia]*": _WITHIN,
    "aws:appautoscaling/*": "billed by the tasks that it adds",
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": "billed as stored images, cents",
    "aws:budgets/budget:Budget": "a budget without actions is free",
    "aws:costexplorer/*": "anomaly monitors, subscriptions and cost tags are free",
    "aws:cognito/userPoolClient:UserPoolClient": _WITHIN,
    "aws:cognito/userPoolDomain:UserPoolDomain": _WITHIN,
    "aws:cognito/managedLoginBranding:ManagedLoginBranding": _WITHIN,
    "pulumi:*": "kept by Pulumi",
}


def is_free(type_: str) -> bool:
    return any(fnmatch(type_, pattern) for pattern in REASONS)
