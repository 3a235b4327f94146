"""`alex preview --cost`: the table, the difference of a change, JSON, and the comment."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cli.preview import choices
from cli.preview import run as command
from cli.preview.run import preview
from cli.shared.errors import UsageError
from docgen.cli_contract import SHAPES
from estimate.workload import Workload
from local.engine.preview import PlannedResource, Preview
from tests.infra.conftest import SELF_HOSTED
from tests.previews import preview as run_preview

ROOT = Path(__file__).resolve().parents[2]
LOAD = Workload(analyses=1000)
Change = Callable[[Callable[[tuple[PlannedResource, ...]], tuple[PlannedResource, ...]]], None]


@pytest.fixture(autouse=True)
def kept_previews(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command's previews, of the stack and of its choices, are made once."""
    for module in (command, choices):
        monkeypatch.setattr(module, "run_preview", run_preview)


@pytest.fixture(scope="module")
def planned() -> Preview:
    return run_preview(ROOT, "prod")


@pytest.fixture
def changed(planned: Preview, monkeypatch: pytest.MonkeyPatch) -> Change:
    """Makes the command see other resources."""

    def change(edit: Callable[[tuple[PlannedResource, ...]], tuple[PlannedResource, ...]]) -> None:
        other = replace(planned, resources=edit(planned.resources))
        monkeypatch.setattr(command, "run_preview", lambda *_: other)

    return change


@pytest.fixture
def saved(planned: Preview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(command, "run_preview", lambda *_: planned)
    file = tmp_path / "before.json"
    preview("prod", form="json", save=file, policy=False)
    return file


def twin(name: str, type_: str) -> Callable[[tuple[PlannedResource, ...]], tuple[PlannedResource, ...]]:
    """Adds a second resource like the first of this type."""

    def edit(resources: tuple[PlannedResource, ...]) -> tuple[PlannedResource, ...]:
        one = next(it for it in resources if it.type == type_)
        return (*resources, replace(one, name=name, urn=f"{one.urn}-2"))

    return edit


def comment(saved: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The pull request's, against the saved preview."""
    capsys.readouterr()
    preview("prod", form="markdown", diff=saved, policy=False, load=LOAD)
    return capsys.readouterr().out


def test_the_table_shows_the_dearest_first_with_totals_and_assumptions(capsys: pytest.CaptureFixture[str]) -> None:
    assert preview("prod", policy=False, load=LOAD) == 0
    shown = capsys.readouterr().out
    assert shown.index("model") < shown.index("cloudwatch.MetricAlarm") < shown.index("kms.Key")
    assert "total" in shown
    assert "List prices of us-east-1" in shown


def test_json_holds_lines_sources_and_totals(capsys: pytest.CaptureFixture[str]) -> None:
    preview("prod", form="json", policy=False, load=LOAD)
    cost = json.loads(capsys.readouterr().out)["cost"]
    assert cost["month_usd"] == pytest.approx(sum(line["month_usd"] for line in cost["lines"]))
    assert cost["before"] is None
    assert cost["unknown"] == []
    assert {"type", "what", "unit", "usd_a_unit", "source"} <= cost["lines"][0].keys()


@pytest.mark.parametrize("option", ["--cost", "--diff", "--remediate"])
def test_what_an_option_adds_to_the_json_is_documented(
    option: str, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    cost, diff = (LOAD if option == "--cost" else None), (saved if option == "--diff" else None)
    preview("prod", form="json", diff=diff, load=cost, remediate=option == "--remediate")
    assert tuple(json.loads(capsys.readouterr().out)) == SHAPES[f"preview {option}"].fields


def test_beside_the_estimate_stands_what_another_setting_would_change(capsys: pytest.CaptureFixture[str]) -> None:
    preview("prod", policy=False, load=LOAD)
    shown = capsys.readouterr().out
    assert "What another setting would change, USD a month" in shown
    for setting in ("snapStart: true", "databaseInstances: 1", "edgePlan: pro", "langfuse: self-hosted", "jwtIssuer"):
        assert setting in shown
    preview("prod", form="json", policy=False, load=LOAD)
    cost = json.loads(capsys.readouterr().out)["cost"]
    (pro,) = [choice for choice in cost["choices"] if choice["setting"] == "edgePlan: pro"]
    assert pro.keys() == {"setting", "means", "idle_usd", "month_usd"}
    assert pro["idle_usd"] == pytest.approx(4.0)
    assert cost["exceeded"] == []


def test_a_comment_shows_what_an_alarm_costs(saved: Path, changed: Change, capsys: pytest.CaptureFixture[str]) -> None:
    changed(twin("new-alarm", "aws:cloudwatch/metricAlarm:MetricAlarm"))
    text = comment(saved, capsys)
    assert "### Cost: +$0." in text
    assert "+ cloudwatch.MetricAlarm metrics that alarms read: +$0." in text


def test_a_comment_shows_what_an_instance_costs(
    saved: Path, changed: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(twin("z-third", "aws:rds/clusterInstance:ClusterInstance"))
    assert "+ rds.ClusterInstance capacity of instance 3 (z-third): +$" in comment(saved, capsys)


def test_a_comment_shows_what_langfuse_on_ecs_costs(
    saved: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = run_preview(ROOT, "prod", SELF_HOSTED)
    monkeypatch.setattr(command, "run_preview", lambda *_: other)
    text = comment(saved, capsys)
    assert "### Cost: +$4" in text
    assert "+ ecs.Service vCPU of web: +$" in text


def test_a_terminal_shows_the_sum_of_what_changed(
    saved: Path, changed: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(twin("another", "aws:cloudwatch/metricAlarm:MetricAlarm"))
    preview("prod", policy=False, load=LOAD, diff=saved)
    assert "+$0.10 a month idle" in capsys.readouterr().out


def test_a_saved_preview_of_another_stack_is_said_to_be_one(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved.write_text(saved.read_text().replace('"stack": "prod"', '"stack": "staging"', 1))
    preview("prod", policy=False, load=LOAD, diff=saved)
    assert "is of stack staging, this is prod" in capsys.readouterr().err


def test_nothing_changed_is_no_difference(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "### Cost: +$0.00 a month idle" in comment(saved, capsys)


def test_options_of_the_load_are_refused_without_cost() -> None:
    from cli.preview.command import preview as run

    with pytest.raises(UsageError, match="--analyses"):
        run(analyses=5)


def test_on_a_terminal_the_sum_comes_last_below_the_findings(capsys: pytest.CaptureFixture[str]) -> None:
    preview("prod", load=LOAD)
    shown = capsys.readouterr().out
    assert (
        shown.index("stack prod passes") < shown.index("What another setting would change") < shown.index("List prices")
    )
    assert shown.rindex("List prices") < shown.rindex(" a month idle, $")


def test_with_a_saved_preview_the_sum_of_what_changed_comes_last(
    saved: Path, changed: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(twin("another", "aws:cloudwatch/metricAlarm:MetricAlarm"))
    capsys.readouterr()
    preview("prod", load=LOAD, diff=saved)
    shown = " ".join(capsys.readouterr().out.split())
    order = ["stack prod passes", "List prices", "+ cloudwatch.MetricAlarm metrics", "+$0.10 a month idle"]
    assert sorted(order, key=shown.rindex) == order
