"""Adding an agent is one row in the roster and one folder in `agents/`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROW = 'SPECIALISTS = (\n    specialist("barista", "Barista", "☕", "Recommends coffee."),'
PRINT_RESOURCES = """
import json, sys
from pathlib import Path
from local.preview import preview
resources = preview(Path(sys.argv[1]), "prod").resources
print(json.dumps([[r.type.split(":")[-1], r.name, dict(r.inputs)] for r in resources if r.custom]))
"""


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict]:
    """What the program would create, in a copy of the project with an agent more."""
    copy = tmp_path_factory.mktemp("project")
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml", "__main__.py"):
        shutil.copy(ROOT / name, copy)
    for name in ("agents", "components", "local"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    roster = copy / "components" / "roster.py"
    roster.write_text(roster.read_text().replace("SPECIALISTS = (", ROW, 1))
    (copy / "agents" / "barista").mkdir()
    (copy / "agents" / "barista" / "handler.py").write_text("def handle(event, context): ...\n")
    done = subprocess.run(
        [sys.executable, "-c", PRINT_RESOURCES, str(copy)],
        env={**os.environ, "PYTHONPATH": str(copy)},
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {(type_, name): inputs for type_, name, inputs in json.loads(done.stdout)}


def test_it_brings_its_function_role_log_group_and_alarm(resources):
    assert resources["Function", "barista-function"]["name"] == "alex-prod-barista"
    assert resources["Role", "barista-role"]["name"] == "alex-prod-barista"
    assert resources["LogGroup", "barista-logs"]["name"] == "/aws/lambda/alex-prod-barista"
    assert resources["MetricAlarm", "barista-errors-alarm"]["name"] == "alex-prod-barista-errors"


def test_the_planner_may_invoke_it_and_knows_its_name(resources):
    variables = resources["Function", "planner-function"]["environment"]["variables"]
    policy = json.loads(resources["RolePolicy", "planner-policy"]["policy"])
    (invoke,) = [statement for statement in policy["Statement"] if statement["Sid"] == "InvokeFunctions"]

    assert json.loads(variables["PLANNER_SPECIALISTS"])["barista"] == "alex-prod-barista"
    assert "arn:aws:lambda:us-east-1:123456789012:function:alex-prod-barista" in invoke["Resource"]


def test_the_key_admits_it_to_its_secret_and_its_log_group(resources):
    policy = resources["Key", "key-key"]["policy"]

    assert "role/alex-prod-barista" in policy
    assert "log-group:/aws/lambda/alex-prod-barista" in policy
