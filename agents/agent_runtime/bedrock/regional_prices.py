"""How much more a model costs in the region of the call than in us-east-1.

Bedrock bills a call by the region it is made from, through an inference profile too. `genai-prices` knows this of
Anthropic's models, by the prefix of the profile. Of Amazon's and OpenAI's it has the price of us-east-1 for every id.

Sources, read on 2026-11-28: Amazon Bedrock's pricing page as github.com/truefoundry/models holds it, region by region;
for eu-central-1 also litellm 1.110.2, which has the same prices of Nova.
"""

from __future__ import annotations

import os

#: The region whose price LiteLLM, too, has for an `eu.` profile.
EU_DEFAULT = "eu-central-1"

#: US dollars for a million tokens of input and of output, by the common part of a model's ids. A cached token
#: costs the same share of an input token everywhere.
PRICES: dict[str, dict[str, tuple[float, float]]] = {
    "amazon.nova-micro": {
        "us-east-1": (0.035, 0.14),
        "eu-central-1": (0.046, 0.184),
        "eu-north-1": (0.038, 0.152),
        "eu-south-1": (0.056, 0.224),
        "eu-south-2": (0.039, 0.156),
        "eu-west-1": (0.040, 0.160),
        "eu-west-3": (0.052, 0.208),
    },
    "amazon.nova-lite": {
        "us-east-1": (0.06, 0.24),
        "eu-central-1": (0.078, 0.312),
        "eu-north-1": (0.065, 0.260),
        "eu-south-1": (0.096, 0.384),
        "eu-south-2": (0.066, 0.264),
        "eu-west-1": (0.069, 0.276),
        "eu-west-3": (0.088, 0.352),
    },
    "amazon.nova-pro": {
        "us-east-1": (0.80, 3.20),
        "eu-central-1": (1.05, 4.20),
        "eu-north-1": (0.87, 3.48),
        "eu-south-1": (1.28, 5.21),
        "eu-south-2": (0.88, 3.52),
        "eu-west-1": (0.92, 3.68),
        "eu-west-3": (1.18, 4.72),
    },
    "openai.gpt-oss-120b": {
        "us-east-1": (0.15, 0.60),
        "eu-central-1": (0.20, 0.79),
        "eu-south-1": (0.20, 0.79),
        "eu-west-1": (0.18, 0.70),
    },
    "openai.gpt-oss-20b": {
        "us-east-1": (0.07, 0.30),
        "eu-central-1": (0.09, 0.40),
        "eu-south-1": (0.09, 0.40),
        "eu-west-1": (0.08, 0.35),
    },
}
#: Dearer by the same shares: Nova 2 Lite costs a tenth more through a profile of a geography, on top of the region.
_LIKE = {"amazon.nova-2-lite": "amazon.nova-lite"}


def factors(model_id: str, region: str | None = None) -> tuple[float, float]:
    """What to multiply the tables' prices of input and of output with; 1 where no other price is known.

    Args:
        model_id: Bedrock's id of a model or an inference profile.
        region: that the call is made from; by default the one of this process.
    """
    known = next((PRICES[_LIKE.get(name, name)] for name in (*PRICES, *_LIKE) if name in model_id), None)
    if known is None or model_id.startswith("global."):
        return 1.0, 1.0
    here = region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or ""
    if model_id.startswith("eu.") and not here.startswith("eu-"):
        here = EU_DEFAULT
    us, other = known["us-east-1"], known.get(here)
    return (other[0] / us[0], other[1] / us[1]) if other else (1.0, 1.0)
