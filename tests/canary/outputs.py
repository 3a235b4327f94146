"""Every output of the running system that anyone but the secret's owner may read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from psycopg2 import sql

from tests.canary.searching import Output


def outputs_of(stack: Any, folder: Path) -> Iterator[Output]:
    """Outputs that the system holds now. Tests keep transient ones themselves (API, command line, registrations).

    Args:
        stack: LocalAlex.
        folder: with its run file.
    """
    yield from _environments(stack)
    yield from _logs(stack)
    yield from _traces(stack.traces_file)
    yield from _queues(stack)
    yield from _rows(stack)
    yield from _buckets(stack)
    yield Output("log of the emulator", "ministack", stack.aws.log())
    yield Output("log of PostgreSQL", "server", stack.postgres.log())
    yield Output("IAM log", "iam.jsonl", json.dumps(stack.iam_log()))
    yield Output("Pulumi", "outputs", json.dumps(stack.outputs, default=str))
    yield from _edge_functions(stack)
    yield Output("run file", "run.json", (folder / "run.json").read_text())


def _environments(stack: Any) -> Iterator[Output]:
    client = stack.client("lambda")
    for page in client.get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            name = function["FunctionName"]
            for qualifier in ("$LATEST", "live"):
                found = client.get_function_configuration(FunctionName=name, Qualifier=qualifier)
                yield Output("environment of a function", f"{name}:{qualifier}", json.dumps(found, default=str))


def _logs(stack: Any) -> Iterator[Output]:
    client = stack.client("logs")
    for page in client.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            name = group["logGroupName"]
            events = client.get_paginator("filter_log_events").paginate(logGroupName=name)
            yield Output("log", name, "\n".join(event["message"] for found in events for event in found["events"]))


def _traces(file: Path) -> Iterator[Output]:
    """The database's file and journal as bytes, and each row: pages may split long texts."""
    for path in (file, file.with_name(f"{file.name}-wal")):
        if path.exists():
            yield Output("trace", path.name, path.read_bytes().decode(errors="replace"))
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in connection.execute(f"SELECT * FROM {table}"):
                yield Output("trace", table, json.dumps(row, default=str))


def _queues(stack: Any) -> Iterator[Output]:
    client = stack.client("sqs")
    for url in client.list_queues().get("QueueUrls", []):
        while messages := client.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=600, MessageAttributeNames=["All"]
        ).get("Messages"):
            for message in messages:
                yield Output("queue", url.rsplit("/", 1)[-1], json.dumps(message))


def _rows(stack: Any) -> Iterator[Output]:
    """Every row of every table as text, which covers new columns too."""
    with closing(stack.postgres.connect("alex")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            name = sql.Identifier(table)
            cursor.execute(sql.SQL("SELECT CAST({} AS text) FROM {}").format(name, name))
            yield Output("database row", table, "\n".join(row for (row,) in cursor.fetchall()))


def _buckets(stack: Any) -> Iterator[Output]:
    client = stack.client("s3")
    for bucket in client.list_buckets()["Buckets"]:
        name = bucket["Name"]
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=name):
            for item in page.get("Contents", []):
                body = client.get_object(Bucket=name, Key=item["Key"])["Body"].read()
                yield Output("bucket", f"{name}/{item['Key']}", body.decode(errors="replace"))


def _edge_functions(stack: Any) -> Iterator[Output]:
    client = stack.client("cloudfront")
    for item in client.list_functions()["FunctionList"].get("Items", []):
        for stage in ("DEVELOPMENT", "LIVE"):
            code = client.get_function(Name=item["Name"], Stage=stage)["FunctionCode"].read().decode()
            yield Output("edge function", f"{item['Name']} {stage}", code)
