"""The secret's first value, and the four steps of its rotation by Secrets Manager.

The API always accepts the value that the edge sends. It accepts a pending value as soon as it has read it, and the edge
sends that value only after the API has had time to read it. The old value stays valid as the previous one.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from agent_runtime.origin import MAX_AGE_SECONDS
from origin_rotator.edge import EdgeFunction

#: By then, every running API has read the secret again, regardless of its clock.
SETTLE_SECONDS = MAX_AGE_SECONDS + 5
_VALUE_BYTES = 32


class RotationError(RuntimeError):
    """A step found the secret or the edge in a state that the previous step did not leave."""


class Rotation:
    """
    Args:
        client: boto3 `secretsmanager` client.
        arn: of the secret.
        edge: sends the secret's value.
        sleep: waits for a number of seconds.
    """

    def __init__(self, client: Any, arn: str, edge: EdgeFunction, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client, self._arn, self._edge, self._sleep = client, arn, edge, sleep

    def prepare(self) -> None:
        """Creates a missing value and makes the edge send it. A repeated run changes nothing."""
        value = self._value(VersionStage="AWSCURRENT")
        if value is None:
            value = _new_value()
            self._client.put_secret_value(SecretId=self._arn, SecretString=value)
        self._edge.send(value)

    def step(self, name: str, version: str) -> None:
        """Runs one of Secrets Manager's steps, e.g. `createSecret`. Each may come more than once.

        Raises RotationError, also for a version that is not pending.
        """
        stages = self._client.describe_secret(SecretId=self._arn)["VersionIdsToStages"].get(version)
        if stages is None:
            raise RotationError(f"version {version} is not one of the secret's")
        if "AWSCURRENT" in stages:
            return
        if "AWSPENDING" not in stages:
            raise RotationError(f"version {version} is not pending")
        match name:
            case "createSecret":
                self._create(version)
            case "setSecret":
                self._sleep(SETTLE_SECONDS)
                self._edge.send(self._pending(version))
            case "testSecret":
                self._test(version)
            case "finishSecret":
                # Checked again: after a skipped step, the edge would send a value that the API no longer accepts.
                self._check(version)
                self._finish(version)
            case _:
                raise RotationError(f"unknown step {name!r}")

    def _create(self, version: str) -> None:
        if self._value(VersionId=version, VersionStage="AWSPENDING") is None:
            self._client.put_secret_value(
                SecretId=self._arn,
                ClientRequestToken=version,
                SecretString=_new_value(),
                VersionStages=["AWSPENDING"],
            )

    def _test(self, version: str) -> None:
        # Setting up a schedule without rotating runs only this step, on a version without a value.
        if self._value(VersionId=version, VersionStage="AWSPENDING") is not None:
            self._check(version)
            return
        current = self._value(VersionStage="AWSCURRENT")
        if current is None or not self._edge.sends(current):
            raise RotationError("the edge does not send the current value: the rotator has not prepared it")

    def _check(self, version: str) -> None:
        if not self._edge.sends(self._pending(version)):
            raise RotationError("the edge does not send the pending value: setSecret has not run")

    def _finish(self, version: str) -> None:
        stages = self._client.describe_secret(SecretId=self._arn)["VersionIdsToStages"]
        current = next((one for one, labels in stages.items() if "AWSCURRENT" in labels), None)
        self._client.update_secret_version_stage(
            SecretId=self._arn,
            VersionStage="AWSCURRENT",
            MoveToVersionId=version,
            **({"RemoveFromVersionId": current} if current else {}),
        )

    def _pending(self, version: str) -> str:
        value = self._value(VersionId=version, VersionStage="AWSPENDING")
        if value is None:
            raise RotationError(f"version {version} has no value")
        return value

    def _value(self, **version: str) -> str | None:
        try:
            return self._client.get_secret_value(SecretId=self._arn, **version).get("SecretString")
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "ResourceNotFoundException":
                return None
            raise


def _new_value() -> str:
    return secrets.token_urlsafe(_VALUE_BYTES)
