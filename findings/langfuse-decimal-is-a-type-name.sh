#!/usr/bin/env bash
# langfuse 5.0.4: a Decimal is sent as the text "<Decimal>", so costs from genai-prices are lost, and so is every
# amount.
#
# What has no JSON form is converted: dates, UUIDs, paths, numpy's numbers, dataclasses, pydantic models. One might
# expect a Decimal, Python's type for money, to arrive as a number or as its digits, or an error. Seen: usage_details
# and cost_details, inputs, outputs and metadata have "<Decimal>" in its place, in pydantic models, too. genai-prices
# 0.2.3 gives its prices as Decimal: cost_details={"total": calc_price(…).total_price} sends a cost of {"total":
# "<Decimal>"}. Nothing is raised or logged. Two traces with other amounts look equal, to a person and to a judging
# model. Convert before: float(price), model_dump(mode="json").
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check langfuse==5.0.4 genai-prices==0.2.3
"$folder/venv/bin/python" - <<'PY'
import io
import json
import logging
from datetime import date
from decimal import Decimal

from genai_prices import Usage, calc_price
from langfuse import Langfuse
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import BaseModel


class Order(BaseModel):
    day: date
    amount: Decimal


log, spans = io.StringIO(), InMemorySpanExporter()
logging.getLogger().addHandler(logging.StreamHandler(log))
langfuse = Langfuse(public_key="pk-lf-1", secret_key="sk-lf-1", base_url="http://127.0.0.1:9", span_exporter=spans)
price = calc_price(Usage(input_tokens=1000, output_tokens=10), "amazon.nova-pro-v1:0", provider_id="aws").total_price
with langfuse.start_as_current_observation(name="answer", as_type="generation", model="amazon.nova-pro-v1:0") as answer:
    answer.update(
        cost_details={"total": price},
        input=Order(day=date(2026, 11, 29), amount=Decimal("1999.90")),
        output={"paid": Decimal("1999.90"), "left": 0.1},
        metadata={"balance": Decimal("12.50")},
    )
langfuse.flush()
(span,) = spans.get_finished_spans()
sent = {
    name: json.loads(span.attributes[f"langfuse.observation.{name}"])
    for name in ("cost_details", "input", "output", "metadata.balance")
}
print("the price:", repr(price))
for name, value in sent.items():
    print(f"  {name:16} {value}")
LOST = "<Decimal>"
assert isinstance(price, Decimal) and price > 0
assert sent["cost_details"] == {"total": LOST}, "changed"
assert sent["input"] == {"day": "2026-11-29", "amount": LOST}, "changed"
assert sent["output"] == {"paid": LOST, "left": 0.1} and sent["metadata.balance"] == LOST, "changed"
assert "ecimal" not in log.getvalue(), f"there is a warning now: {log.getvalue()}"
PY
