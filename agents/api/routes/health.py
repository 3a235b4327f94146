"""Whether the API answers. It does not ask the database: that would keep it awake."""

from __future__ import annotations

from fastapi import APIRouter

from agent_runtime.settings import runtime_settings
from api.responses import Health

router = APIRouter(tags=["health"])


@router.get("/health")
def health() -> Health:
    return Health(status="ok", release=runtime_settings().alex_release)
