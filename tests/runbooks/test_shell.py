"""The shell of runbooks: a block runs as it stands, and its programs are functions of the test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import boto3
import pytest
from botocore.stub import Stubber

from tests.runbooks import programs
from tests.runbooks.shell import Shell


def greet(words: list[str]) -> tuple[int, str]:
    return (0, f"hello {' '.join(words)}\n") if words else (3, "nobody\n")


def breaks(_words: list[str]) -> tuple[int, str]:
    raise RuntimeError("as always")


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    with closing(Shell(tmp_path, {"greet": greet, "breaks": breaks})) as made:
        yield made


def test_a_block_runs_for_the_stack_with_the_readers_values(shell: Shell) -> None:
    block = 'WHO=$(greet alex-prod-api)\ngreet "$WHO" VERSION \\\n  > said\ncat said\n'

    assert shell.run(block, VERSION="7") == "hello hello alex-local-api 7\n"


def test_a_block_ends_at_the_first_command_that_fails(shell: Shell) -> None:
    assert shell.run("greet\ngreet again\n", fails=True) == "nobody\n"
    with pytest.raises(AssertionError, match=r"exit code 3: nobody"):
        shell.run("greet\n")


def test_a_block_that_should_fail_and_does_not_is_found(shell: Shell) -> None:
    with pytest.raises(AssertionError, match="exit code 0"):
        shell.run("greet you\n", fails=True)


def test_a_program_that_raises_fails_its_block_with_the_reason(shell: Shell) -> None:
    assert "breaks: RuntimeError: as always" in shell.run("breaks\n", fails=True)


def test_a_value_for_a_word_that_is_not_in_the_block_is_refused(shell: Shell) -> None:
    with pytest.raises(AssertionError, match="no VERSION"):
        shell.run("greet you\n", VERSION="7")


@pytest.mark.parametrize(
    ("options", "printed"),
    [
        ("", '{\n  "Keys": [\n    {\n      "KeyId": "a"\n    },\n    {\n      "KeyId": "b"\n    }\n  ]\n}\n'),
        ("--query Keys[].KeyId --output text", "a\tb\n"),
        ("--query Keys[].[KeyId,KeyArn] --output text", "a\tNone\nb\tNone\n"),
        ("--query Keys[0].KeyId", '"a"\n'),
    ],
)
def test_aws_prints_as_its_cli(options: str, printed: str) -> None:
    client = boto3.client("kms", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    with Stubber(client) as stub:
        stub.add_response("list_keys", {"Keys": [{"KeyId": "a"}, {"KeyId": "b"}]})

        assert programs.aws(lambda _service: client)(["kms", "list-keys", *options.split()]) == (0, printed)


def test_an_error_of_aws_fails_the_command() -> None:
    client = boto3.client("kms", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    with Stubber(client) as stub:
        stub.add_client_error("list_keys", "AccessDeniedException", "no")

        code, text = programs.aws(lambda _service: client)(["kms", "list-keys"])

    assert code == 254
    assert "AccessDeniedException" in text
