"""The function list. A new agent is one row here and one folder in `agents/`; everything else follows from the row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from components.foundation import time_limits
from components.foundation.grants import (
    ConsumeFrom,
    DeleteTraces,
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
    WarmUpFunctions,
    WriteOwnLogs,
    WriteTraceSegments,
)
from components.foundation.self_hosted.grants import SetUpLangfuse

#: Functions that other parts of the stack refer to by name.
PLANNER = "planner"
API = "api"
MIGRATOR = "migrator"
DATABASE_ROTATOR = "rotator"
ORIGIN_ROTATOR = "origin_rotator"
HOUSEKEEPER = "housekeeper"
LANGFUSE_SETUP = "langfuse_setup"
#: Folders of `agents/` in the zips of those who write for clients: they hold texts to the facts.
CLIENT_TEXTS = ("client_texts", "faithfulness")
#: Logical names of shared queues and secrets.
JOBS_QUEUE = "jobs"
DEAD_LETTERS_QUEUE = "dead-letters"
LANGFUSE_SECRET = "langfuse"  # noqa: S105 - a name, not a value
DATABASE_SECRET = "database-app"  # noqa: S105
DATABASE_CANDIDATE_SECRET = "database-candidate"  # noqa: S105
ORIGIN_SECRET = "origin"  # noqa: S105
#: CloudFront function that adds the origin secret to requests to the API.
ORIGIN_FUNCTION = "origin"
SECRETS = {
    LANGFUSE_SECRET: "Langfuse project keys: public_key and secret_key",
    DATABASE_SECRET: "Application database user: username and password",
    ORIGIN_SECRET: "Shared secret CloudFront sends to the API",
    DATABASE_CANDIDATE_SECRET: "Database credentials a rotation tests before the application uses them",
}


def own_langfuse_secret(agent: str) -> str:
    """Secret with the keys of an agent's separate Langfuse project."""
    return f"{LANGFUSE_SECRET}-{agent}"


#: Grants of every function. The queue takes asynchronous invocations that exhausted their retries.
BASELINE: tuple[Grant, ...] = (WriteOwnLogs(), WriteTraceSegments(), SendTo(DEAD_LETTERS_QUEUE))
#: Further grants of every agent.
AGENT: tuple[Grant, ...] = (InvokeModel(), ReadSecret(LANGFUSE_SECRET))


@dataclass(frozen=True)
class FunctionSpec:
    """One Lambda function."""

    name: str
    """Folder in `agents/`, and the last part of every physical name."""
    title: str
    icon: str
    description: str
    """One sentence."""
    kind: Literal["agent", "service"]
    memory_mb: int
    timeout_seconds: int
    reserved_concurrency: int
    grants: tuple[Grant, ...]
    """Grants in addition to the baseline."""
    packages: tuple[str, ...] = ()
    """Folders of `agents/` in its zip, in addition to `agent_runtime` and the function's own folder."""
    layers: tuple[str, ...] = ("dependencies",)
    """Layers it runs on, see `LAYERS` in `components/packaging/layout.py`."""

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
    def serves(self) -> bool:
        """Whether it works for users: its code must fit the database's schema, and that of the others."""
        uses_database = any(isinstance(grant, UseDataApi) for grant in self.grants)
        return self.kind == "agent" or (uses_database and self.name != MIGRATOR)

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
    packages: tuple[str, ...] = (),
) -> FunctionSpec:
    """Agent that the planner invokes synchronously: a pure function of its payload."""
    return FunctionSpec(
        name,
        title,
        icon,
        description,
        "agent",
        memory_mb,
        time_limits.SPECIALIST,
        10,
        AGENT,
        packages=packages,
        layers=layers,
    )


SPECIALISTS = (
    specialist("tagger", "InstrumentTagger", "🏷️", "Classifies instruments by asset class, region and sector."),
    specialist(
        "reporter",
        "Report Writer",
        "📝",
        "Writes the portfolio's analysis as a report.",
        packages=CLIENT_TEXTS,
    ),
    specialist("charter", "Chart Maker", "📊", "Turns the portfolio into charts.", packages=CLIENT_TEXTS),
    specialist(
        "retirement",
        "Retirement Specialist",
        "🎯",
        "Projects the portfolio into retirement and explains the odds.",
        memory_mb=1769,
        layers=("dependencies", "retirement"),
        packages=CLIENT_TEXTS,
    ),
)

