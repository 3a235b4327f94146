"""The CloudFront function that sends the secret, and the client's address, to the API.

Its code holds the secret, so Pulumi does not have it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger
from botocore.exceptions import ClientError

from agent_runtime.origin import HEADER

logger = Logger(child=True)

_CODE = """// Written by the origin rotator.
function handler(event) {{
  var request = event.request;
  request.headers[{header}] = {{ value: {value} }};
  // For the API's access log, which knows no other header.
  request.headers["user-agent"] = {{ value: event.viewer.ip }};
  return request;
}}
"""
_CONFIG = {"Comment": "Tells the API that a request came through CloudFront", "Runtime": "cloudfront-js-2.0"}


class EdgeFunction:
    """One CloudFront function, by name.

    Args:
        client: boto3 `cloudfront` client.
        name: of the function. It need not exist yet.
        tags: of the function.
    """

    def __init__(self, client: Any, name: str, tags: Mapping[str, str]) -> None:
        self._client, self._name, self._tags = client, name, tags

    def send(self, value: str) -> None:
        """Makes the edge send `value` from now on. Creates the function if there is none."""
        if self.sends(value):
            return
        written = {"Name": self._name, "FunctionConfig": _CONFIG, "FunctionCode": edge_code(value)}
        etag = self._etag()
        if etag is None:
            self._client.create_function(**written)
        else:
            self._client.update_function(**written, IfMatch=etag)
        self._client.publish_function(Name=self._name, IfMatch=self._etag())
        self._tag()

    def _tag(self) -> None:
        described = self._client.describe_function(Name=self._name, Stage="LIVE")
        arn = described["FunctionSummary"]["FunctionMetadata"]["FunctionARN"]
        items = [{"Key": key, "Value": value} for key, value in self._tags.items()]
        try:
            self._client.tag_resource(Resource=arn, Tags={"Items": items})
        except ClientError as error:
            # The edge sends the secret already, and the bill can do without tags.
            logger.warning("the function at the edge has no tags", reason=str(error))

    def sends(self, value: str) -> bool:
        """Whether the published function sends exactly this value."""
        try:
            live = self._client.get_function(Name=self._name, Stage="LIVE")
        except ClientError as error:
            return _absent(error)
        return live["FunctionCode"].read() == edge_code(value)

    def delete(self) -> None:
        """Deletes the function. No distribution may use it by then."""
        etag = self._etag()
        if etag is not None:
            self._client.delete_function(Name=self._name, IfMatch=etag)

    def _etag(self) -> str | None:
        try:
            return self._client.describe_function(Name=self._name, Stage="DEVELOPMENT")["ETag"]
        except ClientError as error:
            _absent(error)
            return None


def edge_code(value: str) -> bytes:
    return _CODE.format(header=json.dumps(HEADER), value=json.dumps(value)).encode()


def _absent(error: ClientError) -> bool:
    """False when the function does not exist; raises every other error."""
    if error.response.get("Error", {}).get("Code") != "NoSuchFunctionExists":
        raise error
    return False
