"""`alex costs --forecast`: Cost Explorer over botocore's wire, on loopback: what is asked, what it answers."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from cli.costs.bill import view as forecast_view
from cli.costs.bill.forecast import Forecast, projected
from cli.costs.bill.services import BEDROCK, billed_as, estimated_by_service
from cli.costs.bill.view import forecast_json, print_forecast, show_forecast
from cli.costs.month_view import planned
from cli.main import app
from cli.shared.errors import UserError
from docgen.cli_contract import SHAPES
from estimate.meters import Line
from estimate.prices import prices
from tests.cli.command_tree import alex
from tests.cli.stand_ins import Answers, aws_answers, serving

#: Ten of thirty days.
NOW = datetime(2026, 11, 11, 6, tzinfo=UTC)
PERIOD = (date(2026, 11, 1), date(2026, 11, 11), date(2026, 12, 1))
RDS, WAF = "Amazon Relational Database Service", "AWS WAF"


class Bill:
    """Cost Explorer and the database of a stack; keeps what Cost Explorer was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.pages: list[dict[str, float]] = [{WAF: 4.0, RDS: 1.5}]
        self.forecast: tuple[int, Any] = (
            200,
            {"Total": {"Amount": "21.5", "Unit": "USD"}, "ForecastResultsByTime": []},
        )

    def answers(self) -> Answers:
        total = {
            "key": "total",
            "jobs": 100,
            "model_calls": 900,
            "unpriced_calls": 0,
            "input": 1,
            "cached": 0,
            "output": 1,
        }
        jobs = json.dumps({**total, "cost_usd": 1.25})
        today = json.dumps({**total, "jobs": 0, "cost_usd": 0.25})

        def rows(body: bytes) -> tuple[int, Any]:
            since = json.loads(body)["parameters"][0]["value"]["stringValue"]
            return 200, {"records": [[{"stringValue": today if since.startswith("2026-11-11") else jobs}]]}

        return {
            **aws_answers(),
            "/Execute": rows,
            "GetCostAndUsage": lambda body: self._usage(json.loads(body)),
            "GetCostForecast": lambda body: self._forecast(json.loads(body)),
        }

    def _usage(self, request: dict[str, Any]) -> tuple[int, Any]:
        self.asked.append(("GetCostAndUsage", request))
        page = int(request.get("NextPageToken", 0))
        groups = [
            {"Keys": [service], "Metrics": {"UnblendedCost": {"Amount": str(usd), "Unit": "USD"}}}
            for service, usd in self.pages[page].items()
        ]
        more = {"NextPageToken": str(page + 1)} if page + 1 < len(self.pages) else {}
        period = {"TimePeriod": request["TimePeriod"], "Total": {}, "Groups": groups, "Estimated": True}
        return 200, {"ResultsByTime": [period], **more}

    def _forecast(self, request: dict[str, Any]) -> tuple[int, Any]:
        self.asked.append(("GetCostForecast", request))
        return self.forecast


Prod = Callable[..., AbstractContextManager[Bill]]


#: A preview of a stack takes a second: the tests share one.
_planned = cache(planned)


@pytest.fixture
def prod(monkeypatch: pytest.MonkeyPatch) -> Prod:
    monkeypatch.setattr(forecast_view, "planned", _planned)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "operator")

    @contextmanager
    def serve(*, tagged: bool = True, changes: Answers = {}) -> Generator[Bill]:  # noqa: B006
        bill = Bill()
        settings = {"alex:environment": "production", "alex:activateCostTags": "true" if tagged else "false"}
        with serving({**bill.answers(), **changes}) as url:
            monkeypatch.setenv("AWS_ENDPOINT_URL", url)
            monkeypatch.setattr(forecast_view, "stack_settings", lambda *_: settings)
            yield bill

    return serve


