"""Messages between the Lambdas: requests, and replies in which an error is a value."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from agent_runtime.portfolio.snapshot import Contract, Instrument, Portfolio

#: Specialists whose results the user asked for. Tagging only prepares them.
DELIVERABLES = ("reporter", "charter", "retirement")
#: Characters of a text that is stored with a job. Longer texts, even a model's, could make the job's row unreadable.
MAX_TEXT = 1000


def storable(text: str) -> str:
    """The text without NUL, which PostgreSQL cannot store, and cut to `MAX_TEXT`."""
    return text.replace("\x00", "\ufffd").encode(errors="replace").decode()[:MAX_TEXT]


class JobMessage(Contract):
    """Body of a message on the jobs queue, from the API to the planner."""

    job_id: str


class JobContext(Contract):
    """The job and the user of a call, for logs, metrics and the trace."""

    job_id: str
    user_id: str
    """The user's pseudonym, never the token's subject."""
    session_id: str
    """Groups a user's jobs of one day in Langfuse."""
    trace: dict[str, str] = Field(default_factory=dict)
    """W3C carrier (`traceparent`) of the caller's span; empty for the root of the trace."""


class AgentRequest(Contract):
    """Payload of a specialist's invocation. The tagger reads `instruments`, the others `portfolio`."""

    job: JobContext
    portfolio: Portfolio | None = None
    instruments: list[Instrument] = Field(default_factory=list)


class ErrorKind(StrEnum):
    """Why an agent failed; also the dimension of the error metric."""

    BAD_REQUEST = "bad_request"
    GUARDRAIL = "guardrail"
    MODEL_THROTTLED = "model_throttled"
    MODEL_REFUSED = "model_refused"
    MODEL_OUTPUT = "model_output"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    INTERNAL = "internal"


class AgentError(Contract):
    kind: ErrorKind
    message: Annotated[str, AfterValidator(storable)]
    """One sentence for the user of the job; never a stack trace."""


class Usage(Contract):
    """Consumption of an agent's run. Token buckets do not overlap."""

    model_calls: int = Field(ge=0, default=0)
    tool_calls: int = Field(ge=0, default=0)
    input_tokens: int = Field(ge=0, default=0)
    cached_input_tokens: int = Field(ge=0, default=0)
    output_tokens: int = Field(ge=0, default=0)
    cost_usd: float = Field(ge=0, default=0.0)
    unpriced_models: list[Annotated[str, AfterValidator(storable)]] = Field(default_factory=list, max_length=20)
    """Models with calls that `cost_usd` lacks: without a known price, or ended before their usage was known."""

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            model_calls=self.model_calls + other.model_calls,
            tool_calls=self.tool_calls + other.tool_calls,
            input_tokens=self.input_tokens + other.input_tokens,
            cached_input_tokens=self.cached_input_tokens + other.cached_input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost_usd=self.cost_usd + other.cost_usd,
            unpriced_models=sorted({*self.unpriced_models, *other.unpriced_models}),
        )


class AgentReply(Contract):
    """A specialist's answer: `output` or `error`, and its usage either way."""

    ok: bool
    output: dict[str, Any] | None = None
    error: AgentError | None = None
    usage: Usage = Field(default_factory=Usage)
    duration_ms: int = 0

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if self.ok != (self.error is None):
            raise ValueError("a reply is ok, or it has an error")
        return self
