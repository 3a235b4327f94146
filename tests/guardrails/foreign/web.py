"""Foreign programs that serve the web."""

from __future__ import annotations

from typing import Any

from policies.engine import Resource
from tests.guardrails.foreign.parts import alarm, bucket, dead_letters, function, key, log_group, network, role, topic
from tests.guardrails.foreign.program import ACCOUNT, Program

_CERTIFICATE = f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/1"
_CSP = "default-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"


def _managed(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "overrideAction": {"none": {}},
        "statement": {"managedRuleGroupStatement": {"name": name, "vendorName": "AWS"}},
        "visibilityConfig": {"cloudwatchMetricsEnabled": True},
    }


def _acl(p: Program, name: str, scope: str, encryption: Resource) -> Resource:
    rate = {
        "name": "rate",
        "action": {"block": {}},
        "statement": {"rateBasedStatement": {"limit": 2000, "aggregateKeyType": "IP"}},
        "visibilityConfig": {"cloudwatchMetricsEnabled": True},
    }
    groups = ("AmazonIpReputationList", "CommonRuleSet", "KnownBadInputsRuleSet", "SQLiRuleSet")
    acl = p.add(
        "wafv2:WebAcl",
        name,
        scope=scope,
        defaultAction={"allow": {}},
        rules=[rate, *(_managed(f"AWSManagedRules{group}") for group in groups)],
        visibilityConfig={"cloudwatchMetricsEnabled": True},
    )
    p.add(
        "wafv2:WebAclLoggingConfiguration",
        f"{name}-logging",
        resourceArn=acl,
        logDestinationConfigs=[log_group(p, f"aws-waf-logs-{name}", encryption)],
        redactedFields=[{"singleHeader": {"name": "Authorization"}}, {"singleHeader": {"name": "cookie"}}],
    )
    return acl


