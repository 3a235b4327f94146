"""Parses `--model`: `bedrock[:MODEL_ID]` or `openai:BASE_URL#MODEL`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from local.errors import LocalError

EXPECTED = "`bedrock`, `bedrock:MODEL_ID` or `openai:BASE_URL#MODEL`, e.g. openai:http://127.0.0.1:8080/v1#qwen2.5"
_MODEL_ID = re.compile(r"[a-z0-9][a-z0-9.-]*(:\d+)?")


@dataclass(frozen=True)
class BedrockSource:
    """Amazon Bedrock, called with the user's own AWS credentials and region."""

    model_id: str | None
    """Instead of the stack's models, e.g. `us.amazon.nova-lite-v1:0`; None keeps them."""


@dataclass(frozen=True)
class OpenAISource:
    """A server of OpenAI's chat completions API: Ollama, llama.cpp, vLLM, or a hosted one."""

    base_url: str
    """Without a trailing slash; `/chat/completions` is appended."""
    model: str
    """Name of the model on that server."""

    @property
    def model_id(self) -> str:
        """An id that settings accept and no price list knows: its cost is shown as unknown, not as Bedrock's."""
        slug = re.sub(r"[^a-z0-9.]+", "-", self.model.lower()).strip("-.")
        return f"openaicompatible.{slug or 'model'}"


ModelSource = BedrockSource | OpenAISource


def parse_source(text: str) -> ModelSource:
    """Raises LocalError, in one line, for a text that names no model."""
    kind, _, rest = text.partition(":")
    if kind == "bedrock":
        if rest and not _MODEL_ID.fullmatch(rest):
            raise LocalError(f"--model: {rest!r} is not a Bedrock model id; expected {EXPECTED}")
        return BedrockSource(rest or None)
    if kind == "openai":
        return _openai(rest)
    raise LocalError(f"--model: expected {EXPECTED}, not {text!r}")


def _openai(rest: str) -> OpenAISource:
    base_url, _, model = rest.partition("#")
    address = _address(base_url)
    if address is None:
        raise LocalError(f"--model: {base_url!r} is not an http(s) URL; expected {EXPECTED}")
    if address.username or address.password:
        raise LocalError("--model: put the key into the environment variable OPENAI_API_KEY, not into the URL")
    if not model:
        raise LocalError(f"--model: name the model after `#`; expected {EXPECTED}")
    return OpenAISource(base_url.rstrip("/"), model)


def _address(url: str) -> SplitResult | None:
    """The URL's parts; None unless it is an http(s) URL with a host and, if any, a numeric port."""
    try:
        address = urlsplit(url)
        _ = address.port  # raises ValueError for a port that is no number
    except ValueError:
        return None
    return address if address.scheme in ("http", "https") and address.hostname else None
