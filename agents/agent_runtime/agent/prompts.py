"""The instructions of a run: those of the package, or those that Langfuse's prompt management has under a label."""

from __future__ import annotations

import asyncio
import hashlib
import time
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools import Logger
from langfuse import Langfuse

from agent_runtime.threads import in_thread

logger = Logger(child=True)

#: Longest time that a run waits for the first prompt of its process. An answer that comes later is for the next run.
WAIT_SECONDS = 0.5
#: A prompt is asked for again after this time, beside the runs that go on with the old one.
FRESH_SECONDS = 60.0
#: After a failure, nothing is asked for this long.
PAUSE_SECONDS = 300.0
#: Longest silence of the server before its thread gives up.
_SILENCE_SECONDS = 5
#: A longer text is taken for a mistake.
MOST_CHARACTERS = 50_000
_HASH_LENGTH = 12


class Unusable(ValueError):
    """A prompt that is no text, or a text that cannot be meant."""


@dataclass(frozen=True)
class Link:
    """A version of a prompt in Langfuse: what its SDK reads of a prompt. Its own class would slow every cold start."""

    name: str
    version: int
    is_fallback: bool = False


@dataclass(frozen=True)
class Prompt:
    """The instructions of an agent's run."""

    text: str
    link: Link | None = None
    """To Langfuse's prompt of this text; None for the packaged file."""

    @property
    def version(self) -> str:
        """A hash of the text: the same instructions have the same version in every release."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:_HASH_LENGTH]


#: The instructions that the run under way follows.
current_prompt: ContextVar[Prompt | None] = ContextVar("current_prompt", default=None)


def prompt_name(agent: str) -> str:
    """Name of an agent's prompt in Langfuse, e.g. `alex-reporter`."""
    return f"alex-{agent}"


class ManagedPrompt:
    """One agent's prompt with a label. A server that fails or hangs costs a process `WAIT_SECONDS`, once."""

    def __init__(self, langfuse: Langfuse, name: str, label: str) -> None:
        self._langfuse, self._name, self._label = langfuse, name, label
        self._found: Prompt | None = None
        self._ask_again_at = 0.0

    async def find(self) -> Prompt | None:
        """The prompt; None if there is none that can be used, or none in time."""
        if time.monotonic() >= self._ask_again_at:
            # Until the thread has its answer.
            self._ask_again_at = time.monotonic() + PAUSE_SECONDS
            asking = asyncio.ensure_future(in_thread(self._ask))
            if self._found is None:
                done, _ = await asyncio.wait([asking], timeout=WAIT_SECONDS)
                if not done:
                    self._say("no answer in time")
        return self._found

    def _ask(self) -> None:
        try:
            found: Any = self._langfuse.api.prompts.get(
                self._name,
                label=self._label,
                request_options={"timeout_in_seconds": _SILENCE_SECONDS, "max_retries": 0},
            )
            self._found = _usable(found)
            self._ask_again_at = time.monotonic() + FRESH_SECONDS
        except Exception as error:
            status = getattr(error, "status_code", None)
            if isinstance(error, Unusable) or status == HTTPStatus.NOT_FOUND:
                # It was taken away, or replaced by something else. With any other failure the old one stays.
                self._found = None
            # Not the answer's body, which may hold anything.
            self._say(str(error) if isinstance(error, Unusable) else f"answered {status}" if status else _name(error))

    def _say(self, reason: str) -> None:
        used = "the last one that it gave" if self._found else "the packaged instructions"
        logger.warning("no prompt from Langfuse", prompt=self._name, label=self._label, reason=reason, used=used)


def _name(error: Exception) -> str:
    return type(error).__name__


def _usable(found: Any) -> Prompt:
    if found.type != "text" or not isinstance(found.prompt, str):
        raise Unusable("it must be a text prompt, not a chat prompt")
    text = found.prompt.strip()
    if not 0 < len(text) <= MOST_CHARACTERS:
        raise Unusable(f"it must have 1 to {MOST_CHARACTERS} characters, not {len(text)}")
    return Prompt(text, Link(found.name, found.version))
