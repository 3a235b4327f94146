"""Mistakes that another team makes, each beside its well-built program."""

from __future__ import annotations

from typing import Any

from tests.guardrails.foreign.program import ACCOUNT, Program, policy, trusts


def public_uploads(p: Program) -> None:
    """A bucket for uploads, with a policy for everybody and nothing else."""
    uploads = p.add("s3:Bucket", "uploads", bucket="shop-uploads", forceDestroy=True)
    read: dict[str, Any] = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}
    p.add(
        "s3:BucketPolicy", "uploads", bucket=uploads, policy=policy(read | {"Resource": "arn:aws:s3:::shop-uploads/*"})
    )


def open_route(p: Program) -> None:
    """A second API without sign-in and limits. Its route has the name of one that our own program may leave open."""
    api = p.add("apigatewayv2:Api", "reports", protocolType="HTTP")
    p.add("apigatewayv2:Route", "http-api-health", apiId=api, routeKey="GET /reports")
    p.add("apigatewayv2:Stage", "reports", apiId=api, name="$default", autoDeploy=True)


def open_shell(p: Program) -> None:
    """A security group that lets the world in."""
    p.add(
        "ec2:SecurityGroup",
        "jump-host",
        description="For administrators",
        ingress=[{"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]}],
    )


def bare_queue(p: Program) -> None:
    """A queue that was written down in a hurry, without tags."""
    p.add("sqs:Queue", "mails", name="mails", tags={"Owner": "web"})


def public_topic(p: Program) -> None:
    """A topic to which every account may publish."""
    publish: dict[str, Any] = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sns:Publish"}
    p.add("sns:Topic", "news", name="news", policy=policy(publish | {"Resource": p.arn("sns", "news")}))


def copy_of_the_database(p: Program) -> None:
    """A database for reports, as the console suggests it."""
    p.add(
        "rds:Instance",
        "reports",
        identifier="reports",
        engine="mysql",
        engineVersion="8.4",
        instanceClass="db.t4g.micro",
        allocatedStorage=20,
        username="admin",
        password="shop-2026",
        publiclyAccessible=True,
        skipFinalSnapshot=True,
    )


def quiet_trail(p: Program) -> None:
    """A second trail, of one region and into a bucket of somebody else."""
    p.add("cloudtrail:Trail", "regional", s3BucketName="somebody-elses-logs")


def open_cache(p: Program) -> None:
    """A cache without encryption, on the port that everybody scans."""
    p.add("elasticache:ReplicationGroup", "carts", replicationGroupId="carts", description="Carts", engine="valkey")


def kept_password(p: Program) -> None:
    """A secret whose value is in the program, and which never changes."""
    secret = p.add("secretsmanager:Secret", "mail-server", name="shop-prod-mail-server", recoveryWindowInDays=0)
    p.add("secretsmanager:SecretVersion", "mail-server", secretId=secret, secretString="shop-2026")


def administrator(p: Program) -> None:
    """A role for everything."""
    trust = trusts("lambda.amazonaws.com")
    role = p.add("iam:Role", "helper", name="shop-prod-helper", assumeRolePolicy=trust)
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    p.add("iam:RolePolicy", "helper", role=role, policy=policy(everything))


def silent_alarm(p: Program) -> None:
    """An alarm without an action, and a budget that is none."""
    p.add(
        "cloudwatch:MetricAlarm",
        "silent",
        name="silent",
        namespace="AWS/ECS",
        metricName="MemoryUtilization",
        comparisonOperator="GreaterThanThreshold",
        threshold=90,
        evaluationPeriods=1,
        period=300,
        statistic="Average",
    )
    p.add("budgets:Budget", "wide", budgetType="COST", timeUnit="MONTHLY", limitAmount="50000", limitUnit="USD")


def any_repository(p: Program) -> None:
    """A role for the pipelines of every repository, and a log that is kept for ever in plain text."""
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}},
    }
    p.add("iam:Role", "pipelines", name="shop-prod-pipelines", assumeRolePolicy=policy(trust))
    p.add("cloudwatch:LogGroup", "pipelines", name="/shop/pipelines")