def static_site(p: Program) -> None:
    encryption = key(p)
    logs = bucket(p, "shop-logs", encryption)
    read = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::shop-site/*",
        "Condition": {"StringEquals": {"aws:SourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1"}},
    }
    site = bucket(p, "shop-site", encryption, logs, read)
    access = p.add(
        "cloudfront:OriginAccessControl",
        "access",
        originAccessControlOriginType="s3",
        signingBehavior="always",
        signingProtocol="sigv4",
    )
    override = {"override": True}
    headers = p.add(
        "cloudfront:ResponseHeadersPolicy",
        "headers",
        securityHeadersConfig={
            "contentSecurityPolicy": {"contentSecurityPolicy": _CSP, **override},
            "contentTypeOptions": override,
            "frameOptions": {"frameOption": "SAMEORIGIN", **override},
            "referrerPolicy": {"referrerPolicy": "strict-origin-when-cross-origin", **override},
            "strictTransportSecurity": {"accessControlMaxAgeSec": 31536000, "includeSubdomains": True, **override},
        },
    )
    p.add(
        "cloudfront:Distribution",
        "site",
        enabled=True,
        aliases=["shop.example"],
        webAclId=_acl(p, "edge", "CLOUDFRONT", encryption),
        defaultRootObject="index.html",
        loggingConfig={"bucket": logs, "includeCookies": False},
        origins=[{"originId": "site", "domainName": site, "originAccessControlId": access}],
        originGroups=[{"originId": "group", "members": [{"originId": "site"}, {"originId": "copy"}]}],
        defaultCacheBehavior={
            "allowedMethods": ["GET", "HEAD"],
            "targetOriginId": "site",
            "viewerProtocolPolicy": "redirect-to-https",
            "cachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
            "responseHeadersPolicyId": headers,
            "trustedKeyGroups": ["group-1"],
        },
        customErrorResponses=[
            {"errorCode": code, "errorCachingMinTtl": 0} for code in (400, 403, 404, 405, 414, 500, 501, 502, 503, 504)
        ],
        viewerCertificate={
            "acmCertificateArn": _CERTIFICATE,
            "sslSupportMethod": "sni-only",
            "minimumProtocolVersion": "TLSv1.2_2021",
        },
        restrictions={"geoRestriction": {"restrictionType": "none"}},
    )


def http_api(p: Program) -> None:
    encryption = key(p)
    alarms = topic(p, "alarms", encryption)
    dead = dead_letters(p, "failed", encryption, alarms)
    table = p.add(
        "dynamodb:Table",
        "orders",
        name="orders",
        pointInTimeRecovery={"enabled": True},
        serverSideEncryption={"enabled": True, "kmsKeyArn": encryption},
        deletionProtectionEnabled=True,
    )
    use = {
        "Effect": "Allow",
        "Action": ["dynamodb:GetItem", "dynamodb:PutItem"],
        "Resource": p.arn("dynamodb", "table/shop-prod-orders"),
    }
    handler = function(p, "orders-api", encryption, alarms, dead, use, environment={"variables": {"TABLE_NAME": table}})
    api = p.add(
        "apigatewayv2:Api",
        "api",
        protocolType="HTTP",
        corsConfiguration={"allowOrigins": ["https://shop.example"], "allowHeaders": ["*"], "allowMethods": ["*"]},
    )
    authorizer = p.add(
        "apigatewayv2:Authorizer",
        "jwt",
        apiId=api,
        authorizerType="JWT",
        jwtConfiguration={"issuer": "https://login.shop.example", "audiences": ["orders"]},
    )
    integration = p.add(
        "apigatewayv2:Integration", "orders", apiId=api, integrationType="AWS_PROXY", integrationUri=handler
    )
    p.add(
        "apigatewayv2:Route",
        "any",
        apiId=api,
        routeKey="ANY /orders",
        authorizationType="JWT",
        authorizerId=authorizer,
        target=integration,
    )
    p.add(
        "apigatewayv2:Stage",
        "default",
        apiId=api,
        name="$default",
        autoDeploy=True,
        accessLogSettings={
            "destinationArn": log_group(p, "/shop/api", encryption),
            "format": '{"id": "$context.requestId", "status": "$context.status"}',
        },
        defaultRouteSettings={"throttlingRateLimit": 80, "throttlingBurstLimit": 160},
    )
    p.add(
        "lambda:Permission",
        "invoke",
        action="lambda:InvokeFunction",
        function=handler,
        principal="apigateway.amazonaws.com",
        sourceArn=api,
    )


def containers(p: Program) -> None:
    encryption = key(p)
    vpc, subnets = network(p, encryption)
    logs = bucket(p, "shop-lb-logs", encryption)
    group = p.add("ec2:SecurityGroup", "lb", description="HTTPS from CloudFront", vpcId=vpc)
    p.add(
        "vpc:SecurityGroupIngressRule",
        "https",
        securityGroupId=group,
        description="HTTPS",
        ipProtocol="tcp",
        fromPort=443,
        toPort=443,
        prefixListId="pl-4fa04526",
    )
    balancer = p.add(
        "lb:LoadBalancer",
        "lb",
        loadBalancerType="application",
        subnets=subnets,
        securityGroups=[group],
        dropInvalidHeaderFields=True,
        desyncMitigationMode="defensive",
        enableDeletionProtection=True,
        accessLogs={"bucket": logs, "enabled": True},
    )
    target = p.add("lb:TargetGroup", "app", port=8080, protocol="HTTP", vpcId=vpc, targetType="ip")
    p.add(
        "lb:Listener",
        "https",
        loadBalancerArn=balancer,
        port=443,
        protocol="HTTPS",
        sslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06",
        certificateArn=_CERTIFICATE.replace("us-east-1", "eu-west-1"),
        defaultActions=[{"type": "forward", "targetGroupArn": target}],
    )
    _acl(p, "regional", "REGIONAL", encryption)
    cluster = p.add("ecs:Cluster", "cluster", settings=[{"name": "containerInsights", "value": "enabled"}])
    container = (
        '[{"name": "app", "image": "555566667777.dkr.ecr.eu-west-1.amazonaws.com/app:1", "user": "10001", '
        '"readonlyRootFilesystem": true, "logConfiguration": {"logDriver": "awslogs", "options": {}}}]'
    )
    task = p.add(
        "ecs:TaskDefinition",
        "app",
        family="app",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        containerDefinitions=container,
        executionRoleArn=role(p, "shop-prod-execution", "ecs-tasks.amazonaws.com"),
        taskRoleArn=role(p, "shop-prod-task", "ecs-tasks.amazonaws.com"),
    )
    p.add(
        "ecs:Service",
        "app",
        cluster=cluster,
        taskDefinition=task,
        launchType="FARGATE",
        desiredCount=2,
        networkConfiguration={"assignPublicIp": False, "subnets": subnets, "securityGroups": [group]},
    )
    alarm(p, "5xx", topic(p, "alarms", encryption), "AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", {})
