"""Names by which parts of the stack refer to each other's functions, queues and secrets."""

from __future__ import annotations

#: Functions that other parts of the stack refer to by name.
PLANNER = "planner"
API = "api"
MIGRATOR = "migrator"
DATABASE_ROTATOR = "rotator"
ORIGIN_ROTATOR = "origin_rotator"
HOUSEKEEPER = "housekeeper"
LANGFUSE_SETUP = "langfuse_setup"
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


def langfuse_secrets(agents: tuple[str, ...]) -> dict[str, str]:
    """Secrets that `function_variants.with_project_per_agent` needs in addition to `SECRETS`, with descriptions."""
    return {own_langfuse_secret(agent): f"Keys of the separate Langfuse project of the {agent}" for agent in agents}
