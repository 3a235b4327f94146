"""The RDS Data API over a real PostgreSQL, with Aurora's limits: one statement, typed parameters, 1 MiB, 45 s.

ministack decides whether the cluster exists, answers its HTTP endpoint and may be called; SQL runs here, in a thread.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg2
from ministack.services import rds_data
from psycopg2 import errors

from local.aws.emulator.iam import authorization
from local.aws.emulator.rds_data.column_metadata import ColumnMetadata
from local.aws.emulator.rds_data.connections import STATEMENT_SECONDS, Connections, Lease, Login
from local.aws.emulator.rds_data.data_values import Parameter, field, parameter
from local.aws.emulator.rds_data.sql_text import has_several_statements, number_placeholders
from local.aws.emulator.rds_data.time_limit import TimeLimitReached, left_after
from local.aws.emulator.wraps import Response, existing, wrap

Request = dict[str, Any]
Credentials = Callable[[str], tuple[str, str, Response | None]]
"""User and password from a secret, or the error response for an unusable secret."""

_RESPONSE_LIMIT = 1 << 20
_SQL_LIMIT = 65_536
_PASSWORD = re.compile("password", re.IGNORECASE)
"""Matches every statement that may change a password, however it is written."""
#: PostgreSQL's messages for a rejected login, and their SQLSTATE.
_REFUSALS = {
    "authentication failed": "28P01",
    "too many connections": "53300",
    "remaining connection slots": "53300",
    "is not permitted to log in": "28000",
    "does not exist": "3D000",
}


class DataApiError(Exception):
    """An error of the service: its code, message and HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


@dataclass
class _Transaction:
    cluster_arn: str
    lease: Lease
    passwords: bool = False
    """Whether a statement in the transaction may have changed a password."""


def install(postgres_port: int) -> None:
    """Runs the SQL of every cluster in the PostgreSQL on `postgres_port`, as the user in the caller's secret."""
    target_of = existing(rds_data, "_resolve_target", "resource_arn")
    endpoint_error = existing(rds_data, "_validate_http_endpoint_enabled", "cluster", "resource_arn")
    cluster_error = existing(rds_data, "_cluster_resolution_error", "resource_arn", "engine")
    credentials: Credentials = existing(rds_data, "_require_secret_credentials", "secret_arn")
    api = DataApi(postgres_port, credentials)

    def refusal(request: Request, headers: dict[str, str]) -> Response | None:
        cluster_arn, secret_arn = request.get("resourceArn", ""), request.get("secretArn", "")
        target, engine, cluster = target_of(cluster_arn)
        if answer := endpoint_error(cluster, cluster_arn):
            return answer
        if not target:
            return cluster_error(cluster_arn, engine)
        # The Data API reads the secret with its caller's permissions.
        denied = authorization.denial("rds-data", headers, "secretsmanager:GetSecretValue", secret_arn)
        return denied or credentials(secret_arn)[2]

    async def handle_request(_method: str, path: str, headers: dict[str, str], body: bytes, _query: Any) -> Response:
        request = json.loads(body or b"{}")
        # ministack serves all services from one event loop; a slow statement must not block the others.
        return refusal(request, headers) or await asyncio.to_thread(api.answer, path, request)

    parameters = ("method", "path", "headers", "body", "query_params")
    wrap(rds_data, "handle_request", *parameters, by=lambda _: handle_request)


