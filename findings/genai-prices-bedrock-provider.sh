#!/usr/bin/env bash
# genai-prices 0.2.3: no Bedrock model id is found unless the provider is named.
#
# calc_price() looks a model up in all providers when provider_id is left out, and the price list has Bedrock's models.
# One might expect an id that only Bedrock uses, such as us.amazon.nova-pro-v1:0, to be found. Seen: LookupError for
# every Bedrock id without provider_id="aws", and prices for all with it, inference profiles included; the regional
# profile of Claude Sonnet 4.5 costs 10 % more than the global one. Code that takes LookupError for "unknown model"
# books a Bedrock run at nothing.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check genai-prices==0.2.3
"$folder/venv/bin/python" - <<'PY'
from genai_prices import Usage, calc_price

MODELS = (
    "amazon.nova-pro-v1:0",
    "us.amazon.nova-pro-v1:0",
    "global.amazon.nova-2-lite-v1:0",
    "openai.gpt-oss-120b-1:0",
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
)
usage = Usage(input_tokens=1_000_000, output_tokens=0)


def price(model, **provider):
    try:
        return calc_price(usage, model, **provider).input_price
    except LookupError:
        return None


for model in MODELS:
    alone, named = price(model), price(model, provider_id="aws")
    print(f"{model:50} without provider: {alone}, aws: {named} USD per million tokens")
    assert alone is None, "the model is found without its provider now"
    assert named is not None and named > 0, "the price is gone"
regional, worldwide = (price(MODELS[number], provider_id="aws") for number in (4, 5))
assert abs(float(regional) / float(worldwide) - 1.1) < 0.001, f"the regional surcharge has changed: {regional} and {worldwide}"
PY
