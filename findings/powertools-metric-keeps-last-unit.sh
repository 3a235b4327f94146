#!/usr/bin/env bash
# aws-lambda-powertools 3.37.0: a metric that is added in two units is stored whole in the last one.
#
# A metric may be added several times before it is flushed; its values become a list. One might expect a second unit to
# be refused, as CloudWatch keeps units apart, or to make a second metric. Seen: the values are put together as they are
# and the unit of the last call holds for all of them. 1,500 ms and then 2 s reach CloudWatch as 1,500 s and 2 s: an
# alarm on the maximum fires, an average is a thousandfold. There is no warning. Likewise, add_metadata() with the name
# of a dimension replaces the dimension's value, so that the metric lands in another series.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check aws-lambda-powertools==3.37.0
"$folder/venv/bin/python" -W error - <<'PY'
import contextlib, io, json

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit


def line(add):
    metrics = EphemeralMetrics(namespace="Shop", service="orders")
    add(metrics)
    with contextlib.redirect_stdout(io.StringIO()) as written:
        metrics.flush_metrics()
    return json.loads(written.getvalue())


def two_units(metrics):
    metrics.add_metric(name="Latency", unit=MetricUnit.Milliseconds, value=1500)
    metrics.add_metric(name="Latency", unit=MetricUnit.Seconds, value=2)


def named_like_a_dimension(metrics):
    metrics.add_dimension(name="Stage", value="prod")
    metrics.add_metric(name="Orders", unit=MetricUnit.Count, value=1)
    metrics.add_metadata(key="Stage", value="checkout")


latency = line(two_units)
(definition,) = latency["_aws"]["CloudWatchMetrics"]
print(latency["Latency"], definition["Metrics"])
assert definition["Metrics"] == [{"Name": "Latency", "Unit": "Seconds"}], "the units are kept apart now"
assert latency["Latency"] == [1500.0, 2.0]
orders = line(named_like_a_dimension)
print(orders["_aws"]["CloudWatchMetrics"][0]["Dimensions"], {"Stage": orders["Stage"]})
assert orders["Stage"] == "checkout", "metadata cannot replace a dimension any more"
PY
