from __future__ import annotations

from collections.abc import Callable

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity

_SETTINGS = (("throttlingRateLimit", "per_second"), ("throttlingBurstLimit", "burst"))


def check(stage: Resource, config: Config) -> Findings:
    defaults = stage["defaultRouteSettings"]
    for name, _ in _SETTINGS:
        yield from defaults[name].must(lambda limit: limit is not None, "requests are not throttled")
    if not config.production:
        return
    for settings in (defaults, *stage["routeSettings"].each()):
        for name, option in _SETTINGS:
            most = config[option]
            yield from settings[name].must(_at_most(most), f"{name} is more than {most}")


def _at_most(most: float) -> Callable[[float | None], bool]:
    return lambda limit: limit is None or 0 <= limit <= most


RULE = ResourceRule(
    name="apigw-throttling",
    title="Stages of HTTP and WebSocket APIs throttle requests.",
    why="Without a limit of its own, a stage takes all that the account may, and every request is billed.",
    fix="Set default_route_settings with throttling_rate_limit and throttling_burst_limit.",
    severity=Severity.HIGH,
    types=("aws:apigatewayv2/stage:Stage",),
    link="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html",
    options={
        "per_second": Option(
            {"type": "number", "minimum": 0, "description": "Most requests a second, in production."}, 100
        ),
        "burst": Option({"type": "number", "minimum": 0, "description": "Most requests at once, in production."}, 200),
    },
    check=check,
)
