"""Estimates of small stacks against calculations by hand, at the list prices of us-east-1 (estimate/prices.csv)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from estimate.month import Estimate, estimate
from estimate.usage import Tokens, Usage
from estimate.workload import Workload

USAGE = Usage(
    portfolio="growth",
    positions=13,
    invocations={"planner": 1, "reporter": 1},
    log_bytes={"planner": 6000, "reporter": 3000},
    series={"planner": 12, "reporter": 8},
    calls={"rds-data": 10, "kms": 20, "secretsmanager": 15, "sqs": 4},
    request_calls={"rds-data": 1.5, "kms": 1.5},
    request_log_bytes=1500.0,
    tokens={"planner": Tokens(2, 1000, 0, 160), "reporter": Tokens(1, 4000, 1000, 800)},
)
IDLE = Workload(analyses=0)
#: An analysis each 44 minutes: 63.2 % of all hours have one (1 - 1/e of 730 hours at 730 a month).
HOURLY = Workload(analyses=730)
MODEL = {"environment": {"variables": {"BEDROCK_MODEL_ID": "us.amazon.nova-pro-v1:0"}}, "memorySize": 1024}


@dataclass(frozen=True)
class It:
    """A resource."""

    type: str
    inputs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    name: str = "it"


def month(load: Workload, *resources: It) -> Estimate:
    return estimate(resources, load, USAGE)


def usd(found: Estimate, what: str) -> float:
    (line,) = [line for line in found.lines if line.what == what]
    return line.month_usd


def alarm(*metrics: str) -> It:
    return It(
        "aws:cloudwatch/metricAlarm:MetricAlarm", {"metricQueries": [{"metric": {"metricName": it}} for it in metrics]}
    )


def board(*metrics: str) -> It:
    body = {"widgets": [{"properties": {"metrics": [["Alex", metric, {"stat": "Sum"}] for metric in metrics]}}]}
    return It("aws:cloudwatch/dashboard:Dashboard", {"dashboardBody": json.dumps(body)})


def test_alarms_are_billed_by_metric_after_ten_free_ones() -> None:
    """12 alarms of one metric and one of two read 14: 4 paid at 0.10. A composite alarm is 0.50."""
    single = It("aws:cloudwatch/metricAlarm:MetricAlarm", {"metricName": "Errors"})
    composite = It("aws:cloudwatch/compositeAlarm:CompositeAlarm")
    found = month(IDLE, *[single] * 12, alarm("Errors", "Invocations"), composite)
    assert found.idle_usd == pytest.approx(0.40 + 0.50)


def test_three_dashboards_of_at_most_fifty_metrics_are_free() -> None:
    """The fourth small one is 3.00, one of 51 metrics is 3.00 from the first on. One metric shown twice counts once."""
    small, large = board(*["a", "a"], *map(str, range(49))), board(*map(str, range(51)))
    assert month(IDLE, *[small] * 3).idle_usd == 0
    assert month(IDLE, *[small] * 4).idle_usd == pytest.approx(3.00)
    assert month(IDLE, small, large).idle_usd == pytest.approx(3.00)


def test_a_dashboard_that_is_not_known_yet_counts_as_large() -> None:
    assert month(IDLE, It("aws:cloudwatch/dashboard:Dashboard", {"dashboardBody": "<unknown>"})).idle_usd == 3.00


def test_a_web_acl_and_each_of_its_rules() -> None:
    """5.00 and three times 1.00."""
    acl = It("aws:wafv2/webAcl:WebAcl", {"rules": [{"name": "a"}, {"name": "b"}, {"name": "c"}]})
    assert month(IDLE, acl).idle_usd == pytest.approx(8.00)


def cloudfront(tier: str | None, analyses: float = 0) -> Estimate:
    """A distribution with its function and web ACL of six rules, an API's log, and a load balancer's web ACL."""
    rules = [{"name": str(number)} for number in range(6)]
    plan = [It("aws:pricingplanmanager/subscription:Subscription", {"planTier": tier})] if tier else []
    return month(
        Workload(analyses=analyses, free_tiers=False),
        It("aws:wafv2/webAcl:WebAcl", {"scope": "CLOUDFRONT", "rules": rules}),
        It("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"),
        It("aws:cloudfront/distribution:Distribution"),
        It("aws:cloudfront/function:Function"),
        It("aws:cloudwatch/logGroup:LogGroup", {"retentionInDays": 30}),
        *plan,
    )


def test_a_plan_has_distribution_firewall_and_functions_in_its_price() -> None:
    """Pay-as-you-go 5.00 and six times 1.00; PRO 15.00 (Amazon CloudFront Developer Guide, September 2026)."""
    assert cloudfront("PRO").idle_usd - cloudfront(None).idle_usd == pytest.approx(15.00 - 11.00)
    assert cloudfront("FREE").idle_usd - cloudfront(None).idle_usd == pytest.approx(-11.00)
    assert cloudfront("BUSINESS").idle_usd - cloudfront(None).idle_usd == pytest.approx(200.00 - 11.00)
    used = {line.type for line in cloudfront("PRO", 1000).lines}
    assert not used & {
        "aws:wafv2/webAcl:WebAcl",
        "aws:cloudfront/distribution:Distribution",
        "aws:cloudfront/function:Function",
    }


def test_a_plan_has_the_firewall_s_log_lines_in_its_price_and_not_their_keeping() -> None:
    """An analysis of 16.1 s has 6 and 16.1 / 2 requests, 14.05. Of each, 1,500 bytes are not billed any more.

    100,000 analyses: 2.1 GB, 1.9627 GiB, at 0.50 are 0.98.
    """
    lines = "log lines that come in"
    without, of_plan = cloudfront(None, 100_000), cloudfront("PRO", 100_000)
    assert usd(without, lines) - usd(of_plan, lines) == pytest.approx(0.5 * 1e5 * 14.05 * 1500 / 2**30, rel=0.001)
    assert usd(without, "log lines kept") == usd(of_plan, "log lines kept")


def test_a_plan_is_for_one_web_acl_of_cloudfront() -> None:
    """That of a load balancer remains at 5.00 and 1.00."""
    plan = It("aws:pricingplanmanager/subscription:Subscription", {"planTier": "PRO"})
    acls = [It("aws:wafv2/webAcl:WebAcl", {"scope": scope, "rules": [{}]}) for scope in ("CLOUDFRONT", "REGIONAL")]
    assert month(IDLE, plan, *acls).idle_usd == pytest.approx(15.00 + 6.00)


@pytest.mark.parametrize(("plans", "acls"), [(0, 6.0 + 7.0), (1, 7.0), (2, 0.0), (3, 0.0)])
def test_a_plan_is_for_one_distribution_and_its_web_acl(plans: int, acls: float) -> None:
    """Web ACLs of 5.00, with one rule and with two at 1.00 each; the other distribution is billed by use."""
    found = month(
        Workload(analyses=1000, free_tiers=False),
        *[
            It("aws:pricingplanmanager/subscription:Subscription", {"planTier": "PRO"}, f"plan-{at}")
            for at in range(plans)
        ],
        *[It("aws:cloudfront/distribution:Distribution", name=name) for name in ("shop", "blog")],
        It("aws:cloudfront/function:Function"),
        It("aws:wafv2/webAcl:WebAcl", {"scope": "CLOUDFRONT", "rules": [{}, {}]}, "shop"),
        It("aws:wafv2/webAcl:WebAcl", {"scope": "CLOUDFRONT", "rules": [{}]}, "blog"),
    )
    assert found.idle_usd == pytest.approx(15.00 * plans + acls)
    by_use = {"aws:cloudfront/distribution:Distribution", "aws:cloudfront/function:Function"}
    assert by_use & {line.type for line in found.lines} == (by_use if plans < 2 else set())


def test_log_lines_of_a_firewall_beyond_the_plans_are_billed() -> None:
    plan = It("aws:pricingplanmanager/subscription:Subscription", {"planTier": "PRO"})
    logged = (
        It("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"),
        It("aws:cloudwatch/logGroup:LogGroup", {"retentionInDays": 30}),
    )
    acls = [It("aws:wafv2/webAcl:WebAcl", {"scope": "CLOUDFRONT", "rules": []}, name) for name in ("shop", "blog")]
    load, lines = Workload(analyses=100_000, free_tiers=False), "log lines that come in"
    without = usd(month(load, *logged, *acls), lines)
    assert usd(month(load, plan, *logged, *acls), lines) == without
    assert usd(month(load, plan, *logged, *acls[:1]), lines) < without


def test_a_load_beyond_a_plan_s_allowance_is_named_and_costs_nothing() -> None:
    """18.05 requests an analysis: a million are used up by 55,402 of them, and 100 GB by 333,334 of 0.3 MB."""
    assert cloudfront("FREE", 55_000).exceeded == ()
    (sentence,) = cloudfront("FREE", 56_000).exceeded
    assert sentence == "CloudFront's plan FREE is for 1,000,000 requests a month, these are 1,010,800"
    assert "is for 100 GB a month, these are 102" in cloudfront("FREE", 340_000).exceeded[1]
    assert cloudfront("PRO", 340_000).exceeded == ()


def test_an_unknown_plan_is_named_and_not_guessed() -> None:
    assert cloudfront("GOLD").unknown == ("CloudFront's plan GOLD",)


def test_keys_and_secrets() -> None:
    """A key is 1.00. A secret is 0.40, the master user's among them; 2,000 reads in an idle month are 0.01."""
    found = month(
        IDLE,
        It("aws:kms/key:Key"),
        It("aws:secretsmanager/secret:Secret"),
        It("aws:rds/cluster:Cluster", {"manageMasterUserPassword": True}),
    )
    assert usd(found, "keys") == pytest.approx(1.00)
    assert usd(found, "secrets") == pytest.approx(0.40)
    assert usd(found, "secret of the master user") == pytest.approx(0.40)
    assert usd(found, "reads") == pytest.approx(0.01)


