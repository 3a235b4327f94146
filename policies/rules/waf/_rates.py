"""Rate-based rules, and the requests a minute that they let pass."""

from __future__ import annotations

from collections.abc import Callable

from policies.engine import Config, Node, Option, Verdict
from policies.rules.waf._statements import stops

PER_MINUTE = Option(
    {"type": "integer", "minimum": 1, "description": "Most requests a minute that one address may send."}, 100
)
_WINDOW = 300
"""Seconds that AWS counts over by default."""
_BY_ADDRESS = ("IP", "CUSTOM_KEYS")


def limits(rule: Node, config: Config) -> Verdict:
    """Whether the rule stops an address that sends more requests a minute than the option allows."""
    rate = rule["statement"]["rateBasedStatement"]
    window = rate["evaluationWindowSec"]
    seconds = _WINDOW if window.absent else window.raw
    low = rate["limit"].test(_at_most(config["requests_per_minute"], seconds))
    low = Verdict.UNDECIDED if window.unknown else low
    by_address = rate["aggregateKeyType"].test(lambda key: key is None or key in _BY_ADDRESS)
    return low & by_address & stops(rule)


def _at_most(per_minute: int, window: object) -> Callable[[object], bool]:
    def holds(limit: object) -> bool:
        return float(str(limit)) * 60 <= per_minute * float(str(window))

    return holds
