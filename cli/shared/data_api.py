"""SQL over the Data API, as the application's database user."""

from __future__ import annotations

import time
from typing import Any

from botocore.exceptions import ClientError

from cli.shared.account import Account
from cli.shared.stack_account import error_code

#: How long a paused database may take to resume.
PATIENCE_SECONDS = 30.0
_RESUMING = ("DatabaseResumingException", "DatabaseUnavailableException")


class AppDatabase:
    """A stack's database. Nothing is asked before the first statement."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._secret_arn: str | None = None

    def execute(self, sql: str, *parameters: dict[str, Any]) -> Any:
        """The Data API's answer; waits while the database resumes. Raises boto3's errors."""
        started = time.monotonic()
        while True:
            try:
                return self._account.client("rds-data").execute_statement(
                    resourceArn=self._account.names().cluster_arn,
                    secretArn=self._secret(),
                    database="alex",
                    sql=sql,
                    parameters=list(parameters),
                )
            except ClientError as error:
                if error_code(error) not in _RESUMING or time.monotonic() - started > PATIENCE_SECONDS:
                    raise
                time.sleep(1)

    def json_rows(self, query: str, *parameters: dict[str, Any]) -> list[str]:
        """Each row as the text of a JSON object: the Data API itself has a different field for each column type.

        Args:
            query: a SELECT that holds constants of the program only; values are parameters.

        Raises boto3's errors, and KeyError, IndexError or TypeError for an answer that is none of the Data API.
        """
        whole = f"SELECT CAST(row_to_json(found) AS text) FROM ({query}) AS found"  # noqa: S608 - see the argument
        return [record[0]["stringValue"] for record in self.execute(whole, *parameters)["records"]]

    def _secret(self) -> str:
        if self._secret_arn is None:
            name = self._account.names().of("database-app")
            self._secret_arn = str(self._account.client("secretsmanager").describe_secret(SecretId=name)["ARN"])
        return self._secret_arn


def text_parameter(name: str, value: str) -> dict[str, Any]:
    """A parameter of a statement."""
    return {"name": name, "value": {"stringValue": value}}
