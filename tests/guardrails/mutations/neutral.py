"""Inputs that are not planted, each with the reason why a change takes no protection away."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cache

from tests.guardrails.mutations.mutation import Kind

_TEXT = "a name or a text for readers"
_REQUIRED = "the provider refuses a program without it"
_FUNCTIONAL = "the system stops working, visibly; nothing is less protected"
_SIZE = "a size or a speed"
_LESS = "grants less"

ANY = tuple(Kind)
NEUTRAL: tuple[tuple[str, str, tuple[Kind, ...], str], ...] = (
    (
        "*",
        r"(.*\.)?(name|names|description|comment|alarmDescription|statementId|alarmName|identifier|sid|id)",
        ANY,
        _TEXT,
    ),
    ("*", r"tags(All)?\.(Component|Name)", ANY, "no required tag"),
    ("cloudwatch/dashboard:*", r".*", ANY, "a picture"),
    ("cloudwatch/queryDefinition:*", r".*", ANY, "a saved query"),
    ("lambda/invocation:*", r".*", ANY, "runs once, after the deployment"),
    ("s3/bucketObjectv2:*", r".*", ANY, "a file of the site"),
    ("lambda/layerVersion:*", r".*", ANY, "the program's own code"),
    ("kms/alias:*", r".*", ANY, _TEXT),
    ("lambda/alias:*", r"description|functionName|functionVersion", (Kind.REMOVED, Kind.ELSEWHERE), _REQUIRED),
    ("lambda/alias:*", r"", (Kind.DROPPED,), _FUNCTIONAL),
    ("iam/role:*", r"", (Kind.DROPPED,), _LESS),
    ("iam/role:*", r"assumeRolePolicy", (Kind.REMOVED,), _REQUIRED),
    ("iam/rolePolicy:*", r"", (Kind.DROPPED,), _LESS),
    ("iam/rolePolicy:*", r"policy|role", (Kind.REMOVED, Kind.ELSEWHERE), _REQUIRED),
    ("lambda/function:*", r"code.*|handler|sourceCodeHash|publish|architectures.*|memorySize|timeout", ANY, _SIZE),
    (
        "lambda/function:*",
        r"environment(\.variables(\..*)?)?",
        (Kind.REMOVED, Kind.ELSEWHERE),
        "settings of the application",
    ),
    ("lambda/function:*", r"layers.*", (Kind.REMOVED,), _FUNCTIONAL),
    ("lambda/function:*", r"role|runtime", (Kind.REMOVED,), _REQUIRED),
    ("lambda/function:*", r"", (Kind.DROPPED,), _FUNCTIONAL),
    ("lambda/function:*", r"loggingConfig(\.logGroup)?", (Kind.REMOVED,), "the default group has the same name"),
    ("s3/bucketOwnershipControls:*", r"", (Kind.DROPPED,), "the default of new buckets is the same"),
    ("lambda/function:*", r"loggingConfig\..*Level|loggingConfig\.logFormat", (Kind.REMOVED,), "the default is INFO"),
    ("lambda/functionEventInvokeConfig:*", r"maximum.*|functionName|qualifier", ANY, _SIZE),
    ("lambda/eventSourceMapping:*", r"batchSize", ANY, _SIZE),
    ("lambda/eventSourceMapping:*", r"|eventSourceArn|functionName", ANY, _FUNCTIONAL),
    ("lambda/permission:*", r"", (Kind.DROPPED,), _LESS),
    ("lambda/permission:*", r"action|function|principal", (Kind.REMOVED,), _REQUIRED),
    ("lambda/permission:*", r"function|qualifier", ANY, _FUNCTIONAL),
    (
        "cloudwatch/metricAlarm:*",
        r"comparisonOperator|evaluationPeriods|threshold|period|statistic",
        (Kind.REMOVED,),
        _REQUIRED,
    ),
    (
        "cloudwatch/metricAlarm:*",
        r"metricName|namespace|metricQueries.*(metric|expression|period|stat|label|namespace|metricName)|extendedStatistic",
        ANY,
        "AWS refuses it, or a test of the metrics does",
    ),
    (
        "cloudwatch/metricAlarm:*",
        r"datapointsToAlarm|treatMissingData|evaluateLowSampleCountPercentiles|unit",
        ANY,
        "the alarm is sooner or later by a period",
    ),
    (
        "cloudwatch/metricAlarm:*",
        r"(metricQueries.*\.)?dimensions(\..*)?",
        (Kind.REMOVED,),
        "the alarm then watches all, or AWS refuses it",
    ),
    ("cloudwatch/metricAlarm:*", r"metricQueries(\[\])?(\.metric)?", (Kind.REMOVED,), _REQUIRED),
    ("cloudwatch/compositeAlarm:*", r"alarmRule", (Kind.REMOVED,), _REQUIRED),
    ("cloudwatch/compositeAlarm:*", r"okActions.*", ANY, "tells that all is well again"),
    ("cloudwatch/logMetricFilter:*", r"pattern|metricTransformation\.(unit|value|defaultValue)", ANY, _FUNCTIONAL),
    ("cloudwatch/logMetricFilter:*", r"logGroupName|metricTransformation(\.\w+)?", (Kind.REMOVED,), _REQUIRED),
    ("cloudwatch/logGroup:*", r"name", ANY, _TEXT),
    ("cloudwatch/logResourcePolicy:*", r"policyName", ANY, _TEXT),
    ("cloudwatch/logResourcePolicy:*", r"policyDocument", (Kind.REMOVED,), _REQUIRED),
    ("cloudwatch/logResourcePolicy:*", r"", (Kind.DROPPED,), _LESS),
    (
        "apigatewayv2/api:*",
        r"|protocolType|corsConfiguration(\.(allowHeaders|allowMethods|exposeHeaders|maxAge|allowOrigins).*)?",
        (Kind.REMOVED, Kind.DROPPED),
        "no CORS setting allows no other site",
    ),
    (
        "apigatewayv2/authorizer:*",
        r"|apiId|authorizerType|identitySources.*|jwtConfiguration|jwtConfiguration\.issuer",
        (Kind.REMOVED, Kind.DROPPED),
        _REQUIRED,
    ),
    ("apigatewayv2/*", r"apiId|target|integrationUri|integrationType|payloadFormatVersion|routeKey", ANY, _FUNCTIONAL),
    ("apigatewayv2/route:*", r"", (Kind.DROPPED,), _LESS),
    ("apigatewayv2/integration:*", r"", (Kind.DROPPED,), _FUNCTIONAL),
    ("apigatewayv2/stage:*", r"|autoDeploy|defaultRouteSettings\.detailedMetricsEnabled", ANY, _FUNCTIONAL),
    ("s3/bucket*", r"bucket", (Kind.REMOVED,), _REQUIRED),
    ("s3/bucket:*", r"", (Kind.DROPPED,), _FUNCTIONAL),
    ("s3/bucket:*", r"bucket", ANY, _TEXT),
    ("s3/bucketLogging:*", r"targetPrefix", ANY, _TEXT),
    ("s3/bucketServerSideEncryptionConfiguration:*", r"rules\[\]\.bucketKeyEnabled", ANY, "a price"),
    (
        "s3/bucketLifecycleConfiguration:*",
        r"rules(\[\])?(\.(filter|filter\.prefix|abortIncompleteMultipartUpload.*|expiration.*|noncurrentVersionExpiration.*|status))?",
        (Kind.REMOVED,),
        "keeps longer",
    ),
    ("s3/bucketOwnershipControls:*", r"rule(\.objectOwnership)?", (Kind.REMOVED,), _REQUIRED),
    ("s3/bucketVersioning:*", r"versioningConfiguration(\.status)?", (Kind.REMOVED,), _REQUIRED),
    ("secretsmanager/secret:*", r"", (Kind.DROPPED,), _FUNCTIONAL),
    (
        "secretsmanager/secretRotation:*",
        r"rotateImmediately|secretId|rotationLambdaArn",
        (Kind.REMOVED, Kind.OFF, Kind.WIDENED),
        _REQUIRED,
    ),
    ("secretsmanager/secretRotation:*", r"rotationRules(\..*)?", (Kind.REMOVED,), _REQUIRED),
    ("secretsmanager/secret:*", r"recoveryWindowInDays", (Kind.REMOVED,), "the default is 30"),
    ("sns/topic:*", r"", (Kind.DROPPED,), _FUNCTIONAL),
    ("sns/topicSubscription:*", r"endpoint|protocol|topic", (Kind.REMOVED,), _REQUIRED),
    ("sqs/queue:*", r"redriveAllowPolicy", (Kind.REMOVED,), "queues of the same account only"),
    ("sqs/queue:*", r"", (Kind.DROPPED,), _FUNCTIONAL),
    (
        "rds/cluster:*",
        r"allowMajorVersionUpgrade|applyImmediately|databaseName|engine|engineMode|enableHttpEndpoint",
        ANY,
        _FUNCTIONAL,
    ),
    ("rds/cluster:*", r"|clusterIdentifier|engineVersion|masterUsername", (Kind.REMOVED, Kind.DROPPED), _FUNCTIONAL),
    (
        "rds/cluster:*",
        r"dbClusterParameterGroupName",
        ANY,
        "the default group of PostgreSQL 15 and later forces TLS, and logs no statement",
    ),
    (
        "rds/cluster:*",
        r"serverlessv2ScalingConfiguration(\.\w+)?",
        (Kind.REMOVED,),
        "AWS then starts no serverless instance",
    ),
    ("rds/cluster:*", r"skipFinalSnapshot", (Kind.REMOVED,), "the default takes a snapshot"),
    (
        "rds/clusterInstance:*",
        r"clusterIdentifier|engine|instanceClass|promotionTier|copyTagsToSnapshot",
        ANY,
        _FUNCTIONAL,
    ),
    (
        "rds/clusterInstance:*",
        r"autoMinorVersionUpgrade|publiclyAccessible",
        (Kind.REMOVED,),
        "the default is the same",
    ),
    ("rds/clusterParameterGroup:*", r"family|parameters\[\]\.applyMethod", ANY, _FUNCTIONAL),
    (
        "rds/clusterParameterGroup:*",
        r"|parameters.*",
        (Kind.REMOVED, Kind.DROPPED),
        "the default of the family forces TLS",
    ),
    ("rds/subnetGroup:*", r"subnetIds(\[\])?", (Kind.REMOVED,), _REQUIRED),
    (
        "ec2/*",
        r"vpcId|cidrBlock|availabilityZone|enableDnsSupport|logDestinationType",
        (Kind.REMOVED, Kind.OFF),
        _REQUIRED,
    ),
    ("ec2/subnet:*", r"|mapPublicIpOnLaunch|availabilityZone|cidrBlock", (Kind.REMOVED, Kind.DROPPED), _FUNCTIONAL),
    ("ec2/vpc:*", r"", (Kind.DROPPED,), _FUNCTIONAL),
    ("ec2/securityGroup:*", r"|description", (Kind.DROPPED,), _FUNCTIONAL),
    ("kms/key:*", r"deletionWindowInDays", (Kind.REMOVED,), "the default is 30"),
    ("cloudtrail/trail:*", r"s3KeyPrefix|advancedEventSelectors\[\]\.fieldSelectors\[\].*", ANY, _TEXT),
    (
        "cloudtrail/trail:*",
        r"enableLogging|includeGlobalServiceEvents|s3BucketName|advancedEventSelectors",
        (Kind.REMOVED,),
        "the default is the same, or required",
    ),
    ("cloudtrail/trail:*", r"advancedEventSelectors\[1\].*", ANY, "data events of one bucket, beyond what is promised"),
    (
        "budgets/budget:*",
        r"budgetType|timeUnit|limitAmount|limitUnit|notifications\[\]\..*",
        (Kind.REMOVED,),
        _REQUIRED,
    ),
    ("budgets/budget:*", r"notifications\[\](\..*)?", ANY, "another notification remains"),
    ("costexplorer/anomalyMonitor:*", r"monitor.*", ANY, _REQUIRED),
    (
        "costexplorer/anomalySubscription:*",
        r"frequency|thresholdExpression.*|monitorArnLists.*|subscribers\[\](\.\w+)?|subscribers",
        (Kind.REMOVED,),
        _REQUIRED,
    ),
    (
        "cloudfront/distribution:*",
        r"enabled|httpVersion|isIpv6Enabled|priceClass|aliases.*|comment|origins.*\.(httpPort|httpsPort|originReadTimeout|originId|originKeepaliveTimeout)",
        ANY,
        _FUNCTIONAL,
    ),
    (
        "cloudfront/distribution:*",
        r".*(allowedMethods|cachedMethods|compress|targetOriginId|pathPattern|originRequestPolicyId|cachePolicyId).*",
        (Kind.REMOVED, Kind.OFF),
        _FUNCTIONAL,
    ),
    (
        "cloudfront/distribution:*",
        r".*functionAssociations.*",
        ANY,
        "the API refuses what lacks the header that the function adds",
    ),
    (
        "cloudfront/distribution:*",
        r"|restrictions.*|origins(\[\])?(\.(domainName|customOriginConfig(\.\w+)?|originSslProtocols.*))?|defaultCacheBehavior(\.viewerProtocolPolicy)?|orderedCacheBehaviors(\[\])?(\.viewerProtocolPolicy)?|viewerCertificate\.(acmCertificateArn|sslSupportMethod)|loggingConfig\.(bucket|includeCookies|prefix)",
        (Kind.REMOVED, Kind.DROPPED),
        _REQUIRED,
    ),
    (
        "cloudfront/distribution:*",
        r"customErrorResponses\[\](\..*)?",
        (Kind.REMOVED,),
        "client errors that no other client gets",
    ),
    ("cloudfront/originAccessControl:*", r"", (Kind.DROPPED,), _FUNCTIONAL),
    ("cloudfront/originAccessControl:*", r"\w+", (Kind.REMOVED,), _REQUIRED),
    ("cloudfront/function:*", r".*", ANY, "the program's own code"),
    ("cloudfront/responseHeadersPolicy:*", r"", (Kind.DROPPED,), _FUNCTIONAL),
    ("cloudfront/responseHeadersPolicy:*", r"customHeadersConfig.*", ANY, "a header that only saves time"),
    (
        "cloudfront/responseHeadersPolicy:*",
        r"securityHeadersConfig\.\w+\.(contentSecurityPolicy|frameOption|referrerPolicy|override|accessControlMaxAgeSec)",
        (Kind.REMOVED,),
        _REQUIRED,
    ),
    (
        "scheduler/schedule:*",
        r"flexibleTimeWindow.*|scheduleExpression.*|target\.(input|retryPolicy.*)|target|target\.(arn|roleArn)|",
        (Kind.REMOVED, Kind.DROPPED),
        _FUNCTIONAL,
    ),
    (
        "wafv2/webAcl:*",
        r"defaultAction.*|scope|customResponseBodies.*|rules\[\]\.priority|.*visibilityConfig(\.(metricName|sampledRequestsEnabled))?|.*customResponse.*",
        ANY,
        _REQUIRED,
    ),
    ("wafv2/webAcl:*", r"", (Kind.DROPPED,), "the distribution then names none that exists"),
    ("wafv2/webAcl:*", r"rules\[\]\.(statement|action|overrideAction).*", (Kind.REMOVED,), _REQUIRED),
    ("wafv2/webAcl:*", r"associationConfig.*", (Kind.REMOVED,), "the default inspects 16 KB"),
    (
        "wafv2/webAclLoggingConfiguration:*",
        r"resourceArn|logDestinationConfigs|redactedFields\[\]\..*",
        (Kind.REMOVED,),
        _REQUIRED,
    ),
)
"""Type, whole path (empty for the resource; `[]` for any index), kinds, reason."""


@cache
def why_neutral(type_: str, path: str, kind: Kind) -> str:
    """Empty if the input is planted."""
    short = type_.removeprefix("aws:")
    anywhere = re.sub(r"\[\d+\]", "[]", path)
    for pattern, inputs, kinds, reason in NEUTRAL:
        if (
            kind in kinds
            and fnmatchcase(short, pattern)
            and any(re.fullmatch(inputs, each) for each in (path, anywhere))
        ):
            return reason
    return ""
