"""A mandatory violation stops the real engine before anything is created."""

from __future__ import annotations

import pytest

from tests.engine.pulumi import PACK, Pulumi

pytestmark = pytest.mark.engine
UNSAFE = '\nimport pulumi_aws\n\npulumi_aws.sqs.Queue("unsafe", name="alex-prod-unsafe")\n'


@pytest.fixture(scope="module")
def unsafe(another_project: Pulumi) -> Pulumi:
    """A project whose program has a queue without tags, encryption and policy."""
    program = another_project.folder / "__main__.py"
    program.write_text(program.read_text() + UNSAFE)
    another_project.configure("prod", dependencies="provided")
    another_project.new_stack("prod")
    return another_project


@pytest.mark.parametrize("command", [("preview",), ("up", "--yes")], ids=lambda command: command[0])
def test_a_mandatory_violation_stops_prod(unsafe: Pulumi, command: tuple[str, ...]) -> None:
    done = unsafe.run(*command, *PACK, stack="prod")

    assert done.code != 0
    assert {rule for rule, level in done.violations() if level == "mandatory"} >= {"sqs-dlq", "sqs-tls-only"}
    assert unsafe.state("prod") == []
    names = [function["FunctionName"] for function in unsafe.alex.client("lambda").list_functions()["Functions"]]
    assert not [name for name in names if name.startswith("alex-prod-")]
