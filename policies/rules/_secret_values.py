"""Heuristics for secret values that do not flag names, ARNs, URLs or commit hashes."""

from __future__ import annotations

import math
import re
from collections import Counter

_SHAPES = {
    "an AWS access key id": re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a Langfuse, OpenAI or Anthropic key": re.compile(r"\bsk-[A-Za-z0-9_-]{16,}"),
    "a Stripe key": re.compile(r"\b[sr]k_(live|test)_[A-Za-z0-9]{16,}"),
    "a GitHub token": re.compile(r"\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})"),
    "a Slack token": re.compile(r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    "a Google API key": re.compile(r"\bAIza[A-Za-z0-9_-]{35}"),
    "a JSON web token": re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\."),
    "a URL with a password": re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/:@]*:[^\s/@]+@"),
}
_NAMES = re.compile(
    r"PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN(?!S)|CREDENTIAL|(API|ACCESS|PRIVATE|SIGNING|ENCRYPTION)_?KEY"
)
_REFERENCES = re.compile(r"_(ARN|ID|NAME|PATH|URL|SECONDS|ISSUER)S?$")
_NAMES_OF_RESOURCES = re.compile(r"_(ARN|ID|NAME|QUEUE_URL)S?$")
_RUN = re.compile(r"[A-Za-z0-9+/=_-]{20,}")
_CLASSES = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"))
_RANDOM_BITS = 3.7
"""Entropy per character. 20 random letters and digits have about 4, hyphenated words and dates about 3.5."""


def looks_secret(name: str, value: str) -> str | None:
    """The kind of secret that the value resembles, e.g. "a GitHub token"; None if it resembles none."""
    for kind, shape in _SHAPES.items():
        if shape.search(value):
            return kind
    if value.startswith("arn:"):
        return None
    if name_says_secret(name) and value:
        return "a secret, judging by the variable's name"
    if any(_is_random(run) for run in _RUN.findall(value)):
        return "a random key"
    return None


def name_says_secret(name: str) -> bool:
    """True for `DATABASE_PASSWORD`; False for `DATABASE_SECRET_ARN`, which is only a reference."""
    upper = name.upper()
    return bool(_NAMES.search(upper)) and not _REFERENCES.search(upper)


def names_resource(name: str) -> bool:
    """Whether the variable contains a resource name or address. Of URLs, only queue URLs never have a password."""
    return bool(_NAMES_OF_RESOURCES.search(name.upper()))


def _is_random(run: str) -> bool:
    return all(of_class.search(run) for of_class in _CLASSES) and _entropy(run) >= _RANDOM_BITS


def _entropy(text: str) -> float:
    """Shannon entropy in bits per character."""
    counts = Counter(text)
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts.values())
