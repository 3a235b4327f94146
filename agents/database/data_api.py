"""SQL over the RDS Data API: bound parameters only, transactions, retries while Aurora resumes."""

from __future__ import annotations

import copy
import time
from collections.abc import Generator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import backoff
import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError

from agent_runtime.bedrock.http_call import at_most, make_endable
from agent_runtime.refusals import NOT_CONNECTED
from agent_runtime.settings import DatabaseSettings, database_settings
from agent_runtime.telemetry.metrics import count, duration
from database import failures, fields
from database.errors import DatabaseUnavailable, LoginRefused, StillRunning

logger = Logger(child=True)

#: A slower statement gets a log line. Metrics count slow statements but do not name them.
SLOW_MS = 100
#: The API's longest wait for Aurora, which takes about 15 s to resume from 0 capacity units. Then its client is told to
#: ask again.
RESUME_SECONDS = 25.0
#: The wait of functions that start work by themselves. After a day's pause Aurora takes 30 s or more to resume.
PATIENT_SECONDS = 90.0
#: Kept back from the invocation's time, so that its caller still gets an answer.
RESERVE_SECONDS = 2.0
CONNECT_SECONDS = 3.0

#: The Data API reads the secret and then logs in. Two rotations in between invalidate the password that it has read, so
#: a login is repeated with the secret's value by then. Permanently wrong credentials cost no more than these attempts.
_LOGIN_ATTEMPTS, _LOGIN_PAUSE_SECONDS = 3, 0.25
#: The connection hung or was dropped. The statement may have run, so it is not run again.
_LOST_CONNECTION = HTTPClientError