def test_a_database_that_never_pauses_is_awake_all_hours() -> None:
    """730 hours of 0.5 ACU at 0.12 are 43.80."""
    scaling = {"serverlessv2ScalingConfiguration": {"minCapacity": 0.5, "maxCapacity": 4}}
    found = month(
        IDLE,
        It("aws:rds/cluster:Cluster", scaling),
        It("aws:rds/clusterInstance:ClusterInstance", {"instanceClass": "db.serverless"}),
    )
    assert usd(found, "capacity while it is awake") == pytest.approx(43.80)


def test_a_database_that_pauses_is_awake_for_five_minutes_after_each_analysis() -> None:
    """One analysis an hour, at random, each awake for 300 s and its own seconds.

    Model: the planner's 2 calls of 0.7 s and 160 tokens at 80 a second, 3.4 s, and 1 s of its own; the reporter's
    0.7 s, 10 s and 1 s. Together 16.1 s. 316.1 s of an hour: 1 - exp(-0.0878) = 8.41 % of 730 hours are 61.4 hours.
    Housekeeping and rotations, 32.4 times 330 s, are 2.97 hours, of which 8.41 % coincide: 64.1 hours in all, at
    0.5 ACU and 0.12.
    """
    scaling = {"serverlessv2ScalingConfiguration": {"minCapacity": 0, "secondsUntilAutoPause": 300}}
    functions = [It("aws:lambda/function:Function", MODEL, f"{name}-function") for name in ("planner", "reporter")]
    found = month(
        HOURLY,
        It("aws:rds/cluster:Cluster", scaling),
        It("aws:rds/clusterInstance:ClusterInstance", {"instanceClass": "db.serverless"}),
        *functions,
    )
    assert usd(found, "capacity while it is awake") == pytest.approx(64.1 * 0.5 * 0.12, rel=0.005)


