"""The deployer is strict: nothing of the program gets lost on its way to the embedded AWS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from local.engine.deployer import Deployed, deploy
from local.errors import LocalError

pytestmark = pytest.mark.local

PROGRAM = """
import pulumi
import pulumi_aws as aws
{body}
"""


@pytest.fixture
def run(cloud: Any, tmp_path: Path) -> Any:
    def deployed(body: str, **options: Any) -> Any:
        (tmp_path / "Pulumi.yaml").write_text("name: alex\nruntime: python\n")
        (tmp_path / "Pulumi.local.yaml").write_text("config: {aws:region: us-east-1}\n")
        (tmp_path / "__main__.py").write_text(PROGRAM.format(body=body))
        return deploy(tmp_path, "local", cloud.aws, cloud.postgres, **options)

    return deployed


def test_a_program_runs_again_and_again_in_one_process(run: Any, cloud: Any) -> None:
    seen: list[Deployed] = []
    for number in (1, 2):
        body = f"pulumi.export('url', aws.sqs.Queue('again', name='again-{number}', delay_seconds=3).url)"
        outputs = run(body, on_resource=seen.append).outputs
        attributes = cloud.aws.client("sqs").get_queue_attributes(QueueUrl=outputs["url"], AttributeNames=["All"])
        assert attributes["Attributes"]["DelaySeconds"] == "3"
    assert [(resource.type, resource.name) for resource in seen] == [("aws:sqs/queue:Queue", "again")] * 2


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param(
            "aws.glue.CatalogDatabase('lake', name='lake')",
            r"^aws:glue/catalogDatabase:CatalogDatabase 'lake': not supported by the embedded AWS",
            id="an unknown type",
        ),
        pytest.param(
            "aws.sqs.Queue('fair', deduplication_scope='queue')",
            r"^aws:sqs/queue:Queue 'fair': the embedded AWS does not receive `deduplicationScope`",
            id="an unused input",
        ),
        pytest.param(
            "aws.apigatewayv2.Api('api', protocol_type='HTTP', cors_configuration={'allowOrigin': ['x']})",
            r"^aws:apigatewayv2/api:Api 'api': .* create_api has no parameter for corsConfiguration\.allowOrigin",
            id="a nested input without a parameter",
        ),
        pytest.param(
            "pulumi.export('size', aws.sqs.Queue('read', name='read').max_message_size)",
            r"^aws:sqs/queue:Queue 'read': the program reads `maxMessageSize`, which local/engine/resources/ does not",
            id="an output that no creation returned",
        ),
        pytest.param(
            "aws.kms.Alias('alias', name='alias/x', target_key_id='no-such-key')",
            r"^aws:kms/alias:Alias 'alias': .*NotFoundException",
            id="a refusal by the API",
        ),
        pytest.param(
            "aws.ec2.get_ami(owners=['self'])",
            r"^no such invoke in the embedded AWS: aws:ec2/getAmi:getAmi",
            id="an unknown invoke",
        ),
        pytest.param("raise ValueError('owner is missing')", r"^the program failed: owner is missing$", id="its own"),
    ],
)
def test_what_would_get_lost_is_an_error_that_names_it(run: Any, body: str, message: str) -> None:
    with pytest.raises(LocalError, match=message) as failed:
        run(body)
    assert "\n" not in str(failed.value)
