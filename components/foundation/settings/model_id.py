"""Bedrock model ids, and the ARNs needed to invoke a model."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Destination regions of a cross-region inference profile, by the prefix of its id.
GEOGRAPHIES = {
    "us": ("us-east-1", "us-east-2", "us-west-2"),
    "eu": ("eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"),
}
#: Prefix of a profile that any commercial region may answer, and that is called from any.
GLOBAL = "global"
_MODEL = re.compile(r"(?:(?P<geography>[a-z]{2,6})\.)?(?P<base>[a-z0-9]+\.[a-z0-9][a-z0-9.-]*(?::\d+)?)")
_PREFIXES = f"{', '.join(GEOGRAPHIES)} or {GLOBAL}"
EXPECTED = f"a Bedrock model id such as amazon.nova-pro-v1:0, or one with the prefix {_PREFIXES}"


@dataclass(frozen=True)
class ModelId:
    """`amazon.nova-pro-v1:0` in the stack's region, or `us.amazon.nova-pro-v1:0` through an inference profile."""

    base: str
    geography: str | None = None

    @classmethod
    def parse(cls, text: str, region: str) -> ModelId:
        """Raises ValueError unless `text` is a model id that can be invoked from `region`."""
        match = _MODEL.fullmatch(text)
        if match is None:
            raise ValueError(f"must be {EXPECTED}, not {text!r}")
        geography = match["geography"]
        if geography is None:
            return cls(match["base"])
        if geography != GLOBAL and region not in GEOGRAPHIES.get(geography, ()):
            raise ValueError(f"must be {EXPECTED}, callable from {region}, not {text!r}")
        return cls(match["base"], geography)

    def __str__(self) -> str:
        return f"{self.geography}.{self.base}" if self.geography else self.base

    def profile_arn(self, region: str, account: str) -> str | None:
        """ARN of the inference profile; None if the model is invoked directly."""
        return f"arn:aws:bedrock:{region}:{account}:inference-profile/{self}" if self.geography else None

    def foundation_model_arns(self, region: str) -> tuple[str, ...]:
        """ARN of the model in each region that may serve a request.

        For a global profile: in the caller's region, and without a region, which stands for all.
        """
        if self.geography == GLOBAL:
            return tuple(f"arn:aws:bedrock:{place}::foundation-model/{self.base}" for place in (region, ""))
        regions = GEOGRAPHIES[self.geography] if self.geography else (region,)
        return tuple(f"arn:aws:bedrock:{answering}::foundation-model/{self.base}" for answering in regions)
