"""Mistakes in the real program that take back what it promises: limits, warnings, and what limits browsers."""

from __future__ import annotations

from typing import Any

from tests.guardrails.mistakes import Change, Mistake, drop, put, write

_ACL = "firewall-acl"
_RATE = "rules[0].statement.rateBasedStatement"
_PATH = f"{_RATE}.scopeDownStatement.byteMatchStatement"
_CSP = "securityHeadersConfig.contentSecurityPolicy.contentSecurityPolicy"
_INLINE = "script-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_THEIRS = "arn:aws:kms:us-east-1:210987654321:key/theirs"
_ELSEWHERE = {"geoMatchStatement": {"countryCodes": ["AQ"]}}
_REDRIVE = '{"deadLetterTargetArn": "arn:aws:sqs:us-east-1:123456789012:alex-prod-jobs-dlq", "maxReceiveCount": 1000}'
_DROPPED = {"defaultBehavior": "DROP", "filters": []}

_FIREWALL: tuple[tuple[str, str, str, Any], ...] = (
    ("waf-rules-act", "lets SQL injection count", "rules[5].overrideAction", {"count": {}}),
    ("waf-rules-act", "lets the rate limit count", "rules[0].action", {"count": {}}),
    ("waf-rules-act", "lets requests skip the other rules", "rules[1].action", {"allow": {}}),
    ("waf-rate-limit", "allows two million requests", f"{_RATE}.limit", 2_000_000),
    ("waf-rate-limit", "counts all addresses together", f"{_RATE}.aggregateKeyType", "CONSTANT"),
    ("waf-rate-covers-origins", "limits other paths", f"{_PATH}.searchString", "/nowhere/"),
    ("waf-rate-covers-origins", "compares encoded paths", f"{_PATH}.textTransformations", [{"type": "NONE"}]),
    ("waf-managed-groups", "forgets SQL injection", "rules[5]", None),
    (
        "waf-managed-groups",
        "stays at a version that expires",
        "rules[5].statement.managedRuleGroupStatement.version",
        "Version_1.0",
    ),
    (
        "waf-managed-groups",
        "asks the Antarctic only",
        "rules[5].statement.managedRuleGroupStatement.scopeDownStatement",
        _ELSEWHERE,
    ),
    ("waf-body-size", "inspects less than passes", "associationConfig", None),
)

_EDGE: tuple[tuple[str, str, str, str, Any], ...] = (
    ("apigw-throttling", "removes the limit", "http-api-stage", "defaultRouteSettings.throttlingRateLimit", None),
    ("apigw-throttling", "raises the limit", "http-api-stage", "defaultRouteSettings.throttlingBurstLimit", 5000),
    ("apigw-access-logging", "logs one field", "http-api-stage", "accessLogSettings.format", "$context.path"),
    ("apigw-cors", "lets every site call", "http-api-gateway", "corsConfiguration.allowOrigins", ["*"]),
    ("apigw-jwt-authorizer", "takes any audience", "http-api-authorizer", "jwtConfiguration.audiences", []),
    ("apigw-authorizer-exists", "uses another's authorizer", "http-api-get", "authorizerId", "abc123"),
    ("cloudfront-security-headers", "lets pages run inline scripts", "website-site-headers", _CSP, _INLINE),
    ("cloudfront-security-headers", "empties the policy", "website-api-headers", "securityHeadersConfig", {}),
    (
        "cloudfront-response-headers",
        "forgets the headers of the API",
        "website-distribution",
        "orderedCacheBehaviors[0].responseHeadersPolicyId",
        None,
    ),
    (
        "cloudfront-dynamic-not-cached",
        "caches answers of the API",
        "website-distribution",
        "orderedCacheBehaviors[0].cachePolicyId",
        "658327ea-f89d-4fab-a63d-7e88639e58f6",
    ),
    ("cloudfront-oac-signs", "does not sign", "website-access", "signingBehavior", "never"),
    ("cloudfront-access-logging", "logs cookies", "website-distribution", "loggingConfig.includeCookies", True),
    ("waf-log-redacts", "logs tokens", "firewall-logging", "redactedFields", []),
    ("waf-logging", "drops what is blocked", "firewall-logging", "loggingFilter", _DROPPED),
)