class DataApi:
    """The operations, each a request dict to a response dict."""

    def __init__(self, port: int, credentials: Credentials, statement_seconds: float = STATEMENT_SECONDS) -> None:
        self._credentials = credentials
        self._statement_seconds = statement_seconds
        self._connections = Connections(port, statement_seconds)
        self._transactions: dict[str, _Transaction] = {}
        self._columns = ColumnMetadata()
        self._lock = threading.Lock()
        self._statement_numbers = itertools.count()
        self._operations: dict[str, Callable[[Request], Request]] = {
            "/Execute": self._execute,
            "/BatchExecute": self._batch_execute,
            "/BeginTransaction": self._begin,
            "/CommitTransaction": lambda request: self._end(request, commit=True),
            "/RollbackTransaction": lambda request: self._end(request, commit=False),
        }

    def answer(self, path: str, request: Request) -> Response:
        try:
            body = json.dumps(self._operations[path](request), ensure_ascii=False).encode()
        except DataApiError as error:
            return authorization.error(error.status, error.code, error.message)
        except (errors.QueryCanceled, TimeLimitReached) as error:
            return authorization.error(400, "StatementTimeoutException", f"Request timed out: {error}")
        except psycopg2.Error as error:
            return authorization.error(400, "DatabaseErrorException", _database_message(error))
        if len(body) > _RESPONSE_LIMIT:
            message = "Database returned more than the allowed response size limit"
            return authorization.error(400, "BadRequestException", message)
        return 200, {"Content-Type": "application/json"}, body

    def _execute(self, request: Request) -> Request:
        def run(connection: Any) -> Request:
            with connection.cursor() as cursor:
                self._run(cursor, request["sql"], request.get("parameters", []))
                description = cursor.description
                rows = cursor.fetchall() if description else []
                answer: Request = {
                    "numberOfRecordsUpdated": 0 if description else max(cursor.rowcount, 0),
                    "generatedFields": [],
                    "records": [[field(value) for value in row] for row in rows],
                }
                if description and request.get("includeResultMetadata"):
                    answer["columnMetadata"] = self._columns.of(cursor)
                return answer

        return self._with_connection(request, run)

    def _batch_execute(self, request: Request) -> Request:
        def run(connection: Any) -> Request:
            sets = request.get("parameterSets") or [[]]
            with connection.cursor() as cursor:
                for parameters in sets:
                    self._run(cursor, request["sql"], parameters)
            return {"updateResults": [{"generatedFields": []} for _ in sets]}

        return self._with_connection(request, run)

    def _begin(self, request: Request) -> Request:
        lease = self._take(request)
        lease.connection.autocommit = False
        number = str(uuid.uuid4())
        with self._lock:
            self._transactions[number] = _Transaction(request["resourceArn"], lease)
        return {"transactionId": number}

    def _end(self, request: Request, *, commit: bool) -> Request:
        transaction = self._transaction(request, forget=True)
        connection = transaction.lease.connection
        try:
            connection.commit() if commit else connection.rollback()
        finally:
            if transaction.passwords:
                self._connections.forget()
            self._connections.give_back(transaction.lease)
        return {"transactionStatus": "Transaction Committed" if commit else "Rollback Complete"}

    def _with_connection(self, request: Request, run: Callable[[Any], Request]) -> Request:
        passwords = bool(_PASSWORD.search(request["sql"]))
        if request.get("transactionId"):
            transaction = self._transaction(request)
            transaction.passwords |= passwords
            return self._limited(request, transaction.lease.connection, run, lambda: None)
        lease = self._take(request)

        def ended() -> None:
            if passwords:
                self._connections.forget()
            self._connections.give_back(lease)

        return self._limited(request, lease.connection, run, ended)

    def _limited(
        self, request: Request, connection: Any, run: Callable[[Any], Request], ended: Callable[[], None]
    ) -> Request:
        """Runs a statement within the time limit, and calls `ended` when it has ended."""
        if request.get("continueAfterTimeout"):
            return left_after(connection, self._statement_seconds, lambda: run(connection), ended)
        try:
            return run(connection)
        finally:
            ended()

    def _run(self, cursor: Any, sql: str, parameters: list[Request]) -> None:
        if len(sql) > _SQL_LIMIT:
            raise DataApiError("ValidationException", f"'sql' must have a length of at most {_SQL_LIMIT}")
        if has_several_statements(sql):
            raise DataApiError("ValidationException", "Multistatements aren't supported.")
        if not parameters:
            cursor.execute(sql)
            return
        try:
            values = {data["name"]: parameter(data) for data in parameters}
            statement, order = number_placeholders(sql, values)
        except ValueError as error:
            raise DataApiError("BadRequestException", str(error)) from error
        self._run_prepared(cursor, statement, [values[name] for name in order])

    def _run_prepared(self, cursor: Any, statement: str, bound: list[Parameter]) -> None:
        """Binds parameters with types, as JDBC does for the Data API; PostgreSQL would coerce literals in the text."""
        name = f"data_api_{next(self._statement_numbers)}"
        types = f" ({', '.join(value.type for value in bound)})" if bound else ""
        cursor.execute(f"PREPARE {name}{types} AS {statement}")
        marks = f" ({', '.join(['%s'] * len(bound))})" if bound else ""
        cursor.execute(f"EXECUTE {name}{marks}", [value.value for value in bound])

    def _take(self, request: Request) -> Lease:
        user, password, _ = self._credentials(request["secretArn"])
        try:
            return self._connections.take(Login(user, password, request.get("database") or "postgres"))
        except psycopg2.OperationalError as error:
            raise _no_session(error) from error

    def _transaction(self, request: Request, *, forget: bool = False) -> _Transaction:
        number = request.get("transactionId", "")
        with self._lock:
            found = self._transactions.get(number)
            if found is None or found.cluster_arn != request["resourceArn"]:
                raise DataApiError("TransactionNotFoundException", f"Transaction {number} is not found", 404)
            if forget:
                del self._transactions[number]
        return found


def _database_message(error: psycopg2.Error) -> str:
    text = " ".join(str(error).split())
    return f"{'' if 'FATAL' in text else 'ERROR: '}{text}; SQLState: {error.pgcode or '08006'}"


def _no_session(error: psycopg2.OperationalError) -> DataApiError:
    """The error of a failed connection. psycopg2 gives it no code: only the message distinguishes errors."""
    text = " ".join(str(error).split())
    for said, state in _REFUSALS.items():
        if said in text:
            return DataApiError("DatabaseErrorException", f"{text}; SQLState: {state}")
    return DataApiError("DatabaseUnavailableException", f"The writer instance isn't available: {text}", 504)
