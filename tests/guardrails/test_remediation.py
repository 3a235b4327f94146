"""`alex preview --remediate`: what rules mend, shown as a difference, and judged afterwards."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from cli.main import app
from cli.preview import run
from cli.preview.remedies import remedies_json, remedies_markdown, remedies_view
from local.engine.preview import UNKNOWN, Preview
from policies import gate
from policies.engine import Level
from policies.engine.outcome import Kind
from policies.remedy import Remedy
from policies.report import Report
from tests.guardrails.test_policy_gate import edited
from tests.previews import preview

ROOT = Path(__file__).resolve().parents[2]
_MARK = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
SECRET = {**_MARK, "value": "team of two"}
QUEUE, VERSIONS = "jobs-queue", "site-versioning"
REMEDIATED = {("sqs-encrypted", QUEUE), ("required-tags", QUEUE), ("s3-versioning-enabled", VERSIONS)}


def _weaken(inputs: dict[str, Any]) -> None:
    del inputs["kmsMasterKeyId"]
    inputs["tags"] = {**inputs["tags"], "Environment": "prod", "Owner": SECRET}


@pytest.fixture(scope="module")
def weak() -> Preview:
    """Production with a queue that has no key and a wrong tag, and with a bucket whose versions are suspended."""
    planned = preview(ROOT, "prod")
    resources = edited(planned.resources, QUEUE, _weaken)
    suspended = {"versioningConfiguration": {"status": "Suspended"}}
    return replace(planned, resources=edited(resources, VERSIONS, lambda inputs: inputs.update(suspended)))


@pytest.fixture(scope="module")
def mended(weak: Preview) -> Report:
    return gate.evaluate(weak.resources, "prod", remediate=True)


def name_of(remedy: Remedy) -> str:
    return remedy.urn.rpartition("::")[2]


def test_remediations_mend_before_the_pack_judges(weak: Preview, mended: Report) -> None:
    assert gate.evaluate(weak.resources, "prod").failed
    assert not mended.failed
    assert {(remedy.rule, name_of(remedy)) for remedy in mended.remedies or ()} == REMEDIATED


def test_without_being_asked_nothing_is_mended(weak: Preview) -> None:
    report = gate.evaluate(weak.resources, "prod")
    assert report.remedies is None
    assert {found.rule for found in report.mandatory} >= {rule for rule, _ in REMEDIATED}


def test_each_rule_sees_what_the_one_before_has_mended(mended: Report) -> None:
    first, second = (remedy for remedy in mended.remedies or () if name_of(remedy) == QUEUE)
    assert first.after == second.before
    assert second.after["sqsManagedSseEnabled"] is True
    assert second.after["tags"] == {**first.before["tags"], "Environment": "production"}


def test_values_that_a_remediation_leaves_are_the_same(weak: Preview, mended: Report) -> None:
    (queue,) = (each for each in weak.resources if each.name == QUEUE)
    after = [remedy.after for remedy in mended.remedies or () if name_of(remedy) == QUEUE][-1]
    assert {key: value for key, value in after.items() if key in queue.inputs and key != "tags"} == {
        key: value for key, value in queue.inputs.items() if key != "tags"
    }
    assert after["tags"]["Owner"] == SECRET
    (versions,) = (remedy for remedy in mended.remedies or () if name_of(remedy) == VERSIONS)
    assert versions.before["bucket"] == versions.after["bucket"] == UNKNOWN


def test_a_level_in_the_configuration_remediates_too_and_what_it_leaves_is_mandatory(weak: Preview) -> None:
    local = replace(weak, resources=tuple(each for each in weak.resources if each.name in (QUEUE, VERSIONS)))
    config = {"sqs-encrypted": "remediate", "s3-versioning-enabled": {"enforcementLevel": "remediate"}}
    report = gate.evaluate(local.resources, "local", config={"all": "disabled", **config})
    assert {remedy.rule for remedy in report.remedies or ()} == set(config)
    unknown = edited(local.resources, QUEUE, lambda inputs: inputs.update(sqsManagedSseEnabled=UNKNOWN))
    left = gate.evaluate(unknown, "local", config={"all": "disabled", **config})
    assert [found.rule for found in left.of_kind(Kind.UNDECIDED)] == ["sqs-encrypted"]


def test_what_cannot_be_mended_keeps_the_level_that_it_has_without() -> None:
    """The local stack has no certificate, which cloudfront-viewer-tls cannot make up."""
    planned = preview(ROOT, "local").resources
    report = gate.evaluate(planned, "local", remediate=True)
    levels = [found.level for found in report.violations if found.rule == "cloudfront-viewer-tls"]
    assert levels == [Level.ADVISORY]
    assert report.remedies == ()


def test_a_level_of_the_configuration_comes_before_the_option(weak: Preview) -> None:
    report = gate.evaluate(weak.resources, "prod", remediate=True, config={"sqs-encrypted": "mandatory"})
    assert "sqs-encrypted" not in {remedy.rule for remedy in report.remedies or ()}
    assert [found.rule for found in report.mandatory] == ["sqs-encrypted"]


# ---- what a reader sees ----


def test_the_difference_names_resource_rule_and_values_but_no_secret(mended: Report) -> None:
    console = Console(file=io.StringIO(), width=120)
    console.print(remedies_view(mended.remedies or ()), soft_wrap=True)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    for line in (
        "Remediations: 3",
        "~ sqs.Queue jobs-queue: sqs-encrypted",
        "+     sqsManagedSseEnabled: true",
        "~ sqs.Queue jobs-queue: required-tags",
        '-     tags.Environment: "prod"',
        '+     tags.Environment: "production"',
        "~ s3.BucketVersioning site-versioning: s3-versioning-enabled",
        '-     versioningConfiguration.status: "Suspended"',
        '+     versioningConfiguration.status: "Enabled"',
    ):
        assert line in text.splitlines()
    assert text.count("\n") == 9
    markdown = "\n".join(remedies_markdown(mended.remedies or ()))
    assert "```diff\n~ " in markdown
    assert "team of two" not in text + markdown + json.dumps(remedies_json(mended.remedies or ()))


def test_nothing_to_mend_is_said() -> None:
    assert list(remedies_markdown(())) == ["### Remediations: nothing to mend", ""]


@pytest.fixture
def weak_program(weak: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "run_preview", lambda root, stack: weak)


@pytest.mark.usefixtures("weak_program")
def test_the_command_prints_the_remediations_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.preview("prod", form="json", remediate=True) == 0
    shown = json.loads(capsys.readouterr().out)
    assert {(each["rule"], each["name"]) for each in shown["remediations"]} == REMEDIATED
    (versions,) = (each for each in shown["remediations"] if each["name"] == VERSIONS)
    assert versions["type"] == "aws:s3/bucketVersioning:BucketVersioning"
    assert versions["properties"] == [
        {"path": "versioningConfiguration.status", "before": '"Suspended"', "after": '"Enabled"'}
    ]


@pytest.mark.usefixtures("weak_program")
def test_the_comment_of_a_pull_request_has_the_remediations(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.preview("prod", form="markdown", remediate=True) == 0
    assert "### Remediations: 3" in capsys.readouterr().out


def test_it_needs_the_pack() -> None:
    from typer.testing import CliRunner

    ended = CliRunner().invoke(app, ["preview", "--remediate", "--no-policy"])
    assert ended.exit_code != 0