class DataApi:
    """The application's database. Safe to share between threads.

    Args:
        client: boto3 `rds-data` client that does not retry by itself.
        settings: cluster, database and the application's secret.
        secret_arn: another user's secret instead of the application's.
    """

    def __init__(self, client: Any, settings: DatabaseSettings, secret_arn: str | None = None) -> None:
        self._client = client
        self._target = {"resourceArn": settings.cluster_arn, "secretArn": secret_arn or settings.secret_arn}
        self._database = settings.name
        self._transaction: dict[str, str] = {}
        self._deadline: float | None = None
        self._longest_wait = RESUME_SECONDS

    def bound_by(
        self, context: LambdaContext, longest_wait: float = RESUME_SECONDS, *, most_seconds: float = float("inf")
    ) -> None:
        """Limits statements, and waiting for the database, to this invocation's time.

        Args:
            context: of the invocation.
            longest_wait: seconds that a statement waits for a database that cannot run it yet.
            most_seconds: that the invocation's caller still waits, if it does not wait for the invocation's end.
        """
        self._longest_wait = longest_wait
        seconds = min(context.get_remaining_time_in_millis() / 1000, most_seconds)
        self._deadline = time.monotonic() + seconds - RESERVE_SECONDS

    @property
    def seconds_left(self) -> float:
        """Until the invocation has to answer; infinite if it was never bound."""
        return float("inf") if self._deadline is None else self._deadline - time.monotonic()

    def query(self, operation: str, sql: str, /, **params: Any) -> list[dict[str, Any]]:
        """Runs one statement and returns its rows.

        Args:
            operation: name of the statement in metrics, e.g. `Jobs.claim`.
            sql: one statement with `:name` parameters. It never contains a value.
            params: None, bool, int, float, Decimal, str, UUID, date, aware datetime, or dict/list for JSON.

        Returns:
            One dict per row: uuid as str, timestamptz as aware datetime, numeric as Decimal, jsonb as parsed JSON.

        Raises:
            DatabaseUnavailable: the database cannot be reached. The statement did not run, or the connection was lost
                and it may have run. LoginRefused: the credentials in the secret are wrong.
            ClientError: PostgreSQL refused it.
        """
        return fields.rows(self._execute(operation, sql, params, includeResultMetadata=True))

    def execute(self, operation: str, sql: str, /, **params: Any) -> int:
        """Runs one statement that returns no rows; the number of rows it changed. Arguments as for `query`."""
        return self._execute(operation, sql, params)["numberOfRecordsUpdated"]

    def execute_long(self, operation: str, sql: str) -> None:
        """Runs one statement outside of a transaction that may take longer than the Data API waits for it.

        Raises:
            StillRunning: it goes on.
        """
        try:
            self._execute(operation, sql, {}, continueAfterTimeout=True)
        except ClientError as error:
            if failures.timed_out(error):
                raise StillRunning(f"{operation}: the statement goes on") from error
            raise

    @contextmanager
    def transaction(self) -> Generator[DataApi]:
        """Commits all statements run on the yielded object together, or none if the block raises."""
        if self._transaction:
            raise RuntimeError("a transaction is already open")
        begun = self._call("transaction", "begin_transaction", **self._target, database=self._database)
        inside = copy.copy(self)
        inside._transaction = {"transactionId": begun["transactionId"]}
        try:
            yield inside
        except BaseException:
            inside._roll_back()
            raise
        self._call("transaction", "commit_transaction", **self._target, **inside._transaction)

    def _roll_back(self) -> None:
        """Never raises: the caller is handling an error, and the Data API ends open transactions by itself."""
        try:
            self._call("transaction", "rollback_transaction", **self._target, **self._transaction)
        except Exception:
            logger.exception("the transaction could not be rolled back")

    def _execute(self, operation: str, sql: str, params: dict[str, Any], **options: Any) -> dict[str, Any]:
        return self._call(
            operation,
            "execute_statement",
            **self._target,
            **self._transaction,
            **options,
            database=self._database,
            sql=sql,
            parameters=[fields.parameter(name, value) for name, value in params.items()],
        )

    def _call(self, operation: str, method: str, **request: Any) -> dict[str, Any]:
        attempt = backoff.on_exception(
            backoff.expo,
            (ClientError, *NOT_CONNECTED),
            giveup=self._is_final,
            max_time=self._patience(),
            factor=0.25,
            max_value=3,
            logger=None,
        )(self._log_in_and_attempt)
        try:
            return attempt(operation, method, request)
        except (ClientError, *NOT_CONNECTED, _LOST_CONNECTION) as error:
            if _goes_on(error, request):
                raise
            count("DataApiErrors", operation=operation)
            if isinstance(error, ClientError) and not failures.is_unreachable(error):
                raise
            count("DatabaseConnectionErrors")
            if failures.is_login_refused(error):
                raise LoginRefused(f"{operation}: the database does not take the secret's credentials") from error
            raise DatabaseUnavailable(f"{operation}: the database cannot be reached") from error

    def _log_in_and_attempt(self, operation: str, method: str, request: dict[str, Any]) -> dict[str, Any]:
        attempt = backoff.on_exception(
            backoff.constant,
            ClientError,
            giveup=lambda error: not failures.is_login_refused(error),
            max_tries=_LOGIN_ATTEMPTS,
            interval=_LOGIN_PAUSE_SECONDS,
            jitter=None,
            logger=None,
        )(self._attempt)
        return attempt(operation, method, request)

    def _attempt(self, operation: str, method: str, request: dict[str, Any]) -> dict[str, Any]:
        started = time.monotonic()
        with at_most(self.seconds_left):
            response = getattr(self._client, method)(**request)
        elapsed = (time.monotonic() - started) * 1000
        duration("DataApiLatency", elapsed, operation=operation)
        if elapsed > SLOW_MS:
            logger.warning("slow statement", operation=operation, duration_ms=round(elapsed))
        return response

    def _is_final(self, error: Exception) -> bool:
        # An open transaction is lost with its connection. Its statements cannot be repeated one by one.
        return bool(self._transaction) or (isinstance(error, ClientError) and not failures.did_not_run(error))

    def _patience(self) -> float:
        return max(0.0, min(self.seconds_left, self._longest_wait))


def _goes_on(error: Exception, request: dict[str, Any]) -> bool:
    return "continueAfterTimeout" in request and failures.timed_out(error)


def data_api_client(settings: DatabaseSettings) -> Any:
    """An `rds-data` client whose only retries are those of `DataApi`, and whose statements end with the invocation."""
    config = Config(
        retries={"mode": "standard", "total_max_attempts": 1},
        connect_timeout=CONNECT_SECONDS,
        read_timeout=settings.call_seconds,
    )
    client = boto3.client("rds-data", config=config)
    make_endable(client)
    return client


@lru_cache
def data_api() -> DataApi:
    """The database of this process's environment."""
    settings = database_settings()
    return DataApi(data_api_client(settings), settings)
