"""Health check. It does not ask the database: that would keep Aurora awake."""

from __future__ import annotations

from fastapi import APIRouter

from agent_runtime.settings import runtime_settings
from api.responses import Health

router = APIRouter(tags=["health"])


@router.get("/health", summary="Check that the API answers")
def health() -> Health:
    """Check that the API answers, and get the release that runs. Needs no token. The database is not checked."""
    return Health(status="ok", release=runtime_settings().alex_release)
