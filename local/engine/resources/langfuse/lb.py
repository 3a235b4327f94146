"""Load balancer with its listener and target group. The emulator forwards no request to a task."""

from __future__ import annotations

import re
from typing import Any

from local.engine.creation import Created, Creation, creates

#: Property of a load balancer to its attribute.
BALANCER_ATTRIBUTES = {
    "dropInvalidHeaderFields": "routing.http.drop_invalid_header_fields.enabled",
    "desyncMitigationMode": "routing.http.desync_mitigation_mode",
    "enableDeletionProtection": "deletion_protection.enabled",
}
TARGET_ATTRIBUTES = {"deregistrationDelay": "deregistration_delay.timeout_seconds"}
_HEALTH = {
    "path": "HealthCheckPath",
    "interval": "HealthCheckIntervalSeconds",
    "timeout": "HealthCheckTimeoutSeconds",
    "healthyThreshold": "HealthyThresholdCount",
    "unhealthyThreshold": "UnhealthyThresholdCount",
}


@creates("aws:lb/loadBalancer:LoadBalancer")
def load_balancer(new: Creation) -> Created:
    name, internal = new.take("name", new.name), new.take("internal", False)
    attributes = attributes_of(new, BALANCER_ATTRIBUTES) + access_logs_of(new)
    created = new.call(
        "elbv2",
        "create_load_balancer",
        names={"loadBalancerType": "Type"},
        Name=name,
        Scheme="internal" if internal else "internet-facing",
        **_tags(new),
    )["LoadBalancers"][0]
    arn = new.made = created["LoadBalancerArn"]
    if attributes:
        new.aws.client("elbv2").modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=attributes)
    return arn, {
        "name": name,
        "arn": arn,
        "arnSuffix": arn.partition(":loadbalancer/")[2],
        "dnsName": created["DNSName"],
        "zoneId": created["CanonicalHostedZoneId"],
    }


@creates("aws:lb/targetGroup:TargetGroup")
def target_group(new: Creation) -> Created:
    name = new.take("name", new.name)
    attributes = attributes_of(new, TARGET_ATTRIBUTES)
    created = new.call("elbv2", "create_target_group", Name=name, **_tags(new), **health_of(new))["TargetGroups"][0]
    arn = new.made = created["TargetGroupArn"]
    if attributes:
        new.aws.client("elbv2").modify_target_group_attributes(TargetGroupArn=arn, Attributes=attributes)
    return arn, {"name": name, "arn": arn, "arnSuffix": arn.rpartition(":")[2]}


@creates("aws:lb/listener:Listener")
def listener(new: Creation) -> Created:
    arn = new.call("elbv2", "create_listener", **_tags(new), **certificates_of(new))["Listeners"][0]["ListenerArn"]
    return arn, {"arn": arn}


def attributes_of(new: Creation, table: dict[str, str]) -> list[dict[str, str]]:
    values = {attribute: new.take(key) for key, attribute in table.items()}
    return [{"Key": key, "Value": _text(value)} for key, value in values.items() if value is not None]


def access_logs_of(new: Creation) -> list[dict[str, str]]:
    logs = new.take("accessLogs")
    if not logs:
        return []
    values = {"enabled": logs["enabled"], "bucket": logs["bucket"], "prefix": logs.get("prefix")}
    return [
        {"Key": f"access_logs.s3.{key}", "Value": _text(value)} for key, value in values.items() if value is not None
    ]


def health_of(new: Creation) -> dict[str, Any]:
    check = dict(new.take("healthCheck") or {})
    parameters: dict[str, Any] = {name: check.pop(key) for key, name in _HEALTH.items() if key in check}
    if "matcher" in check:
        parameters["Matcher"] = {"HttpCode": check.pop("matcher")}
    if check:
        raise new.error(f"elbv2 create_target_group has no parameter for healthCheck.{', '.join(check)}")
    return parameters


def certificates_of(new: Creation) -> dict[str, Any]:
    arn = new.take("certificateArn")
    return {"Certificates": [{"CertificateArn": arn}]} if arn else {}


def _tags(new: Creation) -> dict[str, Any]:
    """The API takes no empty list."""
    tags = new.tags()
    return {"Tags": tags} if tags else {}


def _text(value: Any) -> str:
    return re.sub("^(True|False)$", lambda match: match[0].lower(), str(value))
