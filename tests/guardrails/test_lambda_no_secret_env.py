from __future__ import annotations

import pytest

from policies.engine import UNKNOWN, Resource
from policies.rules.lambda_.lambda_no_secret_env import RULE
from policies.testing import judge, make, undecided, violations

SECRETS = {
    "an AWS access key id": ("REGION", "AKIAIOSFODNN7EXAMPLE"),
    "an AWS secret key": ("REGION", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    "a Langfuse key": ("TRACING", "sk-lf-1234abcd-12ab-34cd-56ef-1234567890ab"),
    "an OpenAI key in a list": ("KEYS", '["sk-proj-abcdefghijklmnop"]'),
    "a GitHub token": ("SOURCE", "ghp_" + "a1B2" * 9),
    "a Slack token": ("HOOK", "xoxb-1234567890-abc"),
    "a private key": ("PEM", "-----BEGIN RSA PRIVATE KEY-----\nMII"),
    "a JSON web token": ("USER", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.x"),
    "a database URL with a password": ("DATABASE_URL", "postgres://alex:hunter2@db:5432/alex"),
    "a value named password": ("DB_PASSWORD", "hunter2"),
    "a value named API key": ("POLYGON_API_KEY", "abc"),
    "20 random letters and digits": ("SALT", "q7Zt2LmX9cVb4NwK1sHd"),
}
HARMLESS = {
    "a model": ("BEDROCK_MODEL_ID", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
    "a secret's ARN": (
        "LANGFUSE_SECRET_ARN",
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:alex-prod-langfuse-a1B2c3",
    ),
    "a secret's name": ("LANGFUSE_SECRET_NAME", "alex-prod-langfuse"),
    "a queue's URL": ("JOBS_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/123456789012/alex-prod-jobs"),
    "a commit": ("ALEX_RELEASE", "3f786850e387550fdab836ed7e6dc881de23001b"),
    "an object": ("PLANNER_SPECIALISTS", '{"tagger": "alex-prod-tagger", "reporter": "alex-prod-reporter"}'),
    "a number of tokens": ("MAX_TOKENS", "4096"),
    "an OAuth endpoint": ("TOKEN_URL", "https://clerk.alex.example/oauth/token"),
    "a title": ("ALEX_TITLE", "🎯 Financial Planner (Orchestrator)"),
    "an empty password": ("DB_PASSWORD", ""),
}


def function(name: str, value: object) -> Resource:
    return make("aws:lambda/function:Function", {"environment": {"variables": {"ALEX_STACK": "prod", name: value}}})


@pytest.mark.parametrize(("name", "value"), SECRETS.values(), ids=SECRETS)
def test_a_secret_is_found(name: str, value: str) -> None:
    (message,) = violations(RULE, function(name, value))
    assert message.startswith(f"{name} looks like ")
    assert len(value) < 4 or value not in message


@pytest.mark.parametrize(("name", "value"), HARMLESS.values(), ids=HARMLESS)
def test_what_is_no_secret_passes(name: str, value: str) -> None:
    assert not judge(RULE, function(name, value))


@pytest.mark.parametrize("name", ["DATABASE_PASSWORD", "DATABASE_URL", "SETTING"])
def test_an_unknown_value_is_undecided(name: str) -> None:
    assert undecided(RULE, function(name, UNKNOWN)) == [f"{name} may contain a secret"]


@pytest.mark.parametrize("name", ["DATABASE_SECRET_ARN", "JOBS_QUEUE_URL", "TABLE_NAME"])
def test_an_unknown_name_of_a_resource_passes(name: str) -> None:
    assert not judge(RULE, function(name, UNKNOWN))


def test_an_unknown_environment_is_undecided() -> None:
    assert undecided(RULE, make("aws:lambda/function:Function", {"environment": UNKNOWN}))


def test_no_environment_passes() -> None:
    assert not judge(RULE, make("aws:lambda/function:Function"))
