"""A deployed stack on this machine: its clients, functions, logs and users' tokens."""

from __future__ import annotations

import json
import os
from typing import Any

from local.errors import LocalError
from local.issuer.users import ADA, GRACE
from local.machine import Machine
from local.run_file import RunFile

_USER, _OTHER_USER = ADA.subject, GRACE.subject
"""The users whose tokens are in the run file."""


class RunningStack(Machine):
    """What tests and commands ask a deployed stack for."""

    api_url: str
    """URL in front of `/api`; resolves on every machine."""
    site_url: str = ""
    """URL of the site, see `LocalAlex.announce_site`."""
    outputs: dict[str, Any]
    """Outputs of the stack."""

    def token(self, subject: str = _USER) -> str:
        """An access token of this user for the API."""
        return self.issuer.mint(subject)

    @property
    def origin_secret(self) -> str:
        """The secret that CloudFront sends with each request; the API rejects requests without it."""
        secret = self.client("secretsmanager").get_secret_value(SecretId=self.outputs["secrets"]["origin"])
        return secret["SecretString"]

    def client(self, service: str) -> Any:
        """A boto3 client with all permissions."""
        return self.aws.client(service)

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        """Invokes a function, e.g. `planner`, and returns its result. Raises LocalError when it fails."""
        from components.foundation.names import LIVE  # here, because it loads Pulumi: see `_deploy`

        name = self.outputs["functions"][function]
        response = self.client("lambda").invoke(FunctionName=name, Qualifier=LIVE, Payload=json.dumps(event))
        payload = json.loads(response["Payload"].read() or b"null")
        if response.get("FunctionError"):
            raise LocalError(f"{name} failed: {payload.get('errorMessage')}: {' '.join(self.logs(function)[-5:])}")
        return payload

    def logs(self, function: str) -> list[str]:
        """Log lines of a function, e.g. `planner`, in order."""
        group = f"/aws/lambda/{self.outputs['functions'][function]}"
        pages = self.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
        events = [event for page in pages for event in page["events"]]
        return [event["message"] for event in sorted(events, key=lambda event: event["timestamp"])]

    def iam_log(self) -> list[dict[str, Any]]:
        """All authorization decisions so far: `{time, who, action, resource, decision, sid}`."""
        return self.aws.iam_log()

    def run_file(self, started: float) -> RunFile:
        """Addresses and keys for other commands; `started` is a Unix time."""
        return RunFile(
            pid=os.getpid(),
            endpoint=self.endpoint,
            region=self.aws.region,
            access_key_id=self.aws.access_key_id,
            secret_access_key=self.aws.secret_access_key,
            api_url=self.api_url,
            site_url=self.site_url,
            token=self.token(),
            other_token=self.token(_OTHER_USER),
            model_url=self.model_url,
            model_name=self.model.name,
            model_id=self.model.model_id,
            iam_log=str(self.aws.iam_log_file),
            trace_url=self.trace_url,
            public_key=self.public_key,
            secret_key=self.secret_key,
            started=started,
        )
