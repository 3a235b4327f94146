"""Who exists. Adding an agent is one row here and one folder in `agents/`; everything else follows from the row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from components.foundation.grants import (
    ConsumeFrom,
    FillSecret,
    Grant,
    InvokeFunctions,
    InvokeModel,
    ReadMasterSecret,
    ReadSecret,
    RotateOriginSecret,
    RotateSecret,
    SendTo,
    UseDataApi,
    WriteOwnLogs,
    WriteTraceSegments,
)

#: Logical names of what rows share.
JOBS_QUEUE = "jobs"
DEAD_LETTERS_QUEUE = "dead-letters"
LANGFUSE_SECRET = "langfuse"  # noqa: S105 - a name, not a value
DATABASE_SECRET = "database-app"  # noqa: S105
DATABASE_CANDIDATE_SECRET = "database-candidate"  # noqa: S105
ORIGIN_SECRET = "origin"  # noqa: S105
#: CloudFront function that sends the secret to the API.
ORIGIN_FUNCTION = "origin"
SECRETS = {
    LANGFUSE_SECRET: "Langfuse project keys: public_key and secret_key",
    DATABASE_SECRET: "The application's database user: username and password",
    ORIGIN_SECRET: "What CloudFront sends so that the API answers it",
    DATABASE_CANDIDATE_SECRET: "Database credentials that a rotation tries before it makes them the application's",
}


def own_langfuse_secret(agent: str) -> str:
    """The secret of an agent that has a Langfuse project of its own."""
    return f"{LANGFUSE_SECRET}-{agent}"


#: What every function may do; the queue takes asynchronous invocations that failed for good.
BASELINE: tuple[Grant, ...] = (WriteOwnLogs(), WriteTraceSegments(), SendTo(DEAD_LETTERS_QUEUE))
#: What every agent may do besides.
AGENT: tuple[Grant, ...] = (InvokeModel(), ReadSecret(LANGFUSE_SECRET))


@dataclass(frozen=True)
class FunctionSpec:
    """One Lambda function."""

    name: str
    """Folder in `agents/`, and the last part of every physical name."""
    title: str
    icon: str
    description: str
    """What it does, in one sentence."""
    kind: Literal["agent", "service"]
    memory_mb: int
    timeout_seconds: int
    reserved_concurrency: int
    grants: tuple[Grant, ...]
    """Beyond the baseline."""
    packages: tuple[str, ...] = ()
    """Folders of `agents/` in its archive, besides `agent_runtime` and its own."""
    layers: tuple[str, ...] = ("dependencies",)
    """Requirement sets, see `components/compute/code.py`."""

    def __post_init__(self) -> None:
        if not 1 <= self.timeout_seconds <= 900:
            raise ValueError(f"FunctionSpec {self.name}: timeout_seconds must be 1..900")
        if not 128 <= self.memory_mb <= 10_240:
            raise ValueError(f"FunctionSpec {self.name}: memory_mb must be 128..10240")

    @property
    def label(self) -> str:
        """Icon and title, e.g. `📝 Report Writer`."""
        return f"{self.icon} {self.title}"

    @property
    def all_grants(self) -> tuple[Grant, ...]:
        return (*BASELINE, *self.grants)


def specialist(
    name: str,
    title: str,
    icon: str,
    description: str,
    memory_mb: int = 1024,
    layers: tuple[str, ...] = ("dependencies",),
) -> FunctionSpec:
    """An agent that the planner invokes and waits for: a pure function of its payload."""
    return FunctionSpec(name, title, icon, description, "agent", memory_mb, 120, 10, AGENT, layers=layers)


SPECIALISTS = (
    specialist("tagger", "InstrumentTagger", "🏷️", "Classifies instruments by asset class, region and sector."),
    specialist("reporter", "Report Writer", "📝", "Writes the portfolio's analysis as a report."),
    specialist("charter", "Chart Maker", "📊", "Turns the portfolio into charts."),
    specialist(
        "retirement",
        "Retirement Specialist",
        "🎯",
        "Projects the portfolio into retirement and explains the odds.",
        memory_mb=1769,
        layers=("dependencies", "retirement"),
    ),
)

FUNCTIONS = (
    FunctionSpec(
        name="planner",
        title="Financial Planner (Orchestrator)",
        icon="🎯",
        description="Decides which specialists a portfolio needs, runs them and stores what they return.",
        kind="agent",
        memory_mb=1024,
        timeout_seconds=300,
        reserved_concurrency=5,
        grants=(
            *AGENT,
            UseDataApi(DATABASE_SECRET),
            InvokeFunctions(tuple(spec.name for spec in SPECIALISTS)),
            ConsumeFrom(JOBS_QUEUE),
        ),
        packages=("database",),
    ),
    *SPECIALISTS,
    FunctionSpec(
        name="api",
        title="API",
        icon="🌐",
        description="Answers the site: portfolios in, jobs queued, results out.",
        kind="service",
        memory_mb=1024,
        timeout_seconds=29,
        reserved_concurrency=20,
        grants=(UseDataApi(DATABASE_SECRET), SendTo(JOBS_QUEUE), ReadSecret(ORIGIN_SECRET)),
        packages=("database",),
    ),
    FunctionSpec(
        name="migrator",
        title="Migrator",
        icon="🗄️",
        description="Brings the database's schema and its application user up to date.",
        kind="service",
        memory_mb=512,
        timeout_seconds=300,
        reserved_concurrency=1,
        grants=(UseDataApi(DATABASE_SECRET, transactions=True), ReadMasterSecret(), FillSecret(DATABASE_SECRET)),
        packages=("database",),
    ),
    FunctionSpec(
        name="rotator",
        title="Rotator",
        icon="🔑",
        description="Rotates the password of the application's database user.",
        kind="service",
        memory_mb=512,
        timeout_seconds=60,
        reserved_concurrency=1,
        grants=(
            UseDataApi(DATABASE_SECRET, transactions=True),
            ReadMasterSecret(),
            RotateSecret(DATABASE_SECRET, DATABASE_CANDIDATE_SECRET),
        ),
        packages=("database",),
    ),
    FunctionSpec(
        name="origin_rotator",
        title="Origin Rotator",
        icon="🛡️",
        description="Makes and rotates the secret by which the API knows CloudFront.",
        kind="service",
        memory_mb=256,
        timeout_seconds=180,
        reserved_concurrency=1,
        grants=(RotateOriginSecret(ORIGIN_SECRET, ORIGIN_FUNCTION),),
    ),
)


def with_own_projects(roster: tuple[FunctionSpec, ...], agents: tuple[str, ...]) -> tuple[FunctionSpec, ...]:
    """The roster in which these agents read the keys of a Langfuse project of their own instead of the common one's."""

    def own(spec: FunctionSpec) -> FunctionSpec:
        common, secret = ReadSecret(LANGFUSE_SECRET), ReadSecret(own_langfuse_secret(spec.name))
        return replace(spec, grants=tuple(secret if grant == common else grant for grant in spec.grants))

    return tuple(own(spec) if spec.name in agents else spec for spec in roster)


def langfuse_secrets(agents: tuple[str, ...]) -> dict[str, str]:
    """The secrets that `with_own_projects` needs besides `SECRETS`, with their descriptions."""
    return {own_langfuse_secret(agent): f"Keys of the {agent}'s own Langfuse project" for agent in agents}