FUNCTIONS = (
    FunctionSpec(
        name=PLANNER,
        title="Financial Planner (Orchestrator)",
        icon="🎯",
        description="Decides which specialists a portfolio needs, runs them and stores their results.",
        kind="agent",
        memory_mb=1024,
        timeout_seconds=time_limits.PLANNER,
        reserved_concurrency=5,
        grants=(
            *AGENT,
            UseDataApi(DATABASE_SECRET),
            InvokeFunctions(tuple(spec.name for spec in SPECIALISTS)),
            ConsumeFrom(JOBS_QUEUE),
        ),
        packages=("database", "feedback"),
    ),
    *SPECIALISTS,
    FunctionSpec(
        name=API,
        title="API",
        icon="🌐",
        description="Serves the HTTP API: stores portfolios, queues jobs, returns results.",
        kind="service",
        memory_mb=1024,
        timeout_seconds=time_limits.API,
        reserved_concurrency=20,
        grants=(
            UseDataApi(DATABASE_SECRET),
            SendTo(JOBS_QUEUE),
            ReadSecret(ORIGIN_SECRET),
            # Not the planner: the job's message starts it at the same moment.
            WarmUpFunctions(tuple(spec.name for spec in SPECIALISTS)),
        ),
        packages=("database", "imports"),
    ),
    FunctionSpec(
        name=MIGRATOR,
        title="Migrator",
        icon="🗄️",
        description="Applies schema migrations and keeps the application database user up to date.",
        kind="service",
        memory_mb=512,
        timeout_seconds=time_limits.MIGRATOR,
        reserved_concurrency=1,
        grants=(UseDataApi(DATABASE_SECRET, transactions=True), ReadMasterSecret(), FillSecret(DATABASE_SECRET)),
        packages=("database",),
    ),
    FunctionSpec(
        name=DATABASE_ROTATOR,
        title="Rotator",
        icon="🔑",
        description="Rotates the password of the application's database user.",
        kind="service",
        memory_mb=512,
        timeout_seconds=time_limits.ROTATOR,
        reserved_concurrency=1,
        grants=(
            UseDataApi(DATABASE_SECRET, transactions=True),
            ReadMasterSecret(),
            RotateSecret(DATABASE_SECRET, DATABASE_CANDIDATE_SECRET),
        ),
        packages=("database",),
    ),
    FunctionSpec(
        name=ORIGIN_ROTATOR,
        title="Origin Rotator",
        icon="🛡️",
        description="Creates and rotates the shared secret CloudFront sends to the API.",
        kind="service",
        memory_mb=256,
        timeout_seconds=time_limits.ORIGIN_ROTATOR,
        reserved_concurrency=1,
        grants=(RotateOriginSecret(ORIGIN_SECRET, ORIGIN_FUNCTION),),
    ),
    FunctionSpec(
        name=HOUSEKEEPER,
        title="Housekeeper",
        icon="🧹",
        description="Removes what has expired, and the traces of deleted jobs; sends feedback that waits.",
        kind="service",
        memory_mb=512,
        timeout_seconds=time_limits.HOUSEKEEPER,
        reserved_concurrency=1,
        grants=(UseDataApi(DATABASE_SECRET), DeleteTraces((LANGFUSE_SECRET,), LANGFUSE_SECRET)),
        packages=("database", "feedback"),
    ),
)


#: Only where the stack runs Langfuse itself.
OPTIONAL_FUNCTIONS = (
    FunctionSpec(
        name=LANGFUSE_SETUP,
        title="Langfuse Setup",
        icon="🧰",
        description="Makes the secrets of Langfuse on ECS, and runs the migration of its databases.",
        kind="service",
        memory_mb=256,
        timeout_seconds=time_limits.LANGFUSE_SETUP,
        reserved_concurrency=1,
        grants=(SetUpLangfuse(LANGFUSE_SECRET),),
    ),
)


#: Every function that a stack may have.
ALL_FUNCTIONS = (*FUNCTIONS, *OPTIONAL_FUNCTIONS)


def with_project_per_agent(functions: tuple[FunctionSpec, ...], agents: tuple[str, ...]) -> tuple[FunctionSpec, ...]:
    """The same functions, where `agents` read the keys of a separate Langfuse project instead of the shared one.

    Who deletes traces reads the keys of every project in use.
    """
    shared = any(spec.kind == "agent" and spec.name not in agents for spec in functions)
    every = DeleteTraces(
        (*((LANGFUSE_SECRET,) if shared else ()), *map(own_langfuse_secret, agents)),
        own_langfuse_secret(PLANNER) if PLANNER in agents else LANGFUSE_SECRET,
    )

    def changed(grant: Grant, spec: FunctionSpec) -> Grant:
        if isinstance(grant, DeleteTraces):
            return every
        own = grant == ReadSecret(LANGFUSE_SECRET) and spec.name in agents
        return ReadSecret(own_langfuse_secret(spec.name)) if own else grant

    return tuple(replace(spec, grants=tuple(changed(grant, spec) for grant in spec.grants)) for spec in functions)


def deployed_functions(
    warm_ups: bool, project_per_agent: tuple[str, ...], self_hosted: bool = False
) -> tuple[FunctionSpec, ...]:
    """The function list, as the settings of these names change it."""
    functions = FUNCTIONS if warm_ups else without_warm_ups(FUNCTIONS)
    optional = OPTIONAL_FUNCTIONS if self_hosted else ()
    return (*with_project_per_agent(functions, project_per_agent), *optional)


def without_warm_ups(functions: tuple[FunctionSpec, ...]) -> tuple[FunctionSpec, ...]:
    """The same functions, none of which may start others ahead of a job."""

    def kept(spec: FunctionSpec) -> tuple[Grant, ...]:
        return tuple(grant for grant in spec.grants if not isinstance(grant, WarmUpFunctions))

    return tuple(replace(spec, grants=kept(spec)) for spec in functions)


def langfuse_secrets(agents: tuple[str, ...]) -> dict[str, str]:
    """Secrets that `with_project_per_agent` needs in addition to `SECRETS`, with descriptions."""
    return {own_langfuse_secret(agent): f"Keys of the separate Langfuse project of the {agent}" for agent in agents}
