"""`alex preview`, offline: output, saved previews, comparison and exit codes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.preview import run as command
from cli.preview.model import unknown_documents
from cli.preview.pack_config import read_pack_config
from cli.preview.run import preview
from cli.shared.errors import UsageError, UserError
from local.engine.preview import UNKNOWN, Preview
from policies.exceptions import parted
from tests.previews import preview as run_preview

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def kept_previews(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command's preview of a stack is made once."""
    monkeypatch.setattr(command, "run_preview", run_preview)


@pytest.fixture(scope="module")
def planned() -> Preview:
    return run_preview(ROOT, "prod")


@pytest.fixture
def given(planned: Preview, monkeypatch: pytest.MonkeyPatch):
    """Makes the command see a changed program: one input of one resource has another value."""

    def changed(name: str, key: str, value: object) -> None:
        resources = tuple(
            replace(it, inputs={**it.inputs, key: value}) if it.name == name else it for it in planned.resources
        )
        monkeypatch.setattr(command, "run_preview", lambda root, stack: replace(planned, resources=resources))

    return changed


def test_a_stack_is_a_tree_of_wings_and_components_with_counts(planned: Preview, capsys: pytest.CaptureFixture[str]):
    assert preview("prod", policy=False) == 0
    shown = capsys.readouterr().out
    planner = [it for it in planned.resources if it.parent.endswith("::planner")]

    assert f"planner AgentFunction {len(planner)} resources" in shown
    data = [it for it in planned.resources if it.custom and "alex:components:Data$" in it.urn]
    assert re.search(
        rf"^├── data Data {len(data)} resources\n│   ├── \w+ (Database|IsolatedNetwork)", shown, re.MULTILINE
    )
    assert "lambda.Function planner-function (alex-prod-planner)" in shown
    assert "lambda.Alias planner-live (live)" in shown
    assert re.search(rf"^ total +{sum(it.custom for it in planned.resources)} *$", shown, re.MULTILINE)


def test_json_marks_unknown_values(capsys: pytest.CaptureFixture[str]):
    preview("local", form="json", policy=False)
    printed = json.loads(capsys.readouterr().out)
    functions = {it["name"]: it["inputs"] for it in printed["resources"] if it["type"].endswith(":Function")}

    assert (printed["stack"], printed["refused"]) == ("local", False)
    assert functions["api-function"]["role"] == "<unknown>"
    assert functions["api-function"]["name"] == "alex-local-api"
    assert functions["api-function"]["code"] == "build/functions/api.zip"


def test_every_policy_of_the_program_is_known(planned: Preview):
    assert not [document for document in unknown_documents(planned.resources) if document.grants]


def test_an_unknown_policy_is_listed_and_refused(given, capsys: pytest.CaptureFixture[str]):
    given("jobs-queue", "policy", UNKNOWN)

    assert preview("prod", policy=False) == 1
    assert "policy policy of aws:sqs/queue:Queue::jobs-queue" in capsys.readouterr().out


def test_an_unknown_document_that_grants_nothing_is_listed_only(given, capsys: pytest.CaptureFixture[str]):
    given("jobs-queue", "redrivePolicy", UNKNOWN)

    assert preview("prod", policy=False) == 0
    assert "document redrivePolicy of aws:sqs/queue:Queue::jobs-queue" in capsys.readouterr().out


