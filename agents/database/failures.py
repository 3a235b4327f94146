"""What an error of the Data API says about the statement and about the database."""

from __future__ import annotations

import re

from botocore.exceptions import ClientError

from agent_runtime.refusals import REFUSED, code_of, never_ran

#: No statement can run at all.
_UNREACHABLE = REFUSED["rds-data"].keys() | {
    "DatabaseNotFoundException",
    "HttpEndpointNotEnabledException",
    "InvalidResourceStateException",
    "InvalidSecretException",
    "SecretsErrorException",
}
#: SQLSTATE of the same errors from PostgreSQL itself: connection, credentials, operator intervention.
_NO_SESSION = re.compile(r"SQLState: (08|28|57P0|53300)")
#: Of these: the credentials were refused.
_NO_LOGIN = re.compile(r"SQLState: 28")
#: Of these: the session never began. No connection, too many connections, starting up, or shutting down.
_NOT_BEGUN = re.compile(r"SQLState: (08001|08004|53300|57P03)")
#: SQLSTATE of a value that cannot be stored: malformed, out of range, or against a check.
_NO_VALUE = re.compile(r"SQLState: (22|23514|54000)")


def did_not_run(error: Exception) -> bool:
    """Whether running the statement again is safe."""
    return never_ran("rds-data", error) or (isinstance(error, ClientError) and bool(_NOT_BEGUN.search(str(error))))


def is_about_a_value(error: ClientError) -> bool:
    """Whether PostgreSQL refused the value itself, so that it would refuse it again."""
    return bool(_NO_VALUE.search(str(error)))


def is_unreachable(error: ClientError) -> bool:
    return code_of(error) in _UNREACHABLE or bool(_NO_SESSION.search(str(error)))


def is_login_refused(error: Exception) -> bool:
    return isinstance(error, ClientError) and bool(_NO_LOGIN.search(str(error)))


def timed_out(error: Exception) -> bool:
    """Whether the Data API stopped waiting for the statement, after 45 s."""
    return isinstance(error, ClientError) and code_of(error) == "StatementTimeoutException"