def test_custom_metrics_are_billed_by_the_hours_with_an_analysis() -> None:
    """20 series in 63.2 % of the hours are 12.6 metrics, and idle runs have 0.31; 10 are free: 3.0 at 0.30."""
    found = month(HOURLY, It("aws:lambda/function:Function", MODEL, "planner-function"))
    assert usd(found, "custom metrics of the runtime") == pytest.approx(0.30 * (20 * 0.632 + 0.307 - 10), rel=0.01)


def test_a_log_filter_that_only_trouble_matches_costs_nothing() -> None:
    """20 series and 2 filters' metrics in 63.2 % of the hours; the third and the fourth filter match no good work."""
    filters = [
        It(
            "aws:cloudwatch/logMetricFilter:LogMetricFilter",
            {"logGroupName": "/aws/lambda/alex-prod-planner", "metricTransformation": {"namespace": name, "name": "x"}},
        )
        for name in ("Alex/InitDuration", "Alex/Other", "Alex/NearTimeout", "Alex/AnalysisCost")
    ]
    found = month(HOURLY, It("aws:lambda/function:Function", MODEL, "planner-function"), *filters)
    assert found.month_usd - usd(found, "us.amazon.nova-pro-v1:0: planner") == pytest.approx(
        0.30 * (22 * 0.632 + 0.307 - 10), rel=0.01
    )


