"""A caller of Bedrock that leaves ends the call of the model: nobody would read the answer."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ReadTimeoutError

from tests.local.conftest import Cloud
from tests.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.local

MODEL = "amazon.nova-lite-v1:0"


def bedrock(cloud: Cloud, seconds: float) -> Any:
    """A client that waits this long for an answer, once."""
    config = Config(read_timeout=seconds, retries={"total_max_attempts": 1})
    session = boto3.Session(cloud.aws.access_key_id, cloud.aws.secret_access_key, region_name=cloud.aws.region)
    return session.client("bedrock-runtime", endpoint_url=cloud.aws.endpoint, config=config)


def test_the_models_call_ends_when_its_caller_leaves(cloud: Cloud) -> None:
    with pytest.raises(ReadTimeoutError):
        bedrock(cloud, 1).converse(modelId=MODEL, messages=[{"role": "user", "content": [{"text": "wait"}]}])
    assert cloud.model.asked.is_set()
    assert cloud.model.left.wait(PATIENCE_SECONDS)


def test_a_caller_that_stays_gets_its_answer(cloud: Cloud) -> None:
    answer = bedrock(cloud, 60).converse(modelId=MODEL, messages=[{"role": "user", "content": [{"text": "go"}]}])
    assert answer["output"]["message"]["content"] == [{"text": f"{MODEL} heard go"}]
