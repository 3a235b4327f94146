"""What the embedded AWS cannot create is listed with its reason, and has outputs all the same."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from cli.run import up
from local.aws.emulator.lambda_.failed_events import qualifier_of
from local.engine.not_emulated import NOT_EMULATED, NotEmulated, unemulated


def test_a_resource_that_is_not_created_has_a_plausible_id_and_the_outputs_that_are_read():
    missing = NotEmulated("Why.", id="{name}-1", outputs={"arn": "arn:aws:x:{region}:{account}:thing/{id}"})

    assert missing.state("probe", "eu-west-1", "123456789012") == (
        "probe-1",
        {"arn": "arn:aws:x:eu-west-1:123456789012:thing/probe-1"},
    )


def test_only_what_the_program_has_is_listed_once_with_the_reason():
    listed = next(iter(NOT_EMULATED))

    assert unemulated([listed, listed, "aws:sqs/queue:Queue"]) == {listed: NOT_EMULATED[listed].reason}


def test_alex_up_shows_the_list():
    shown = io.StringIO()
    Console(file=shown, width=200).print(up.not_emulated_table({"aws:x/probe:Probe": "The emulator has no probes."}))

    assert "x.Probe" in shown.getvalue()
    assert "The emulator has no probes." in shown.getvalue()


@pytest.mark.parametrize(
    ("arn", "qualifier"),
    [
        ("arn:aws:lambda:us-east-1:123456789012:function:alex-local-api:live", "live"),
        ("arn:aws:lambda:us-east-1:123456789012:function:alex-local-api", None),
    ],
    ids=["an alias", "the unpublished version"],
)
def test_the_qualifier_of_an_invocation_is_in_the_functions_arn(arn: str, qualifier: str | None):
    assert qualifier_of(arn) == qualifier
