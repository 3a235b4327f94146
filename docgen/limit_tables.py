"""Tables of time limits, and of the refusals after which a call is sent again."""

from __future__ import annotations

from agent_runtime.refusals import REFUSED
from components.foundation import time_limits
from docgen.markdown import table

_SERVICES = {
    "lambda": "Lambda, a specialist's invocation",
    "rds-data": "Data API, outside of a transaction",
    "secretsmanager": "Secrets Manager",
    "sqs": "SQS",
}


def time_limit_table() -> str:
    rows = [f"| {what} | {seconds} s | {why} |" for what, seconds, why in time_limits.table()]
    return table("| limit | time | derived from |", rows)


def refusal_table() -> str:
    rows = [
        f"| {_SERVICES[service]} | `{code}` | {reason} |"
        for service, codes in REFUSED.items()
        for code, reason in codes.items()
    ]
    return table("| call | refused with | because |", rows)
