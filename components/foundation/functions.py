"""The function list. A new agent is one row here and one folder in `agents/`; everything else follows from the row."""

from __future__ import annotations

from components.foundation import time_limits
from components.foundation.function_spec import AGENT, FunctionSpec, specialist
from components.foundation.grants import (
    ConsumeFrom,
    DeleteTraces,
    FillSecret,
    InvokeFunctions,
    ReadMasterSecret,
    ReadSecret,
    RotateOriginSecret,
    RotateSecret,
    SendTo,
    UseDataApi,
    WarmUpFunctions,
    WatchRotations,
)
from components.foundation.self_hosted.grants import SetUpLangfuse
from components.foundation.shared_names import (
    API,
    DATABASE_CANDIDATE_SECRET,
    DATABASE_ROTATOR,
    DATABASE_SECRET,
    HOUSEKEEPER,
    JOBS_QUEUE,
    LANGFUSE_SECRET,
    LANGFUSE_SETUP,
    MIGRATOR,
    ORIGIN_FUNCTION,
    ORIGIN_ROTATOR,
    ORIGIN_SECRET,
    PLANNER,
)

#: Folders of `agents/` in the zips of those who write for clients: they hold texts to the facts.
CLIENT_TEXTS = ("client_texts", "faithfulness")

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
        description="Removes what has expired, and traces of deleted jobs; sends late feedback; watches rotations.",
        kind="service",
        memory_mb=512,
        timeout_seconds=time_limits.HOUSEKEEPER,
        reserved_concurrency=1,
        grants=(
            UseDataApi(DATABASE_SECRET),
            DeleteTraces((LANGFUSE_SECRET,), LANGFUSE_SECRET),
            WatchRotations((DATABASE_SECRET, ORIGIN_SECRET)),
        ),
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