def shown(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    show_forecast("prod", yes=True, as_json=True, at=NOW)
    return json.loads(capsys.readouterr().out)


def test_aws_is_asked_twice_for_the_stack_s_bill_and_the_account_s_forecast(
    prod: Prod, capsys: pytest.CaptureFixture[str]
) -> None:
    with prod() as bill:
        shown(capsys)
    (usage, used), (forecast, expected) = bill.asked
    assert (usage, forecast) == ("GetCostAndUsage", "GetCostForecast")
    assert used["TimePeriod"] == {"Start": "2026-11-01", "End": "2026-11-11"}
    assert expected["TimePeriod"] == {"Start": "2026-11-11", "End": "2026-12-01"}
    assert used["GroupBy"] == [{"Type": "DIMENSION", "Key": "SERVICE"}]
    account = {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": ["123456789012"]}}
    no_credits = {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit", "Refund"]}}}
    tags = [
        {"Tags": {"Key": "Project", "Values": ["alex"]}},
        {"Tags": {"Key": "Environment", "Values": ["production"]}},
    ]
    assert used["Filter"] == {"And": [no_credits, account, *tags]}
    assert expected["Filter"] == {"And": [no_credits, account]}
    assert "GroupBy" not in expected


def test_the_bill_leads_where_its_pace_does(prod: Prod, capsys: pytest.CaptureFixture[str]) -> None:
    """Ten of thirty days: 4.00 leads to 12.00. The jobs cost 1.25, of which 0.25 since midnight."""
    with prod():
        document = shown(capsys)
    assert tuple(document) == SHAPES["costs --forecast"].fields
    rows = {row["service"]: row for row in document["services"]}
    assert (rows[WAF]["so_far_usd"], rows[WAF]["month_usd"]) == (4.0, pytest.approx(12.0))
    assert rows[BEDROCK]["so_far_usd"] == pytest.approx(1.0)
    assert rows["AWS Key Management Service"]["so_far_usd"] == 0.0
    assert rows["AWS Key Management Service"]["estimate_usd"] > 1
    assert document["total"]["so_far_usd"] == pytest.approx(6.5)
    assert (document["aws_rest_usd"], document["aws_month_usd"]) == (21.5, None)


def test_without_cost_tags_the_whole_account_is_asked_for(prod: Prod, capsys: pytest.CaptureFixture[str]) -> None:
    with prod(tagged=False) as bill:
        bill.pages = [{WAF: 4.0, "Claude Sonnet 4.5 (Amazon Bedrock Edition)": 2.0, BEDROCK: 1.0, "Tax": 0.5}]
        document = shown(capsys)
    assert "Tags" not in json.dumps(bill.asked)
    rows = {row["service"]: row["so_far_usd"] for row in document["services"]}
    assert (rows[BEDROCK], rows["Tax"]) == (3.0, 0.5)
    assert document["whole_account"]
    assert document["aws_month_usd"] == pytest.approx(7.5 + 21.5)


def test_a_bill_of_several_pages_is_read_whole(prod: Prod, capsys: pytest.CaptureFixture[str]) -> None:
    with prod() as bill:
        bill.pages = [{WAF: 4.0}, {RDS: 1.5}]
        document = shown(capsys)
    assert len(bill.asked) == 3
    assert {WAF, RDS} <= {row["service"] for row in document["services"] if row["so_far_usd"]}


def test_a_young_account_has_no_forecast(prod: Prod, capsys: pytest.CaptureFixture[str]) -> None:
    with prod() as bill:
        bill.forecast = (400, {"__type": "DataUnavailableException", "message": "Insufficient history"})
        assert shown(capsys)["aws_rest_usd"] is None
        show_forecast("prod", yes=True, as_json=False, at=NOW)
    assert "AWS has too little history for a forecast." in capsys.readouterr().out


def test_a_refusal_names_the_operation(prod: Prod) -> None:
    refused = {"GetCostAndUsage": (400, {"__type": "AccessDeniedException", "message": "not authorized"})}
    with (
        prod(changes=refused),
        pytest.raises(
            UserError,
            match=r"^Cost Explorer does not tell: GetCostAndUsage: AccessDeniedException: .*\nhint: ask for this perm",
        ),
    ):
        show_forecast("prod", yes=True, as_json=True, at=NOW)


def test_nothing_is_asked_before_the_user_agrees_to_the_price(
    prod: Prod, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    questions: list[str] = []
    monkeypatch.setattr(forecast_view, "confirmed", lambda question: bool(questions.append(question)))
    with prod() as bill:
        show_forecast("prod", yes=False, as_json=False, at=NOW)
    assert questions == ["Ask Cost Explorer? 2 requests cost 0.02 USD"]
    assert bill.asked == []
    assert capsys.readouterr().out == "nothing was asked\n"


def test_on_the_first_day_nothing_is_on_the_bill(prod: Prod) -> None:
    with prod() as bill, pytest.raises(UserError, match="no day of this month is on the bill yet"):
        show_forecast("prod", yes=True, as_json=True, at=datetime(2026, 11, 1, 23, tzinfo=UTC))
    assert bill.asked == []


def test_a_database_that_does_not_answer_costs_nothing(prod: Prod) -> None:
    with (
        prod(changes={"/Execute": (403, {"__type": "ForbiddenException", "message": "no"})}) as bill,
        pytest.raises(UserError, match="the database does not answer"),
    ):
        show_forecast("prod", yes=True, as_json=True, at=NOW)
    assert bill.asked == []


def drawn(found: Forecast, width: int = 100) -> str:
    output = io.StringIO()
    print_forecast(found, "prod", {"Project": "alex", "Environment": "prod"}, Console(file=output, width=width))
    return output.getvalue()


def test_the_table_shows_what_costs_something_and_says_what_it_is() -> None:
    found = projected(PERIOD, {WAF: 4.0, "AWS CloudTrail": 0.0001}, {WAF: 11.0, RDS: 3.0}, 1.0, 21.5)
    text = drawn(found)
    assert "Bill of prod (Project=alex, Environment=prod), " in text
    lines = [line.split() for line in text.splitlines() if line.strip()]
    assert ["AWS", "WAF", "4.00", "12.00", "11.00"] in lines
    assert ["total", "5.00", "15.00", "14.00"] in lines
    assert "CloudTrail" not in text
    assert "at the pace of its first 10 days" in text
    assert "Amazon Bedrock: from the jobs, because AWS bills models without tags." in text
    assert "21.50 USD for the rest of the month, of the whole account: it has no forecast by tag." in text


def test_the_table_of_an_account_says_so() -> None:
    text = drawn(projected(PERIOD, {WAF: 4.0}, {WAF: 11.0}, None, 21.5))
    assert "Bill of the whole account" in text
    assert "alex:activateCostTags is not true: the bill cannot tell prod from the rest of the account." in text
    assert "AWS forecasts 25.50 USD for the month." in text


def test_every_price_has_a_service_on_the_bill() -> None:
    lines = [Line("aws:some/type:Type", "", price, 1.0, 1.0, 1.0, 1.0) for price in prices().values()]
    by_service = estimated_by_service([*lines, Line("model", "", lines[0].price, 0.0, 1.0, 0.0, 2.0)])
    assert sum(by_service.values()) == len(lines) + 2
    assert by_service[BEDROCK] == 2.0
    assert billed_as("Claude Haiku 4.5 (Amazon Bedrock Edition)") == BEDROCK
    assert billed_as(WAF) == WAF


def test_json_is_one_shape_with_and_without_a_forecast() -> None:
    for rest in (None, 3.0):
        found = projected(PERIOD, {WAF: 4.0}, {}, None, rest)
        assert tuple(forecast_json(found, "prod")) == SHAPES["costs --forecast"].fields


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--forecast",), "alex: --forecast: nothing on this machine is billed"),
        (("--forecast", "--json", "-s", "prod"), "alex: --json asks no question"),
        (("--forecast", "--since", "7d"), "alex: --forecast and --since cannot be used together"),
        (("--forecast", "--estimate"), "alex: --estimate and --forecast cannot be used together"),
        (("--yes",), "alex: --yes: there is no question without --forecast"),
    ],
)
def test_what_makes_no_sense_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    ended = alex(monkeypatch, capsys, "costs", *words)
    assert ended.code == 2
    assert ended.tells() == said


def test_without_credentials_one_line_says_how_to_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, "/nonexistent")
    with pytest.raises(UserError, match=r"no AWS credentials\nhint: sign in"):
        show_forecast("prod", yes=True, as_json=True, at=NOW)


def test_the_help_names_the_price() -> None:
    assert "0.02 USD" in CliRunner().invoke(app, ["costs", "--help"]).stdout
