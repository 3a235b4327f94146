"""ZAP workflow: least privilege, pinned actions, no interpolated input, allowed hosts only, fails on high risks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from scan.zap import main, read_alerts

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / ".github" / "workflows" / "zap.yml").read_text(encoding="utf-8")
WORKFLOW: dict[Any, Any] = yaml.safe_load(TEXT)
JOBS: dict[str, Any] = WORKFLOW["jobs"]
STEPS = [step for job in JOBS.values() for step in job["steps"]]


def test_the_workflow_runs_on_schedule_and_manually_only():
    # YAML 1.1 reads the key `on` as true.
    assert set(WORKFLOW[True]) == {"schedule", "workflow_dispatch"}


def test_the_workflow_has_no_default_permissions_and_each_job_only_its_own():
    assert WORKFLOW["permissions"] == {}
    assert {name: job.get("permissions", {}) for name, job in JOBS.items()} == {
        "target": {},
        "site": {"contents": "read"},
        "api": {"contents": "read", "id-token": "write"},
    }


def test_the_workflow_needs_no_stored_secret():
    assert "secrets." not in TEXT


def test_every_action_and_image_is_pinned():
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert [action for action in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action)] == []
    images = [step["with"]["docker_name"] for step in STEPS if "docker_name" in step.get("with", {})]
    assert len(images) == 2
    assert all(re.search(r":\d+\.\d+\.\d+$", image) for image in images)


def test_no_script_interpolates_an_input():
    assert [step["run"] for step in STEPS if "${{" in step.get("run", "")] == []


def test_scans_fail_on_rules_and_on_high_risks_and_write_no_issues():
    scans = [step["with"] for step in STEPS if step.get("uses", "").startswith("zaproxy/")]
    assert all(scan["fail_action"] is True and scan["allow_issue_writing"] is False for scan in scans)
    assert {scan["artifact_name"] for scan in scans} == {"zap-site", "zap-api"}
    for name in ("site", "api"):
        last = JOBS[name]["steps"][-1]
        assert last["run"] == "python3 -m scan.zap report_json.json"
        assert last["if"] == "always()"


def test_every_rule_has_a_known_state_and_a_reason():
    rows = [line.split("\t") for line in (ROOT / ".zap" / "rules.tsv").read_text(encoding="utf-8").splitlines()]
    assert all(re.fullmatch(r"\d+", number) for number, _, _ in rows)
    assert {state for _, state, _ in rows} <= {"IGNORE", "WARN", "FAIL"}
    assert all(re.fullmatch(r"\(.{15,}\)", reason) for _, _, reason in rows)
    assert len({number for number, _, _ in rows}) == len(rows)


def accepts(folder: Path, asked: str, hosts: str = "a.example.com b.example.com") -> str | None:
    """Output of the workflow's script for a URL; None when it refuses."""
    (script,) = [step for step in JOBS["target"]["steps"] if step.get("id") == "check"]
    output = folder / "output"
    output.write_text("")
    environment = {"ASKED": asked, "CONFIGURED": "https://a.example.com", "HOSTS": hosts, "GITHUB_OUTPUT": str(output)}
    done = subprocess.run(["bash", "-e", "-c", script["run"]], env=environment, capture_output=True, text=True)
    if done.returncode == 0:
        return output.read_text()
    assert output.read_text() == ""
    assert asked == "" or asked not in done.stdout
    return None


def test_an_address_of_a_listed_host_is_accepted(tmp_path: Path):
    assert accepts(tmp_path, "https://b.example.com") == "url=https://b.example.com\nhost=b.example.com\n"
    assert accepts(tmp_path, "") == "url=https://a.example.com\nhost=a.example.com\n"


@pytest.mark.parametrize(
    "asked",
    [
        "http://a.example.com",
        "https://c.example.com",
        "https://a.example.com.evil.example",
        "https://evil.example/a.example.com",
        "https://a.example.com/path",
        "https://user@a.example.com",
        "https://a.example.com b.example.com",
        "https://a.example.com\nurl=https://evil.example",
        "$(touch /tmp/owned)",
        "https://*",
        "-",
    ],
)
def test_another_address_is_refused(tmp_path: Path, asked: str):
    assert accepts(tmp_path, asked) is None


def report(folder: Path, *risks: int) -> Path:
    alerts = [
        {"pluginid": str(risk), "name": "A", "riskcode": str(risk), "instances": [{"uri": "https://x"}]}
        for risk in risks
    ]
    file = folder / "report_json.json"
    file.write_text(json.dumps({"site": [{"@name": "https://x", "alerts": alerts}]}))
    return file


def test_a_high_risk_fails_and_lower_ones_do_not(tmp_path: Path):
    assert main(report(tmp_path, 0, 1, 2)) == 0
    assert main(report(tmp_path, 0, 3, 1)) == 1
    assert [alert.risk for alert in read_alerts(report(tmp_path, 0, 3, 1))] == [3, 1, 0]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"site": []}', '{"site": [{}]}'])
def test_a_malformed_report_fails(tmp_path: Path, text: str):
    file = tmp_path / "report_json.json"
    file.write_text(text)
    assert main(file) == 1
    assert main(tmp_path / "none.json") == 1


def test_the_report_reader_needs_only_the_standard_library(tmp_path: Path):
    command = [sys.executable, "-I", "-S", "-c", "import sys; sys.path.insert(0, sys.argv[1]); import scan.zap"]
    done = subprocess.run([*command, str(ROOT)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
