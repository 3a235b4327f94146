"""The foreign programs, what their team configures, and what the pack finds in each."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.guardrails.foreign import data, mistakes, web
from tests.guardrails.foreign.program import ACCOUNT, Program

OPTIONS: dict[str, dict[str, Any]] = {
    "budget-limit": {"usd_a_month": 2000},
    "no-cross-account-access": {"accounts": [ACCOUNT]},
    "references-own-account": {"accounts": [ACCOUNT]},
    "required-tags": {"environments": {"prod": ["live"]}, "owners": ["web"]},
    "waf-rate-limit": {"requests_per_minute": 400},
    "waf-rate-covers-origins": {"requests_per_minute": 400},
}
"""What the team writes into its `--policy-pack-config`."""
ALONE = {"cloudtrail-exists", "budget-exists"}
"""Rules about an account, which another stack of the team fulfils."""
CONFIG = {**OPTIONS, **dict.fromkeys(ALONE, "disabled")}
"""The whole file."""
WITH_MISTAKE: dict[Callable[[Program], None], Callable[[Program], None]] = {
    web.static_site: mistakes.public_uploads,
    web.http_api: mistakes.open_route,
    web.containers: mistakes.open_shell,
    data.queue_worker: mistakes.bare_queue,
    data.fan_out: mistakes.public_topic,
    data.relational: mistakes.copy_of_the_database,
    data.lake: mistakes.quiet_trail,
    data.cache: mistakes.open_cache,
    data.secrets: mistakes.kept_password,
    data.nightly: mistakes.administrator,
    data.operations: mistakes.silent_alarm,
    data.delivery: mistakes.any_repository,
}
"""A well-built program, and a mistake that is made beside it."""
PROGRAMS = tuple(WITH_MISTAKE)
EXPECTED: dict[str, dict[str, list[str]]] = json.loads(Path(__file__).with_name("expected.json").read_text())
"""By program, with its mistake: resource to rules. Advisory findings say so."""
