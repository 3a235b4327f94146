"""Every command of AWS's CLI and of `alex` in the docs exists, with its options."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from cli.main import app
from tests.runbooks.aws_cli import AwsCall, NoSuchCommand, parse
from tests.runbooks.pages import ROOT, blocks_of, commands_of

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
#: Words that the CLI reference shows in place of values.
GENERATED = {"cli.md"}


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_command_of_aws_exists_with_its_options(page: Path) -> None:
    for words in commands_of(page.read_text("utf-8")):
        if words[0] == "aws":
            parse(words[1:])


@pytest.mark.parametrize("page", [page for page in PAGES if page.name not in GENERATED], ids=named)
def test_a_command_of_alex_exists_with_its_options(page: Path) -> None:
    for words in commands_of(page.read_text("utf-8")):
        if words[0] == "alex":
            assert not list(unknown(words[1:])), " ".join(words)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_setting_that_pulumi_is_to_change_exists(page: Path) -> None:
    settings = yaml.safe_load((ROOT / "Pulumi.yaml").read_text("utf-8"))["config"].keys()
    keys = re.findall(r"pulumi config (?:set|rm|get) (?:--secret |--stack \w+ )*([a-z]\w+)", page.read_text("utf-8"))

    assert {key for key in keys if key not in settings} == set()


def unknown(words: list[str]) -> Iterator[str]:
    """Words that `alex` does not know: a command, or an option of it."""
    command: Any = typer.main.get_command(app)
    for word in words:
        children = getattr(command, "commands", {})
        if word in children:
            command = children[word]
        elif children and not word.startswith("-"):
            yield word
            return
    options = {name for option in command.params for name in (*option.opts, *option.secondary_opts)} | {"--help", "-h"}
    options |= {"--version", "--install-completion"}
    yield from (word for word in words if word.startswith("-") and word.partition("=")[0] not in options)


def test_the_docs_have_such_commands() -> None:
    found = [words[:3] for page in PAGES for words in commands_of(page.read_text("utf-8"))]

    assert ["aws", "rds", "copy-db-cluster-snapshot"] in found
    assert ["alex", "redrive", "--discard"] in found
    assert ["aws", "lambda", "update-alias"] in found


@pytest.mark.parametrize(
    ("command", "said"),
    [
        pytest.param("ecs describe", "no such operation", id="an operation that does not exist"),
        pytest.param("postgres list-all", "no such service", id="a service that does not exist"),
        pytest.param("sqs purge-queue --queue-name jobs", "there is no queue-name", id="an option"),
        pytest.param("sqs purge-queue", "--queue-url is required", id="an option that is missing"),
        pytest.param("kms list-keys --no-paginate-me", "there is no no-paginate-me", id="a flag"),
        pytest.param(
            "wafv2 list-web-acls --scope EDGE", "one of CLOUDFRONT, REGIONAL", id="a value outside of an enum"
        ),
        pytest.param("rds wait db-cluster-renamed --db-cluster-identifier a", "no such waiter", id="a waiter"),
        pytest.param("logs tail group --until 1h", "there is no until", id="an option of a command of the CLI's own"),
        pytest.param(
            "rds modify-db-cluster --db-cluster-identifier a --serverless-v2-scaling-configuration Min=0",
            "there is no Min",
            id="a key of a structure",
        ),
    ],
)
def test_a_command_that_the_cli_refuses_is_found(command: str, said: str) -> None:
    with pytest.raises(NoSuchCommand, match=said):
        parse(command.split())


def test_values_become_those_of_the_service() -> None:
    command = (
        "rds create-db-cluster --db-cluster-identifier a --engine aurora-postgresql --port 5433 "
        "--no-deletion-protection "
        "--serverless-v2-scaling-configuration MinCapacity=0.5,SecondsUntilAutoPause=300 --vpc-security-group-ids a b "
        "--tags Key=Owner,Value=ops --query DBCluster.Status --output text"
    )

    assert parse(command.split()) == AwsCall(
        "rds",
        "create_db_cluster",
        {
            "DBClusterIdentifier": "a",
            "Engine": "aurora-postgresql",
            "Port": 5433,
            "DeletionProtection": False,
            "ServerlessV2ScalingConfiguration": {"MinCapacity": 0.5, "SecondsUntilAutoPause": 300},
            "VpcSecurityGroupIds": ["a", "b"],
            "Tags": [{"Key": "Owner", "Value": "ops"}],
        },
        "DBCluster.Status",
        "text",
    )


def test_blocks_below_the_limit_are_not_tried_until_the_next_heading() -> None:
    limit = "From here on AWS only: not tried."
    text = f"## A\n```sh\none\n```\n{limit}\n\n   ```sh\n   two\n   ```\n## B\n```sh\nthree\n```\n"

    assert [(block.heading, block.code, block.tried) for block in blocks_of(text)] == [
        ("A", "one\n", True),
        ("A", "two\n", False),
        ("B", "three\n", True),
    ]