_OPERATION: tuple[tuple[str, str, str, str, Any], ...] = (
    ("alarm-notifies", "switches alarms off", "severities-critical", "actionsEnabled", False),
    ("alarm-can-fire", "raises a threshold", "api-5xx-alarm", "threshold", 1_000_000),
    ("alarm-can-fire", "waits for a day", "api-errors-alarm", "evaluationPeriods", 288),
    ("alarm-metric-exists", "watches another function", "api-throttles-alarm", "dimensions.FunctionName", "another"),
    ("alarm-metric-exists", "counts under another name", "api-init-duration", "metricTransformation.name", "another"),
    ("budget-limit", "allows a thousand times as much", "costs-budget", "limitAmount", "50000"),
    ("budget-limit", "counts net of credits", "costs-budget", "costTypes.includeCredit", True),
    ("cost-anomaly", "waits for 50,000 dollars", "costs-anomalies", "thresholdExpression.dimension.values", ["50000"]),
    ("cloudtrail-multi-region", "forgets management events", "audit-trail", "advancedEventSelectors[0]", None),
    ("resources-enabled", "stops the clean-up", "housekeeping-schedule", "state", "DISABLED"),
    ("references-own-account", "uses a stranger's key", "audit-logs", "kmsKeyId", _THEIRS),
)

_DATA: tuple[tuple[str, str, str, str, Any], ...] = (
    ("kms-deletion-window", "shortens the window", "key-key", "deletionWindowInDays", 7),
    ("kms-rotation", "rotates every seven years", "key-key", "rotationPeriodInDays", 2560),
    ("rds-final-snapshot", "skips the last snapshot", "database-cluster", "skipFinalSnapshot", True),
    ("rds-cmk", "takes AWS's key", "database-cluster", "kmsKeyId", None),
    ("rds-managed-password", "sets the password", "database-cluster", "manageMasterUserPassword", None),
    ("rds-parameters", "accepts plain connections", "database-parameters", "parameters[0].value", "0"),
    (
        "rds-serverless-capacity",
        "never pauses",
        "database-cluster",
        "serverlessv2ScalingConfiguration.minCapacity",
        4,
    ),
    ("rds-version-supported", "takes an old version", "database-cluster", "engineVersion", "12.4"),
    ("s3-lifecycle-keeps", "deletes logs after a day", "edge-logs-lifecycle", "rules[0].expiration.days", 1),
    ("s3-no-force-destroy", "deletes a full bucket", "site-bucket", "forceDestroy", True),
    ("secret-cmk", "takes AWS's key", "langfuse-secret", "kmsKeyId", None),
    ("secret-recovery", "deletes at once", "langfuse-secret", "recoveryWindowInDays", 0),
    ("sqs-visibility", "hides messages for too short", "jobs-queue", "visibilityTimeoutSeconds", 30),
    ("sqs-dlq-keeps", "loses dead letters", "jobs-dlq-queue", "messageRetentionSeconds", 60),
    ("sqs-dlq", "tries a thousand times", "jobs-queue", "redrivePolicy", _REDRIVE),
)

_FUNCTIONS: tuple[tuple[str, str, str, str, Any], ...] = (
    ("lambda-no-public-invoke", "lets everybody invoke", "http-api-permission", "principal", "*"),
    ("lambda-permission-names-source", "allows all actions", "http-api-permission", "action", "lambda:*"),
    ("lambda-partial-batch", "repeats whole batches", "jobs-source", "functionResponseTypes", None),
    ("lambda-cmk", "takes AWS's key", "api-function", "kmsKeyArn", None),
    ("lambda-alias-version", "follows unpublished code", "api-live", "functionVersion", "$LATEST"),
    ("lambda-log-level", "logs at DEBUG", "api-function", "loggingConfig.applicationLogLevel", "DEBUG"),
    (
        "lambda-env-https",
        "sends traces in the clear",
        "planner-function",
        "environment.variables.LANGFUSE_BASE_URL",
        "http://traces.example",
    ),
)


def _mistakes() -> tuple[tuple[str, str, Change], ...]:
    changed = tuple((rule, description, put(_ACL, path, value)) for rule, description, path, value in _FIREWALL)
    return changed + tuple(
        (rule, description, put(name, path, value))
        for rule, description, name, path, value in (*_EDGE, *_OPERATION, *_DATA, *_FUNCTIONS)
    )


MISTAKES = (
    *(Mistake(rule, description, (change,)) for rule, description, change in _mistakes()),
    Mistake(
        "iam-grants-something",
        "lets the API send to a topic",
        (
            write(
                "api-policy", "policy", "Statement[2].Resource", ["arn:aws:sns:us-east-1:123456789012:alex-prod-alarms"]
            ),
        ),
    ),
    Mistake("alarm-topic-read", "forgets the on-call address", (drop("alarms-email"),)),
    Mistake("alarm-children-exist", "forgets an alarm", (drop("api-5xx-alarm"),)),
    Mistake("waf-logging", "forgets the log", (drop("firewall-logging"),)),
    Mistake(
        "policy-names-service",
        "lets every service read the site",
        (write("site-policy", "policy", "Statement[1].Principal", "*"),),
    ),
)
