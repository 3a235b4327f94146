"""Values that take away what an input protects, by resource type and property path (`[]` stands for any index)."""

from __future__ import annotations

from typing import Any

from policies.engine import Resource
from tests.guardrails.mutations.mutation import Kind

_COUNT = {"count": {}}
_NOWHERE = "/nowhere/"

WEAKER: dict[str, tuple[tuple[str, Kind, Any], ...]] = {
    "apigatewayv2/api:Api": (
        ("corsConfiguration.allowOrigins", Kind.WIDENED, ["*"]),
        ("corsConfiguration.allowOrigins", Kind.WIDENED, ["https://*"]),
        ("corsConfiguration.allowOrigins", Kind.ELSEWHERE, ["http://alex.example"]),
    ),
    "apigatewayv2/authorizer:Authorizer": (
        ("jwtConfiguration.issuer", Kind.ELSEWHERE, "http://issuer.example"),
        ("jwtConfiguration.issuer", Kind.ELSEWHERE, "https://issuer.example"),
        ("jwtConfiguration.audiences", Kind.WIDENED, []),
    ),
    "apigatewayv2/route:Route": (("authorizationType", Kind.OFF, "NONE"),),
    "apigatewayv2/stage:Stage": (
        ("defaultRouteSettings.throttlingRateLimit", Kind.WIDENED, 10_000),
        ("defaultRouteSettings.throttlingBurstLimit", Kind.WIDENED, 5_000),
        ("accessLogSettings.format", Kind.WIDENED, "$context.requestId"),
    ),
    "budgets/budget:Budget": (
        ("limitAmount", Kind.WIDENED, "50000"),
        ("timeUnit", Kind.WIDENED, "DAILY"),
        ("budgetType", Kind.ELSEWHERE, "USAGE"),
        ("notifications", Kind.OFF, []),
        ("costFilters", Kind.WIDENED, [{"name": "Service", "values": ["Amazon Route 53"]}]),
    ),
    "cloudfront/distribution:Distribution": (
        ("defaultCacheBehavior.viewerProtocolPolicy", Kind.OFF, "allow-all"),
        ("orderedCacheBehaviors[].viewerProtocolPolicy", Kind.OFF, "allow-all"),
        ("orderedCacheBehaviors[].cachePolicyId", Kind.WIDENED, "658327ea-f89d-4fab-a63d-7e88639e58f6"),
        ("origins[].customOriginConfig.originProtocolPolicy", Kind.OFF, "http-only"),
        ("origins[].customOriginConfig.originSslProtocols", Kind.WIDENED, ["SSLv3", "TLSv1.2"]),
        ("viewerCertificate.minimumProtocolVersion", Kind.WIDENED, "TLSv1"),
        ("viewerCertificate", Kind.OFF, {"cloudfrontDefaultCertificate": True}),
        ("loggingConfig.includeCookies", Kind.WIDENED, True),
    ),
    "cloudfront/originAccessControl:OriginAccessControl": (
        ("signingBehavior", Kind.OFF, "never"),
        ("signingBehavior", Kind.WIDENED, "no-override"),
    ),
    "cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": (
        ("securityHeadersConfig", Kind.OFF, {}),
        (
            "securityHeadersConfig.contentSecurityPolicy.contentSecurityPolicy",
            Kind.WIDENED,
            "script-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        ),
        ("securityHeadersConfig.contentSecurityPolicy.contentSecurityPolicy", Kind.WIDENED, "default-src *"),
        ("securityHeadersConfig.frameOptions.frameOption", Kind.WIDENED, "ALLOWALL"),
        ("securityHeadersConfig.referrerPolicy.referrerPolicy", Kind.WIDENED, "unsafe-url"),
        ("securityHeadersConfig.strictTransportSecurity.accessControlMaxAgeSec", Kind.WIDENED, 60),
    ),
    "cloudtrail/trail:Trail": (("advancedEventSelectors[].fieldSelectors", Kind.WIDENED, []),),
    "cloudwatch/compositeAlarm:CompositeAlarm": (
        ("actionsEnabled", Kind.OFF, False),
        ("alarmActions", Kind.OFF, []),
    ),
    "cloudwatch/logGroup:LogGroup": (
        ("retentionInDays", Kind.WIDENED, 0),
        ("retentionInDays", Kind.WIDENED, 1),
    ),
    "cloudwatch/logMetricFilter:LogMetricFilter": (
        ("metricTransformation.name", Kind.ELSEWHERE, "another"),
        ("logGroupName", Kind.ELSEWHERE, "/aws/lambda/another"),
    ),
    "cloudwatch/metricAlarm:MetricAlarm": (
        ("comparisonOperator", Kind.OFF, "LessThanThreshold"),
        ("threshold", Kind.WIDENED, 10_000_000),
        ("evaluationPeriods", Kind.WIDENED, 1440),
        ("dimensions.FunctionName", Kind.ELSEWHERE, "another"),
        ("dimensions.QueueName", Kind.ELSEWHERE, "another"),
        ("dimensions.DBClusterIdentifier", Kind.ELSEWHERE, "another"),
        ("metricQueries[].metric.dimensions.FunctionName", Kind.ELSEWHERE, "another"),
    ),
    "costexplorer/anomalySubscription:AnomalySubscription": (
        ("subscribers", Kind.OFF, []),
        ("thresholdExpression.dimension.values", Kind.WIDENED, ["50000"]),
    ),
    "ec2/flowLog:FlowLog": (("trafficType", Kind.WIDENED, "ACCEPT"),),
    "kms/key:Key": (
        ("deletionWindowInDays", Kind.WIDENED, 7),
        ("isEnabled", Kind.OFF, False),
        ("rotationPeriodInDays", Kind.WIDENED, 2560),
        ("bypassPolicyLockoutSafetyCheck", Kind.OFF, True),
    ),
    "lambda/alias:Alias": (("functionVersion", Kind.WIDENED, "$LATEST"),),
    "lambda/eventSourceMapping:EventSourceMapping": (
        ("functionResponseTypes", Kind.OFF, []),
        ("enabled", Kind.OFF, False),
        ("scalingConfig.maximumConcurrency", Kind.WIDENED, 1000),
    ),
    "lambda/function:Function": (
        ("runtime", Kind.WIDENED, "python3.8"),
        ("tracingConfig.mode", Kind.OFF, "PassThrough"),
        ("reservedConcurrentExecutions", Kind.WIDENED, -1),
        ("reservedConcurrentExecutions", Kind.WIDENED, 1000),
        ("loggingConfig.applicationLogLevel", Kind.WIDENED, "DEBUG"),
        ("loggingConfig.logGroup", Kind.ELSEWHERE, "/aws/lambda/another"),
        ("environment.variables.API_KEY", Kind.WIDENED, "sk-0123456789abcdef0123"),
        ("environment.variables.LANGFUSE_BASE_URL", Kind.ELSEWHERE, "http://traces.example"),
    ),
    "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": (("destinationConfig", Kind.OFF, {}),),
    "lambda/permission:Permission": (
        ("principal", Kind.WIDENED, "*"),
        ("principal", Kind.ELSEWHERE, "210987654321"),
        ("principal", Kind.ELSEWHERE, "arn:aws:iam::210987654321:root"),
        ("action", Kind.WIDENED, "lambda:*"),
        ("sourceAccount", Kind.ELSEWHERE, "210987654321"),
    ),
    "rds/cluster:Cluster": (
        ("backupRetentionPeriod", Kind.WIDENED, 1),
        ("enabledCloudwatchLogsExports", Kind.OFF, []),
        ("engineVersion", Kind.WIDENED, "12.4"),
        ("serverlessv2ScalingConfiguration.maxCapacity", Kind.WIDENED, 256),
        ("serverlessv2ScalingConfiguration.minCapacity", Kind.WIDENED, 4),
        ("serverlessv2ScalingConfiguration.secondsUntilAutoPause", Kind.WIDENED, 86400),
        ("port", Kind.WIDENED, 5432),
        ("masterUsername", Kind.WIDENED, "postgres"),
    ),
    "rds/clusterInstance:ClusterInstance": (("monitoringInterval", Kind.OFF, 0),),
    "rds/clusterParameterGroup:ClusterParameterGroup": (
        ("parameters[0].value", Kind.OFF, "0"),
        ("parameters[2].value", Kind.WIDENED, "-1"),
    ),
    "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": (
        ("rules[].status", Kind.OFF, "Disabled"),
        ("rules[].expiration.days", Kind.WIDENED, 1),
        ("rules[].noncurrentVersionExpiration.noncurrentDays", Kind.WIDENED, 1),
        ("rules[].filter.prefix", Kind.WIDENED, "nowhere/"),
    ),
    "s3/bucketOwnershipControls:BucketOwnershipControls": (("rule.objectOwnership", Kind.OFF, "ObjectWriter"),),
    "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        ("rules[].applyServerSideEncryptionByDefault.sseAlgorithm", Kind.WIDENED, "AES256"),
    ),
    "s3/bucketVersioning:BucketVersioning": (
        ("versioningConfiguration.status", Kind.OFF, "Suspended"),
        ("versioningConfiguration.status", Kind.OFF, "Disabled"),
    ),
    "scheduler/schedule:Schedule": (("state", Kind.OFF, "DISABLED"),),
    "secretsmanager/secret:Secret": (
        ("recoveryWindowInDays", Kind.WIDENED, 0),
        ("recoveryWindowInDays", Kind.WIDENED, 7),
    ),
    "secretsmanager/secretRotation:SecretRotation": (
        ("rotationRules.automaticallyAfterDays", Kind.WIDENED, 1000),
        ("rotationEnabled", Kind.OFF, False),
    ),
    "sns/topic:Topic": (("kmsMasterKeyId", Kind.WIDENED, "alias/aws/sns"),),
    "sns/topicSubscription:TopicSubscription": (
        ("protocol", Kind.OFF, "sqs"),
        ("protocol", Kind.OFF, "firehose"),
        ("endpoint", Kind.OFF, ""),
        ("topic", Kind.ELSEWHERE, "arn:aws:sns:us-east-1:210987654321:theirs"),
    ),
    "sqs/queue:Queue": (
        ("visibilityTimeoutSeconds", Kind.WIDENED, 30),
        ("messageRetentionSeconds", Kind.WIDENED, 60),
        ("redriveAllowPolicy", Kind.WIDENED, '{"redrivePermission": "allowAll"}'),
        (
            "redrivePolicy",
            Kind.WIDENED,
            '{"deadLetterTargetArn": "arn:aws:sqs:us-east-1:123456789012:alex-prod-jobs-dlq", "maxReceiveCount": 1000}',
        ),
    ),
    "wafv2/webAcl:WebAcl": (
        ("rules[].overrideAction", Kind.OFF, _COUNT),
        ("rules[].action", Kind.OFF, _COUNT),
        ("rules[].action", Kind.OFF, {"allow": {}}),
        ("rules", Kind.OFF, []),
        ("rules[].statement.managedRuleGroupStatement.version", Kind.WIDENED, "Version_1.0"),
        ("rules[].statement.rateBasedStatement.limit", Kind.WIDENED, 2_000_000),
        ("rules[].statement.rateBasedStatement.evaluationWindowSec", Kind.WIDENED, 10),
        ("rules[].statement.rateBasedStatement.aggregateKeyType", Kind.WIDENED, "CONSTANT"),
        ("rules[].statement.rateBasedStatement.aggregateKeyType", Kind.ELSEWHERE, "FORWARDED_IP"),
        (
            "rules[].statement.rateBasedStatement.scopeDownStatement.byteMatchStatement.searchString",
            Kind.ELSEWHERE,
            _NOWHERE,
        ),
        (
            "rules[].statement.rateBasedStatement.scopeDownStatement.byteMatchStatement.positionalConstraint",
            Kind.WIDENED,
            "EXACTLY",
        ),
        (
            "rules[].statement.rateBasedStatement.scopeDownStatement.byteMatchStatement.textTransformations",
            Kind.WIDENED,
            [{"priority": 0, "type": "NONE"}],
        ),
        ("rules[].statement.andStatement.statements[].sizeConstraintStatement.size", Kind.WIDENED, 10_000_000),
        (
            "rules[].statement.andStatement.statements[].sizeConstraintStatement.comparisonOperator",
            Kind.OFF,
            "LT",
        ),
        (
            "rules[].statement.andStatement.statements[].notStatement.statement.byteMatchStatement.searchString",
            Kind.WIDENED,
            "/api/",
        ),
        ("rules[].statement.managedRuleGroupStatement.name", Kind.ELSEWHERE, "AWSManagedRulesWordPressRuleSet"),
        ("rules[].statement.managedRuleGroupStatement.vendorName", Kind.ELSEWHERE, "another"),
        (
            "rules[].statement.managedRuleGroupStatement.scopeDownStatement",
            Kind.WIDENED,
            {"geoMatchStatement": {"countryCodes": ["AQ"]}},
        ),
        (
            "rules[].statement.managedRuleGroupStatement.ruleActionOverrides",
            Kind.OFF,
            [{"name": "SQLi_BODY", "actionToUse": {"count": {}}}],
        ),
        ("associationConfig.requestBodies[].cloudfront.defaultSizeInspectionLimit", Kind.WIDENED, "KB_16"),
    ),
    "wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": (
        ("redactedFields", Kind.OFF, []),
        ("logDestinationConfigs", Kind.OFF, []),
        ("loggingFilter", Kind.OFF, {"defaultBehavior": "DROP", "filters": []}),
    ),
}
"""A path that the resource lacks is planted too, where its place exists: `isEnabled` of a key."""


def weaker(resource: Resource) -> tuple[tuple[str, Kind, Any], ...]:
    return WEAKER.get(resource.type.removeprefix("aws:"), ())
