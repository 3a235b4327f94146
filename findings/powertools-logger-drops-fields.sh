#!/usr/bin/env bash
# aws-lambda-powertools 3.37.0: Logger drops fields named level, location, timestamp, stack_trace or xray_trace_id.
#
# logger.info("paid", amount=5) writes amount as a field of the JSON line, and an argument that logging cannot take, such
# as name or filename, raises KeyError. One might expect a field of any other name to be written. Seen: the value given
# for one of these five names, as a keyword or in extra, is not written anywhere, without an error or a warning: a
# customer's level, a shop's location, the timestamp of an order. With append_keys() the first three replace the line's
# own, so that an alarm on level ERROR sees none. A field named service replaces the service's name: queries by service
# no longer find the line. A field of None leaves out what append_keys() had set.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check aws-lambda-powertools==3.37.0
"$folder/venv/bin/python" -W error - <<'PY'
import io, json

from aws_lambda_powertools import Logger

written = io.StringIO()
logger = Logger(service="orders", stream=written)


def line():
    text = written.getvalue().splitlines()[-1]
    return json.loads(text)


lost, replaced = [], []
for name in ("level", "location", "timestamp", "stack_trace", "xray_trace_id", "amount"):
    logger.info("by keyword", **{name: "GIVEN"})
    by_keyword = line()
    logger.info("by extra", extra={name: "GIVEN"})
    by_extra = line()
    if "GIVEN" not in (*by_keyword.values(), *by_extra.values()):
        lost.append(name)
    other = Logger(service=f"orders with {name}", stream=written)
    other.append_keys(**{name: "GIVEN"})
    other.error("by append_keys")
    if name in by_keyword and line().get(name) == "GIVEN" != by_keyword[name]:
        replaced.append(name)
print("not written:", lost)
print("replaced by append_keys():", replaced)
assert lost == ["level", "location", "timestamp", "stack_trace", "xray_trace_id"], "changed"
assert replaced == ["level", "location", "timestamp"], "changed"
logger.info("to a queue", service="sqs")
print("service:", line()["service"])
assert line()["service"] == "sqs", "the service's name cannot be replaced any more"
logger.append_keys(order="4711")
logger.info("cancelled", order=None)
print("line after append_keys(order=…) with order=None:", line())
assert "order" not in line(), "None no longer removes a key"
PY
