#!/usr/bin/env bash
# langfuse 5.0.4: an experiment in which 8 of 10 tasks fail reports 2 items and a mean of 1.0.
#
# run_experiment() is documented to go on when a single task fails. One might expect the failed items in the result, with
# their errors, or at least a number of them. Seen: an item whose task raises is taken out: it is not in item_results,
# the run evaluators, which compute the totals, never see it, format() says "2 items", and no error or count of failures
# is in the result. A failing evaluator of a single item takes only its score out of the mean. The worse a model fails
# (timeouts, refused requests, output of the wrong form), the fewer items its score is computed from: it may beat a model
# that answered all of them. Let the task return its failure as an output, or compare len(item_results) with len(data).
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check langfuse==5.0.4
"$folder/venv/bin/python" - <<'PY'
import logging
import os

os.environ["LANGFUSE_TRACING_ENABLED"] = "false"
from langfuse import Evaluation, Langfuse

logging.disable(logging.CRITICAL)
client = Langfuse(public_key="pk-lf-1", secret_key="sk-lf-1", base_url="http://127.0.0.1:9")


def task(*, item, **_):
    if item["input"] > 2:
        raise TimeoutError("the model did not answer")
    return item["input"]


def right(*, output, expected_output, **_):
    return Evaluation(name="right", value=float(output == expected_output))


def judged(*, input, **_):
    if input == 1:
        raise ValueError("the judge did not answer")
    return Evaluation(name="judged", value=1.0)


def mean(*, item_results, **_):
    values = [each.value for item in item_results for each in item.evaluations if each.name == "right"]
    return Evaluation(name="mean", value=sum(values) / len(item_results))


result = client.run_experiment(
    name="model",
    data=[{"input": number, "expected_output": number} for number in range(1, 11)],
    task=task,
    evaluators=[right, judged],
    run_evaluators=[mean],
)
text = result.format(include_item_results=True)
print(text)
assert len(result.item_results) == 2, "changed: failed items are in the result"
assert [(each.name, each.value) for each in result.run_evaluations] == [("mean", 1.0)], "changed"
assert "2 items" in text and "right: 1.000" in text and "judged: 1.000" in text, "changed"
assert "did not answer" not in text and "10" not in text.replace("1.000", ""), "changed: failures are told"
PY
