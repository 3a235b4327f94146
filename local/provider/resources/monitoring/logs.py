"""CloudWatch Logs."""

from __future__ import annotations

from local.engine.creation import Outputs
from local.provider.later import Change, Existing, Found, deletes, overwrites, reads, updates
from local.provider.missing import MissingError
from local.provider.tags import retag

overwrites("aws:cloudwatch/logMetricFilter:LogMetricFilter", "aws:cloudwatch/logResourcePolicy:LogResourcePolicy")


@updates("aws:cloudwatch/logGroup:LogGroup")
def update_log_group(change: Change) -> Outputs:
    client, arn = change.aws.client("logs"), change.old.outputs["arn"]
    retag(change, lambda tags: client.tag_resource(resourceArn=arn, tags=tags))
    change.changes("skipDestroy")
    if change.changes("retentionInDays"):
        if days := change.take("retentionInDays"):
            client.put_retention_policy(logGroupName=change.id, retentionInDays=days)
        else:
            client.delete_retention_policy(logGroupName=change.id)
    if change.changes("kmsKeyId"):
        key = change.take("kmsKeyId")
        name = {"logGroupName": change.id}
        client.associate_kms_key(kmsKeyId=key, **name) if key else client.disassociate_kms_key(**name)
    return {}


@reads("aws:cloudwatch/logGroup:LogGroup")
def read_log_group(old: Existing) -> Found:
    groups = old.client("logs").describe_log_groups(logGroupNamePrefix=old.id)["logGroups"]
    for group in groups:
        if group["logGroupName"] == old.id:
            # An ARN of the answer ends with `:*`, which AWS's provider takes off.
            kept = {key: value for key, value in group.items() if key not in ("arn", "logGroupArn")}
            return {"retentionInDays": 0, **kept}
    raise MissingError(old.id)


@deletes("aws:cloudwatch/logGroup:LogGroup")
def delete_log_group(old: Existing) -> None:
    if not old.inputs.get("skipDestroy"):
        old.client("logs").delete_log_group(logGroupName=old.id)


@reads("aws:cloudwatch/logResourcePolicy:LogResourcePolicy")
def read_resource_policy(old: Existing) -> Found:
    for policy in old.client("logs").describe_resource_policies()["resourcePolicies"]:
        if policy["policyName"] == old.id:
            return policy
    raise MissingError(old.id)


@deletes("aws:cloudwatch/logResourcePolicy:LogResourcePolicy")
def delete_resource_policy(old: Existing) -> None:
    old.client("logs").delete_resource_policy(policyName=old.id)


@reads("aws:cloudwatch/logMetricFilter:LogMetricFilter")
def read_metric_filter(old: Existing) -> Found:
    group = old.inputs["logGroupName"]
    found = old.client("logs").describe_metric_filters(logGroupName=group, filterNamePrefix=old.id)
    for each in found["metricFilters"]:
        if each["filterName"] == old.id:
            return {"pattern": each["filterPattern"]}
    raise MissingError(old.id)


@deletes("aws:cloudwatch/logMetricFilter:LogMetricFilter")
def delete_metric_filter(old: Existing) -> None:
    old.client("logs").delete_metric_filter(logGroupName=old.inputs["logGroupName"], filterName=old.id)
