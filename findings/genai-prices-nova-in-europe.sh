#!/usr/bin/env bash
# genai-prices 0.2.3: Amazon Nova costs the same in Europe, Asia and the US, which it does not.
#
# The tables know that Anthropic's regional profiles cost 10 % more than the global ones. One might expect the same care
# for Amazon's models, since eu.amazon.nova-pro-v1:0 has its price, not a LookupError. Seen: every prefix, and every
# region of the caller, has the price of us-east-1. Bedrock bills by the region of the call: LiteLLM 1.110.2 has 31 %
# more for Nova Pro called from Frankfurt (1.05 instead of 0.80 USD a million input tokens), and so has truefoundry/models.
# calc_price() takes no region, so a cost computed from it is a quarter too low, with no sign that it is an estimate.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check genai-prices==0.2.3
# Only its price list is read: without its dependencies.
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-deps litellm==1.110.2
"$folder/venv/bin/python" - <<'PY'
import importlib.metadata
import json

from genai_prices import Usage, calc_price

(listed,) = (
    path for path in importlib.metadata.files("litellm") if path.name == "model_prices_and_context_window_backup.json"
)
litellm = json.loads(listed.locate().read_text(encoding="utf-8"))
usage = Usage(input_tokens=1_000_000, output_tokens=1_000_000)
low = []
for model in ("nova-micro", "nova-lite", "nova-pro"):
    for prefix in ("us.", "eu.", "apac."):
        name = f"{prefix}amazon.{model}-v1:0"
        genai = float(calc_price(usage, name, provider_id="aws").total_price)
        other = 1e6 * (litellm[name]["input_cost_per_token"] + litellm[name]["output_cost_per_token"])
        print(f"{name:28} genai-prices {genai:.4f}  litellm {other:.4f}  ({other / genai - 1:+.0%})")
        if prefix == "us.":
            home = genai
            assert abs(genai - other) < 1e-9, "the two disagree about the US, too"
        assert genai == home, "genai-prices knows regions now"
        low += [name] if other / genai > 1.04 else []
assert {"eu.amazon.nova-micro-v1:0", "eu.amazon.nova-lite-v1:0", "eu.amazon.nova-pro-v1:0"} <= set(low), "changed"
PY
