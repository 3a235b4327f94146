"""Alarms: every metric exists, every alarm notifies, and every alarm has a runbook."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from components.foundation.functions import FUNCTIONS
from components.foundation.names import Names
from components.foundation.self_hosted.names import LangfuseNames
from components.foundation.settings.settings import Settings
from components.langfuse.alarms import Watched, langfuse_alarms
from components.monitoring.alarm import Alarm
from components.monitoring.all_alarms import all_alarms
from components.monitoring.metrics import Metric, MetricMath
from components.monitoring.notifications import SeverityAlarmsArgs
from components.monitoring.system_alarms import waf_alarm
from docgen.alarm_causes import CAUSES, NOT_DRIVEN
from local.errors import LocalError
from tests.e2e.alarm_causes import MADE
from tests.infra.emitted_metrics import in_alarm, not_emitted
from tests.previews import preview

ROOT = Path(__file__).resolve().parents[2]
RUNBOOKS = ROOT / "docs" / "runbooks"
NAMES = Names("alex", "prod", "us-east-1", "123456789012")
ROWS = (*all_alarms(NAMES, FUNCTIONS, "api"), waf_alarm("alex-prod"))
#: Of Langfuse on ECS, where a stack has it.
LANGFUSE_ROWS = langfuse_alarms(Watched(LangfuseNames(NAMES), "balancer", "targets", "files"))
ALL_ROWS = (*ROWS, *LANGFUSE_ROWS)
HEADINGS = ["Meaning", "First three commands", "Likely causes", "Mitigation", "Escalation"]
REQUESTS = Metric("AWS/ApiGateway", "Count", {"ApiId": "api"}, "Sum")


def test_the_stack_has_exactly_the_listed_alarms(prod):
    created = sorted(alarm.inputs["name"] for alarm in prod.all("MetricAlarm"))

    assert created == sorted(NAMES.of(row.name) for row in ROWS)


def test_langfuse_on_ecs_adds_its_alarms_and_those_of_its_function(self_hosted, prod):
    added = {alarm.inputs["name"] for alarm in self_hosted.all("MetricAlarm")}
    added -= {alarm.inputs["name"] for alarm in prod.all("MetricAlarm")}
    notified = " ".join(composite.inputs["alarmRule"] for composite in self_hosted.all("CompositeAlarm"))

    assert {name for name in added if "langfuse_setup" not in name} == {NAMES.of(row.name) for row in LANGFUSE_ROWS}
    assert all(f'ALARM("{name}")' in notified for name in added)


@pytest.mark.parametrize("stack_name", ["prod", "self_hosted"])
def test_every_metric_that_an_alarm_watches_is_emitted(stack_name: str, request: pytest.FixtureRequest):
    stack = request.getfixturevalue(stack_name)
    filters = [log_filter.inputs for log_filter in stack.all("LogMetricFilter")]
    watched = {metric for alarm in stack.all("MetricAlarm") for metric in in_alarm(alarm.inputs)}

    assert not not_emitted(watched, filters)


@pytest.mark.parametrize(
    ("name", "threshold"),
    [
        ("tagger-errors", 5),
        ("tagger-throttles", 0),
        ("functions-duration", 0),
        ("tagger-concurrency", 8),
        ("functions-init-duration", 2000),
        ("rotator-rotation-failed", 0),
        ("jobs-dlq-not-empty", 0),
        ("dead-letters-not-empty", 0),
        ("jobs-oldest-message", 600),
        ("api-5xx", 1),
        ("api-4xx-surge", 30),
        ("api-latency", 500),
        ("data-api-errors", 5),
        ("data-api-latency", 100),
        ("database-capacity", 90),
        ("database-connections", 0),
        ("jobs-duration", 180_000),
        ("model-throttles", 10),
        ("model-cost", 2),
        ("analysis-cost", 0),
        ("faithfulness", 5),
        ("firewall-blocked-surge", 500),
        ("trace-export", 2),
        ("housekeeping-missed", 0),
        ("rotation-overdue", 2),
    ],
)
def test_an_alarm_fires_above_its_threshold(prod, name: str, threshold: float):
    alarm = prod.one("MetricAlarm", f"{name}-alarm")

    assert (alarm["threshold"], alarm["comparisonOperator"]) == (threshold, "GreaterThanThreshold")


def test_an_analysis_dearer_than_the_setting_has_a_data_point(prod):
    def pattern(resources) -> str:
        (found,) = [r.inputs["pattern"] for r in resources if r.name == "planner-analysis-cost"]
        return found

    dearer = preview(ROOT, "prod", {"analysisCostCents": 125}).resources

    assert pattern(prod.all("LogMetricFilter")) == '{ $.message = "job finished" && $.cost_usd > 0.5 }'
    assert pattern(dearer) == '{ $.message = "job finished" && $.cost_usd > 1.25 }'
    assert not [it for it in dearer if it.name.endswith("-analysis-cost") and not it.name.startswith("planner")]


def test_an_alarm_on_a_percentile_also_evaluates_few_samples(prod):
    alarm = prod.one("MetricAlarm", "api-latency-alarm")

    assert (alarm["extendedStatistic"], alarm["evaluateLowSampleCountPercentiles"]) == ("p95", "evaluate")
    assert "statistic" not in alarm


def test_only_the_composite_alarm_of_a_severity_notifies(prod):
    rules = {c.inputs["alarmName"]: c.inputs["alarmRule"].split(" OR ") for c in prod.all("CompositeAlarm")}

    assert rules == {
        f"alex-prod-{severity}": [f'ALARM("{NAMES.of(row.name)}")' for row in ROWS if row.severity == severity]
        for severity in ("critical", "warning")
    }
    assert not any("alarmActions" in alarm.inputs for alarm in prod.all("MetricAlarm"))


def test_a_composite_alarm_waits_for_its_alarms_and_publishes_to_the_topic(prod):
    for composite in prod.all("CompositeAlarm"):
        waits_for = {urn.split("::")[-1] for urn in composite.dependencies}
        assert {f"{row.name}-alarm" for row in ROWS} <= waits_for
        assert {urn.split("::")[-1] for urn in composite.property_dependencies["alarmActions"]} == {"alarms-topic"}


def test_a_stack_in_another_region_has_its_waf_alarm_and_topic_in_us_east_1():
    settings = {"aws:region": "eu-central-1", "model": "eu.amazon.nova-pro-v1:0", "alarmEmail": "ops@alex.example"}
    planned = {r.name: r for r in preview(ROOT, "prod", settings).resources if r.custom}
    composite = planned["firewall-alarms-warning"]
    topic = {urn.split("::")[-1] for urn in composite.property_dependencies["alarmActions"]}

    assert composite.inputs["alarmRule"] == 'ALARM("alex-prod-firewall-blocked-surge")'
    assert topic == {"firewall-alarms-topic"}
    assert ":us-east-1:" in planned["firewall-alarms-topic"].inputs["policy"]
    assert "firewall" not in planned["severities-warning"].inputs["alarmRule"]
    assert planned["firewall-alarms-email"].inputs["endpoint"] == "ops@alex.example"


def test_alarms_go_to_email_and_webhook_from_the_settings():
    settings = {"alarmEmail": "ops@alex.example", "alarmWebhook": "https://chat.example/hooks/1"}
    planned = preview(ROOT, "prod", settings).resources
    subscribed = {r.inputs["protocol"] for r in planned if r.type.endswith(":TopicSubscription")}

    assert subscribed == {"email", "https"}
    with pytest.raises(LocalError, match="alex:alarmWebhook must be an https URL or empty"):
        preview(ROOT, "prod", {"alarmWebhook": "http://chat.example/hooks/1"})


def test_an_alarm_description_links_its_runbook(prod):
    base = "https://runbooks.example/alex"
    planned = {r.name: r for r in preview(ROOT, "prod", {"runbookBaseUrl": base}).resources}
    linked = planned["tagger-errors-alarm"].inputs["alarmDescription"]

    assert linked.endswith(f"Runbook: {base}/function-errors.md")
    assert all(len(alarm.inputs["alarmDescription"]) <= 1024 for alarm in prod.all("MetricAlarm"))
    assert "runbook_base_url" in Settings.__dataclass_fields__


def test_every_alarm_fires_in_a_test_or_has_a_reason_why_not():
    caused = [runbook for cause in CAUSES.values() for runbook in cause.runbooks]

    assert sorted([*caused, *NOT_DRIVEN]) == sorted({row.runbook for row in ALL_ROWS})
    assert set(MADE) == set(CAUSES)


def test_every_alarm_has_a_runbook_and_every_runbook_an_alarm():
    pages = {page.stem for page in RUNBOOKS.glob("*.md") if "\nAlarm `" in page.read_text()}
    alarms, _ = (RUNBOOKS / "README.md").read_text().split("## Procedures")

    assert pages == {row.runbook for row in ALL_ROWS}
    assert set(re.findall(r"\]\(([\w-]+)\.md\)", alarms)) == pages


@pytest.mark.parametrize("page", sorted({row.runbook for row in ALL_ROWS}))
def test_a_runbook_has_headings_three_commands_and_the_severity(page: str):
    text = (RUNBOOKS / f"{page}.md").read_text()
    (commands,) = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    severity = re.search(r"Severity: (\w+)", text)

    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert len(commands.splitlines()) == 3
    assert all(command.split()[0] in ("aws", "alex", "curl", "make") for command in commands.splitlines())
    assert severity
    assert {row.severity for row in ALL_ROWS if row.runbook == page} == {severity[1]}
    linked = set(re.findall(r"\]\(([\w-]+\.md)\)", text))
    assert all((RUNBOOKS / target).exists() for target in linked)


@pytest.mark.parametrize("page", sorted({row.runbook for row in ALL_ROWS}))
def test_a_runbook_states_a_threshold_only_as_its_alarms_do(page: str):
    meaning = (RUNBOOKS / f"{page}.md").read_text().split("\n## ")[1]
    stated = re.findall(r"(?:more|longer) than ([\d.]+ (?:%|ms|s|USD|requests)) ", meaning, re.IGNORECASE)
    descriptions = " ".join(row.description for row in ALL_ROWS if row.runbook == page)

    assert [quantity for quantity in stated if f" {quantity}" not in descriptions] == []


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        pytest.param({"period_seconds": 90}, "a multiple of 60", id="a period that CloudWatch does not have"),
        pytest.param({"period_seconds": 3540, "periods": 25}, "a day at most with periods of less", id="over a day"),
        pytest.param({"period_seconds": 3600, "periods": 169}, "must be 7 days at most", id="more than 7 days"),
        pytest.param({"periods": 2, "datapoints": 3}, "datapoints must be 1..2", id="more data points than periods"),
    ],
)
def test_an_alarm_that_cloudwatch_refuses_is_refused_first(wrong: dict[str, Any], expected: str):
    with pytest.raises(ValueError, match=expected):
        Alarm("busy", "busy", "warning", "Too many.", REQUESTS, threshold=1, **wrong)


@pytest.mark.parametrize(("period_seconds", "periods"), [(3600, 25), (3600, 168), (86_400, 7), (60, 1440)])
def test_an_alarm_may_look_back_a_day_and_with_long_periods_seven(period_seconds: int, periods: int):
    alarm = Alarm("busy", "busy", "warning", "Too many.", REQUESTS, 1, period_seconds, periods)

    assert alarm.period_seconds * alarm.periods <= 7 * 86_400


@pytest.mark.parametrize(
    ("expression", "metrics"),
    [
        pytest.param("errors / calls", {"errors": REQUESTS}, id="an id without a metric"),
        pytest.param("errors", {"errors": REQUESTS, "calls": REQUESTS}, id="a metric that is not used"),
        pytest.param("Errors", {"Errors": REQUESTS}, id="an id that starts with a capital"),
        pytest.param("SUM(a)", dict.fromkeys("abcdefghij", REQUESTS), id="more than ten"),
        pytest.param("SEARCH('{AWS/Lambda}', 'Sum')", {}, id="a search"),
    ],
)
def test_metric_math_that_no_alarm_may_have_is_refused(expression: str, metrics: dict[str, Metric]):
    with pytest.raises(ValueError, match="MetricMath"):
        MetricMath(expression, metrics)


def test_two_alarms_of_one_name_are_refused():
    with pytest.raises(ValueError, match=r"not \['api-5xx'\] twice"):
        SeverityAlarmsArgs(NAMES, "topic", [row for row in ROWS if row.name == "api-5xx"] * 2, created_by=())
