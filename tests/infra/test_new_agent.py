"""Adding an agent is one row in `functions.py` and one folder in `agents/`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROW = 'SPECIALISTS = (\n    specialist("barista", "Barista", "☕", "Recommends coffee."),'
LOOK = """
import json
from pathlib import Path
from docgen.pages import written
from local.engine.preview import preview
planned = preview(Path.cwd(), "prod")
page = written(Path("docs/architecture.md").read_text(encoding="utf-8"), planned)
resources = [[r.type.split(":")[-1], r.name, dict(r.inputs)] for r in planned.resources if r.custom]
print(json.dumps({"resources": resources, "page": page}))
"""
#: Not needed by the program, or too large to copy.
LEFT_OUT = (".*", "__pycache__", "build", "tests", "bench")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Resources and generated page of a copy of the project with one more agent."""
    copy = tmp_path_factory.mktemp("copied") / "project"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
    functions = copy / "components" / "foundation" / "functions.py"
    functions.write_text(functions.read_text().replace("SPECIALISTS = (", ROW, 1))
    (copy / "agents" / "barista").mkdir()
    (copy / "agents" / "barista" / "handler.py").write_text("def handle(event, context): ...\n")
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(copy), str(copy / "agents")])},
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def resources(seen: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(type_, name): inputs for type_, name, inputs in seen["resources"]}


def test_a_new_agent_has_function_alias_role_log_group_and_alarm(resources):
    assert resources["Function", "barista-function"]["name"] == "alex-prod-barista"
    assert resources["Function", "barista-function"]["publish"] is True
    assert resources["Alias", "barista-live"]["name"] == "live"
    assert resources["Role", "barista-role"]["name"] == "alex-prod-barista"
    assert resources["LogGroup", "barista-logs"]["name"] == "/aws/lambda/alex-prod-barista"
    assert resources["MetricAlarm", "barista-errors-alarm"]["name"] == "alex-prod-barista-errors"


def test_the_planner_may_invoke_a_new_agent_and_knows_its_alias(resources):
    variables = resources["Function", "planner-function"]["environment"]["variables"]
    policy = json.loads(resources["RolePolicy", "planner-policy"]["policy"])
    (invoke,) = [statement for statement in policy["Statement"] if statement["Sid"] == "InvokeFunctions"]

    assert json.loads(variables["PLANNER_SPECIALISTS"])["barista"] == "alex-prod-barista:live"
    assert "arn:aws:lambda:us-east-1:123456789012:function:alex-prod-barista:live" in invoke["Resource"]


def test_the_key_policy_covers_a_new_agents_secret_and_log_group(resources):
    policy = resources["Key", "key-key"]["policy"]

    assert "role/alex-prod-barista" in policy
    assert "log-group:/aws/lambda/alex-prod-barista" in policy


@pytest.mark.parametrize("kind", ["errors", "throttles", "failures", "concurrency"])
def test_a_new_agent_has_alarms_with_runbooks(resources, kind: str):
    alarm = resources["MetricAlarm", f"barista-{kind}-alarm"]

    assert alarm["alarmDescription"].startswith("Barista: ")
    page = alarm["alarmDescription"].split("Runbook: ")[1].rsplit("/", 1)[-1]
    assert (ROOT / "docs" / "runbooks" / f"{page.removesuffix('.md')}.md").exists()


def test_a_new_agent_is_on_dashboards_and_in_saved_queries(resources):
    bodies = {name: inputs["dashboardBody"] for (type_, name), inputs in resources.items() if type_ == "Dashboard"}
    queries = [inputs["logGroupNames"] for (type_, _), inputs in resources.items() if type_ == "QueryDefinition"]

    assert "barista" in bodies["dashboards-agents"]
    assert any("/aws/lambda/alex-prod-barista" in groups for groups in queries)


def test_a_new_agent_is_in_the_generated_docs(seen: dict[str, Any]):
    assert "| ☕ Barista | `barista` | Recommends coffee. |" in seen["page"]
    assert 'barista["☕ Barista"]' in seen["page"]
    assert "planner --> barista & tagger" in seen["page"]
