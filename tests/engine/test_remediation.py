"""Remediations under the real engine: what it registers instead, what stays secret, and an error in one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.engine.preview import preview
from policies.gate import evaluate
from tests.engine.pulumi import PACK, Done, Pulumi, name_of

pytestmark = pytest.mark.engine
STACK = "mended"
SECRET, SECRET_MARK = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"
PROGRAM = """
import pulumi
import pulumi_aws as aws

owner = pulumi.Output.secret("team of two")
queue = aws.sqs.Queue("queue", name="alex-mended-queue", tags={"Project": "another", "Owner": owner})
bucket = aws.s3.Bucket("bucket", bucket="alex-mended-bucket")
aws.s3.BucketVersioning("versions", bucket=bucket.id, versioning_configuration={"status": "Suspended"})
aws.s3.BucketPublicAccessBlock("block", bucket=bucket.id, block_public_acls=True, block_public_policy=True)
aws.cloudwatch.LogGroup("logs", name="alex-mended-logs", tags={"Project": queue.arn})
"""
REMEDIATING = (
    "required-tags",
    "sqs-encrypted",
    "s3-versioning-enabled",
    "s3-block-public-access",
    "log-group-retention",
)
_RAISES = "\ndef remediate(queue, config):\n    raise RuntimeError('no key today')\n\n"


@pytest.fixture(scope="module")
def project(another_project: Pulumi) -> Pulumi:
    """A small program in which five rules have something to mend, and a configuration that lets them."""
    folder = another_project.folder
    (folder / "__main__.py").write_text(PROGRAM)
    (folder / f"Pulumi.{STACK}.yaml").write_text((folder / "Pulumi.local.yaml").read_text())
    config = {"all": "advisory", **dict.fromkeys(REMEDIATING, "remediate")}
    (folder / "pack.json").write_text(json.dumps(config))
    another_project.new_stack(STACK)
    return another_project


@pytest.fixture(scope="module")
def mended(project: Pulumi) -> Done:
    return project.run("preview", *PACK, "--policy-pack-config", "pack.json", stack=STACK)


def inputs(done: Done) -> dict[str, dict[str, Any]]:
    """By logical name, as the engine goes on with them."""
    steps = [event["resourcePreEvent"]["metadata"] for event in done.events if "resourcePreEvent" in event]
    return {name_of(step["urn"]): step["new"]["inputs"] for step in steps if step["new"]}


def remediations(done: Done) -> set[tuple[str, str]]:
    """Rule and logical name."""
    events = [event["policyRemediationEvent"] for event in done.events if "policyRemediationEvent" in event]
    return {(event["policyName"], name_of(event["resourceUrn"])) for event in events}


def test_the_engine_goes_on_with_what_was_mended(mended: Done) -> None:
    after = inputs(mended)
    assert after["queue"]["sqsManagedSseEnabled"] is True
    assert after["versions"]["versioningConfiguration"]["status"] == "Enabled"
    assert after["logs"]["retentionInDays"] == 90
    assert {key for key, value in after["block"].items() if value is True} == {
        "blockPublicAcls",
        "blockPublicPolicy",
        "ignorePublicAcls",
        "restrictPublicBuckets",
    }
    assert after["bucket"]["tags"]["Project"] == "alex"


def test_a_secret_stays_secret_and_an_unknown_value_is_not_replaced(mended: Done) -> None:
    after = inputs(mended)
    assert after["queue"]["tags"]["Project"] == "alex"
    assert after["queue"]["tags"]["Owner"] == {SECRET: SECRET_MARK, "ciphertext": "[secret]"}
    assert "team of two" not in mended.output
    assert after["logs"]["tags"]["Project"] != "alex"


def test_a_value_that_was_mended_is_no_default_any_more(mended: Done) -> None:
    named = {name: set(each.get("__defaults", ())) for name, each in inputs(mended).items()}
    assert not named["queue"] & {"sqsManagedSseEnabled"}
    assert not named["logs"] & {"retentionInDays"}


def test_the_offline_preview_mends_the_same(project: Pulumi, mended: Done) -> None:
    planned = preview(project.folder, STACK)
    config = json.loads((project.folder / "pack.json").read_text())
    report = evaluate(planned.resources, STACK, config=config)
    assert {(remedy.rule, name_of(remedy.urn)) for remedy in report.remedies or ()} == remediations(mended)
    assert {rule for rule, _ in remediations(mended)} == set(REMEDIATING)


@pytest.fixture
def with_an_error(project: Pulumi) -> Iterator[Done]:
    """The same preview, with a remediation that raises."""
    rule = project.folder / "policies" / "rules" / "sqs" / "sqs_encrypted.py"
    text = rule.read_text()
    rule.write_text(text.replace("\nRULE = ", _RAISES + "\nRULE = "))
    yield project.run("preview", *PACK, "--policy-pack-config", "pack.json", stack=STACK)
    rule.write_text(text)


def test_an_error_in_a_remediation_is_reported_and_leaves_the_resource(with_an_error: Done) -> None:
    done = with_an_error
    assert done.code != 0
    errors = [event["policyEvent"] for event in done.events if "policyEvent" in event]
    assert ["RuntimeError: no key today" in event["message"] for event in errors if event["policyName"] == "pack-error"]
    assert inputs(done)["queue"].get("sqsManagedSseEnabled") is not True
    assert ("s3-versioning-enabled", "versions") in remediations(done)
