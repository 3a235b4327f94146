"""One rotation of the application's database credentials in four steps, each safe to repeat.

Two login users alternate. The idle one gets a new password and becomes current. The other keeps its password until the
next rotation, so requests under way never fail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from database.credentials import USERS, Credentials, new_credentials
from database.data_api import DataApi
from database.errors import LoginRefused
from database.login import make_login

CURRENT, PENDING = "AWSCURRENT", "AWSPENDING"


class RotationError(RuntimeError):
    """The secret or the database is not in the state that this step expects."""


@dataclass(frozen=True)
class Rotation:
    """Secrets Manager's steps. They raise RotationError, DatabaseUnavailable or ClientError.

    A step that comes too early, or for an outdated version, changes nothing.
    """

    secrets: Any
    """boto3 `secretsmanager` client."""
    secret_arn: str
    candidate_arn: str
    """A secret for the credentials under test: the Data API reads only the current version of a secret."""
    token: str
    """The version that the rotation creates."""
    owner: DataApi
    """Connected as the user that may change logins."""
    candidate: DataApi
    """Connected with the credentials in `candidate_arn`."""

    def is_done(self) -> bool:
        """Whether the version is current already. Raises RotationError for a version that is not pending."""
        stages = self._stages().get(self.token, [])
        if CURRENT not in stages and PENDING not in stages:
            raise RotationError(f"version {self.token} of the secret is not {PENDING}")
        return CURRENT in stages

    def create_secret(self) -> None:
        """Creates credentials for the idle user."""
        if self._value(VersionId=self.token, VersionStage=PENDING) is not None:
            return
        current = self._value(VersionStage=CURRENT)
        username = USERS[current is not None and current.username == USERS[0]]
        self.secrets.put_secret_value(
            SecretId=self.secret_arn,
            ClientRequestToken=self.token,
            SecretString=new_credentials(self.secrets, username).to_secret(),
            VersionStages=[PENDING],
        )

    def set_secret(self) -> None:
        """Sets the pending password in the database."""
        pending, current = self._pending(), self._value(VersionStage=CURRENT)
        if current is not None and current.username == pending.username:
            raise RotationError(f"{pending.username} is in use, a new password would lock the application out")
        make_login(self.owner, pending.username, pending.password.get_secret_value())

    def test_secret(self) -> None:
        """Logs in with the new credentials and reads the application's tables."""
        # Setting up a rotation without rotating runs only this step, on a version without a value.
        if self._value(VersionId=self.token, VersionStage=PENDING) is None:
            self.owner.query("Rotation.try_out", "SELECT 1 AS one")
            return
        self._log_in(self._pending())

    def finish_secret(self) -> None:
        """Makes the version the current one. Every later read of the secret gets it.

        Logs in with it first: after a skipped step, the application would be locked out of its database.
        """
        self._log_in(self._pending())
        current = [version for version, stages in self._stages().items() if CURRENT in stages]
        move_from = {"RemoveFromVersionId": current[0]} if current else {}
        self.secrets.update_secret_version_stage(
            SecretId=self.secret_arn, VersionStage=CURRENT, MoveToVersionId=self.token, **move_from
        )

    def _log_in(self, pending: Credentials) -> None:
        """Logs in as the application will. Raises RotationError if the login fails or is another user's."""
        self.secrets.put_secret_value(
            SecretId=self.candidate_arn, ClientRequestToken=self.token, SecretString=pending.to_secret()
        )
        sql = "SELECT CAST(current_user AS text) AS username, EXISTS (SELECT FROM jobs) AS has_jobs"
        try:
            (row,) = self.candidate.query("Rotation.test", sql)
        except LoginRefused:
            hint = "setSecret has not run, or the password has been changed since"
            raise RotationError(f"{pending.username} cannot log in with the pending password; {hint}") from None
        if row["username"] != pending.username:
            raise RotationError(f"logged in as {row['username']}, not as {pending.username}")

    def _pending(self) -> Credentials:
        value = self._value(VersionId=self.token, VersionStage=PENDING)
        if value is None:
            raise RotationError(f"version {self.token} has no value: createSecret has not run")
        return value

    def _stages(self) -> dict[str, list[str]]:
        return self.secrets.describe_secret(SecretId=self.secret_arn).get("VersionIdsToStages", {})

    def _value(self, **version: str) -> Credentials | None:
        try:
            text = self.secrets.get_secret_value(SecretId=self.secret_arn, **version).get("SecretString")
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "ResourceNotFoundException":
                return None
            raise
        return Credentials.model_validate_json(text) if text else None
