"""What users may ask of the stack."""

from __future__ import annotations

from dataclasses import dataclass

from components.foundation.settings.patterns import ORIGIN
from components.foundation.settings.reader import SettingsReader


@dataclass(frozen=True)
class LimitSettings:
    """What users may ask of the stack."""

    cors_origins: tuple[str, ...]
    api_rate_limit: int
    api_burst_limit: int
    waf_rate_limit: int
    monthly_user_limit_usd: int
    max_concurrent_jobs_per_user: int


def read_limits(read: SettingsReader) -> LimitSettings:
    return LimitSettings(
        cors_origins=read.texts("corsOrigins", ORIGIN, "https origins in lower case, without a path or :443"),
        api_rate_limit=read.integer("apiRateLimit", 1, 10_000),
        api_burst_limit=read.integer("apiBurstLimit", 1, 5_000),
        # AWS WAF accepts no limit below 10.
        waf_rate_limit=read.integer("wafRateLimit", 10, 1_000_000),
        monthly_user_limit_usd=read.integer("monthlyUserLimitUsd", 0, 100_000),
        max_concurrent_jobs_per_user=read.integer("maxConcurrentJobsPerUser", 0, 1_000),
    )
