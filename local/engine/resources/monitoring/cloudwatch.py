"""CloudWatch logs, alarms and dashboards."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Created, Creation, creates


@creates("aws:cloudwatch/logGroup:LogGroup")
def log_group(new: Creation) -> Created:
    name, days = new.take("name", new.name), new.take("retentionInDays")
    new.ignore("skipDestroy")
    new.call("logs", "create_log_group", logGroupName=name)
    new.made = name
    if days:
        new.aws.client("logs").put_retention_policy(logGroupName=name, retentionInDays=days)
    return name, {"name": name, "arn": f"arn:aws:logs:{new.aws.region}:{new.aws.account}:log-group:{name}"}


@creates("aws:cloudwatch/logResourcePolicy:LogResourcePolicy")
def log_resource_policy(new: Creation) -> Created:
    name = new.take("policyName")
    new.call("logs", "put_resource_policy", policyName=name)
    return name, {}


@creates("aws:cloudwatch/metricAlarm:MetricAlarm")
def metric_alarm(new: Creation) -> Created:
    name = new.take("name", new.name)
    extra: dict[str, Any] = {"Dimensions": _dimensions(new.take("dimensions", {}))}
    queries = new.take("metricQueries")
    if queries:
        extra = {"Metrics": [_metric_query(new, dict(query)) for query in queries]}
    names = {"evaluateLowSampleCountPercentiles": "EvaluateLowSampleCountPercentile"}
    new.call("cloudwatch", "put_metric_alarm", names=names, AlarmName=name, Tags=new.tags(), **extra)
    return name, {"name": name, "arn": f"arn:aws:cloudwatch:{new.aws.region}:{new.aws.account}:alarm:{name}"}


@creates("aws:cloudwatch/compositeAlarm:CompositeAlarm")
def composite_alarm(new: Creation) -> Created:
    name = new.take("alarmName")
    new.call("cloudwatch", "put_composite_alarm", AlarmName=name, Tags=new.tags())
    return name, {"arn": f"arn:aws:cloudwatch:{new.aws.region}:{new.aws.account}:alarm:{name}"}


@creates("aws:cloudwatch/logMetricFilter:LogMetricFilter")
def log_metric_filter(new: Creation) -> Created:
    name, group, transformation = new.take("name", new.name), new.take("logGroupName"), new.take("metricTransformation")
    names = {"pattern": "filterPattern"}
    keys = {"namespace": "metricNamespace", "name": "metricName", "value": "metricValue", "unit": "unit"}
    if unknown := transformation.keys() - keys:
        raise new.error(f"the embedded AWS does not receive metricTransformation {sorted(unknown)}")
    sent = [{keys[key]: value for key, value in transformation.items()}]
    new.call("logs", "put_metric_filter", names=names, logGroupName=group, filterName=name, metricTransformations=sent)
    return name, {}


@creates("aws:cloudwatch/dashboard:Dashboard")
def dashboard(new: Creation) -> Created:
    name = new.take("dashboardName")
    new.call("cloudwatch", "put_dashboard", DashboardName=name)
    return name, {"dashboardArn": f"arn:aws:cloudwatch::{new.aws.account}:dashboard/{name}"}


def _metric_query(new: Creation, query: dict[str, Any]) -> dict[str, Any]:
    known = {"id": "Id", "expression": "Expression", "label": "Label", "returnData": "ReturnData"}
    # False by default, as the AWS provider sends it; CloudWatch's default is true.
    result: dict[str, Any] = {"ReturnData": False}
    result |= {known[key]: query.pop(key) for key in list(query) if key in known}
    metric = dict(query.pop("metric", {}))
    if metric:
        result["MetricStat"] = {
            "Metric": {
                "Namespace": metric.pop("namespace"),
                "MetricName": metric.pop("metricName"),
                "Dimensions": _dimensions(metric.pop("dimensions", {})),
            },
            "Period": metric.pop("period"),
            "Stat": metric.pop("stat"),
        }
    if query or metric:
        raise new.error(f"the embedded AWS does not receive metricQueries {sorted([*query, *metric])}")
    return result


def _dimensions(values: dict[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in values.items()]