def test_a_change_since_a_saved_preview_is_shown_and_is_no_error(
    given, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    saved = tmp_path / "before.json"
    preview("prod", save=saved, policy=False)
    given("planner-function", "memorySize", 2048)
    capsys.readouterr()

    assert preview("prod", diff=saved, policy=False) == 0
    shown = capsys.readouterr().out
    assert "0 added, 1 changed, 0 removed" in shown
    assert (
        "~ lambda.Function planner-function (alex-prod-planner)\n-     memorySize: 1024\n+     memorySize: 2048"
        in shown
    )


def test_printed_json_can_be_compared_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    preview("prod", form="json", policy=False)
    printed = tmp_path / "printed.json"
    printed.write_text(capsys.readouterr().out)

    preview("prod", form="json", diff=printed, policy=False)
    assert json.loads(capsys.readouterr().out)["changes"] == []


def test_markdown_holds_verdict_changes_and_components(given, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    saved = tmp_path / "before.json"
    preview("prod", save=saved, policy=False)
    given("planner-function", "memorySize", 2048)
    capsys.readouterr()

    preview("prod", form="markdown", diff=saved, policy=False)
    comment = capsys.readouterr().out
    assert comment.startswith("<!-- alex preview prod -->\n## Preview of `alex-prod`")
    assert "every policy document is fully known" in comment
    assert "```diff\n~ lambda.Function planner-function" in comment
    assert "| planner | AgentFunction |" in comment


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        ("a warning\nalex: Pulumi.prod.yaml: alex:owner is `missing`\n", "Pulumi.prod.yaml: alex:owner is 'missing'"),
        ("", "it ended without a message"),
    ],
)
def test_a_base_without_a_preview_is_said_in_the_comment(
    error: str, shown: str, given, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    given("planner-function", "memorySize", 2048)
    (tmp_path / "base.err").write_text(error)

    assert preview("prod", form="markdown", no_base=tmp_path / "base.err", policy=False) == 0
    comment = capsys.readouterr().out
    assert f"The base cannot be previewed, so there is no difference to show: `{shown}`" in comment
    assert "| planner | AgentFunction |" in comment


@pytest.mark.parametrize("options", [["--no-base", "x"], ["--markdown", "--no-base", "x", "--diff", "y"]])
def test_a_missing_base_is_for_a_comment_without_a_comparison(options: list[str]):
    with pytest.raises(UsageError):
        CliRunner().invoke(app, ["preview", *options], catch_exceptions=False)


def test_a_mandatory_violation_is_refused_and_named(given, capsys: pytest.CaptureFixture[str]):
    given("planner-function", "runtime", "python3.8")

    assert preview("prod", form="json") == 1
    violations = json.loads(capsys.readouterr().out)["violations"]
    assert ("lambda-runtime-supported", "aws:lambda/function:Function::planner-function") in {
        (it["rule"], it["resource"]) for it in violations if it["level"] == "mandatory"
    }


def test_an_unknown_stack_is_a_one_line_error():
    with pytest.raises(UserError, match=r"^unknown stack 'staging'\nhint: the stacks are local, prod$"):
        preview("staging")


@pytest.mark.parametrize("content", ["", "[]", '{"resources": [{}]}'], ids=["empty", "a list", "incomplete"])
def test_a_file_without_a_preview_is_a_one_line_error(tmp_path: Path, content: str):
    (tmp_path / "other.json").write_text(content)

    with pytest.raises(
        UserError, match=r"other\.json is not a saved preview\nhint: name a file that `alex preview --save`"
    ):
        preview("prod", diff=tmp_path / "other.json")


def test_contradictory_options_are_a_usage_error():
    with pytest.raises(UsageError, match="--json and --markdown cannot be used together") as error:
        CliRunner().invoke(app, ["preview", "--json", "--markdown"], catch_exceptions=False)
    assert error.value.exit_code == 2


def test_a_promised_number_is_raised_in_the_packs_configuration(given, tmp_path: Path):
    given("costs-budget", "limitAmount", "200")
    file = tmp_path / "policies.json"
    assert preview("prod") == 1

    file.write_text('{"budget-limit": {"usd_a_month": 200}}')

    assert preview("prod", pack_config=file) == 0


def test_a_finding_is_excepted_in_the_packs_configuration(given, tmp_path: Path):
    given("costs-budget", "limitAmount", "200")
    file = tmp_path / "policies.json"
    types = "alex:components:Governance$alex:components:CostAlerts$aws:budgets/budget:Budget"
    match = [{"policies": ["budget-limit"], "targets": [f"urn:pulumi:prod::alex::{types}::costs-budget"]}]

    file.write_text(json.dumps({"version": 2, "exceptions": {"E1": {"reason": "A campaign", "match": match}}}))

    assert preview("prod", pack_config=file) == 0


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("nonsense", "is no JSON object of rules"),
        ("[]", "is no JSON object of rules"),
        ('{"version": true}', "version: must be a level, or an object of options"),
        ('{"budget-limit": 5}', "budget-limit: must be a level, or an object of options"),
        ('{"budget-limits": "advisory"}', "names budget-limits, which is no rule of the pack"),
        ('{"budget-limit": {"euros": 5}}', "budget-limit has no option euros"),
        ('{"budget-limit": {"usd_a_month": "much"}}', "option usd_a_month must be a number, not 'much'"),
        ('{"budget-limit": "loud"}', "budget-limit: enforcementLevel must be one of"),
        ('{"version": 3}', "version must be 2, not 3"),
        ('{"version": 2, "exceptions": {"E1": {}}}', "exceptions.E1.reason must be a text"),
    ],
)
def test_a_wrong_configuration_of_the_pack_is_one_line(tmp_path: Path, content: str, problem: str):
    file = tmp_path / "policies.json"
    file.write_text(content)

    with pytest.raises(UserError) as error:
        preview("prod", pack_config=file)

    assert error.value.problem.startswith(f"{file}: {problem}")
    assert "\n" not in error.value.problem


@pytest.mark.parametrize("version", ["2", "2.0"])
def test_a_version_is_any_number_as_for_the_pack(tmp_path: Path, version: str):
    file = tmp_path / "policies.json"
    file.write_text(f'{{"version": {version}, "policies": {{"budget-limit": "advisory"}}, "exceptions": {{}}}}')

    rules, exceptions = parted(read_pack_config(file))

    assert (rules, exceptions) == ({"budget-limit": "advisory"}, ())


def test_a_missing_configuration_of_the_pack_is_named(tmp_path: Path):
    with pytest.raises(UserError, match=r"policies\.json cannot be read: No such file"):
        preview("prod", pack_config=tmp_path / "policies.json")