def test_tokens_are_billed_at_the_model_s_prices() -> None:
    """Nova Pro: 0.80 a million in, 0.20 cached, 3.20 out. 5,000 in, 1,000 cached, 960 out are 0.007272 an analysis."""
    functions = [It("aws:lambda/function:Function", MODEL, f"{name}-function") for name in ("planner", "reporter")]
    found = month(Workload(analyses=1000), *functions)
    assert usd(found, "us.amazon.nova-pro-v1:0: planner, reporter") == pytest.approx(7.272)


def test_functions_pay_for_memory_beyond_the_free_part() -> None:
    """Planner and reporter of 1 GB run 16.1 s and 11.7 s: 27.8 GB-s an analysis, 1,390,000 for 50,000.

    With 160 GB-s of idle runs, 400,000 are free: 990,160 at 0.0000166667 are 16.50.
    """
    functions = [It("aws:lambda/function:Function", MODEL, f"{name}-function") for name in ("planner", "reporter")]
    found = month(Workload(analyses=50_000), *functions)
    assert usd(found, "memory while they run") == pytest.approx(16.50, rel=0.001)


def test_kept_snapshots_of_a_version_cost_by_its_memory() -> None:
    """1 GB over 730 hours, 2,628,000 GB-s, at 0.0000015046 are 3.95."""
    snap = It(
        "aws:lambda/function:Function", {**MODEL, "snapStart": {"applyOn": "PublishedVersions"}}, "tagger-function"
    )
    assert usd(month(IDLE, snap), "snapshots (SnapStart), a version each") == pytest.approx(3.95, abs=0.005)


def test_polling_of_a_queue_fits_the_free_requests_and_has_a_price() -> None:
    """Five pollers, each asking every 20 s: 657,000 requests a month, 0.26 at 0.40 a million."""
    source = It("aws:lambda/eventSourceMapping:EventSourceMapping")
    assert month(IDLE, source).idle_usd == 0
    assert month(Workload(analyses=0, free_tiers=False), source).idle_usd == pytest.approx(0.2628)


def test_a_second_trail_pays_for_its_copies() -> None:
    """The first copy of management events is free; 20,000 of another are 0.40, and 100 data events 0.0002."""
    trail = It("aws:cloudtrail/trail:Trail")
    assert month(IDLE, trail).idle_usd == pytest.approx(0.0001)
    assert month(IDLE, trail, trail).idle_usd == pytest.approx(0.4001)


def test_users_beyond_ten_thousand_sign_in_at_a_price_and_each_one_of_the_tier_plus() -> None:
    """12,000 users of Cognito's Essentials: 2,000 at 0.015. Of Plus: all at 0.02."""
    load = Workload(analyses=0, users=12_000)
    assert month(load, It("aws:cognito/userPool:UserPool")).month_usd == pytest.approx(30.00)
    assert month(load, It("aws:cognito/userPool:UserPool", {"userPoolTier": "PLUS"})).month_usd == pytest.approx(240.00)
