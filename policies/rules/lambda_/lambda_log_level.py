from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.lambda_._runtimes import FUNCTION

_TALKATIVE = ("DEBUG", "TRACE")


def check(function: Resource, config: Config) -> Findings:
    if config.production:
        level = function["loggingConfig"]["applicationLogLevel"]
        yield from level.must(lambda value: value not in _TALKATIVE, "production logs what is meant for debugging")
        for name, value in function["environment"]["variables"].entries():
            if name.endswith("LOG_LEVEL") and value.text.upper() in _TALKATIVE:
                yield from value.must(lambda _: False, "production logs what is meant for debugging")


RULE = ResourceRule(
    name="lambda-log-level",
    title="Functions in production do not log at the level DEBUG or TRACE.",
    why="Libraries log requests, tokens and personal data at these levels, and each line is billed.",
    fix='Set application_log_level="INFO" in logging_config, and the same in the environment.',
    severity=Severity.LOW,
    types=(FUNCTION,),
    link="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html",
    check=check,
)
