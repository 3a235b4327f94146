"""Settings: every stack file loads, and a missing or wrong setting is named before any resource."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from components.foundation.settings import Settings
from local.engine.preview import preview
from local.engine.stack_config import load_config, stacks
from local.errors import LocalError

ROOT = Path(__file__).resolve().parents[2]


def test_the_stacks_are_those_with_a_file():
    assert stacks(ROOT) == ["local", "prod"]


def test_an_unknown_stack_lists_the_stacks():
    with pytest.raises(LocalError, match=r"^unknown stack 'staging': the stacks are local, prod$"):
        load_config(ROOT, "staging")


def test_every_setting_is_declared_with_type_and_description():
    declared = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"]

    assert all(declaration["description"] for declaration in declared.values())
    # All that the Pulumi CLI knows.
    assert {d["type"] for d in declared.values()} <= {"string", "integer", "boolean", "array", "object"}
    assert len(declared) == len(Settings.__dataclass_fields__) - 1  # the region is the provider's


def test_a_value_is_encoded_as_the_engine_does():
    config = load_config(ROOT, "prod", {"agentModels": {"planner": "amazon.nova-lite-v1:0"}, "aws:region": "us-west-2"})

    assert config["alex:agentModels"] == '{"planner": "amazon.nova-lite-v1:0"}'
    assert (config["alex:deletionProtection"], config["alex:logRetentionDays"]) == ("true", "90")
    assert (config["alex:corsOrigins"], config["aws:region"]) == ('["https://alex.example"]', "us-west-2")


def test_an_undeclared_key_is_refused():
    with pytest.raises(LocalError, match="alex:modle is not a setting"):
        load_config(ROOT, "prod", {"modle": "amazon.nova-pro-v1:0"})


@pytest.mark.parametrize("key", ["owner", "logRetentionDays", "databaseMaxAcu", "deletionProtection", "corsOrigins"])
def test_a_missing_setting_is_named(key: str, tmp_path: Path):
    with pytest.raises(LocalError, match=rf"^stack prod: alex:{key} is missing: expected \S"):
        preview(_project_without(key, tmp_path), "prod")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("logRetentionDays", 15, id="a retention that CloudWatch does not offer"),
        pytest.param("deletionProtection", "yes", id="a word instead of a boolean"),
        pytest.param("traceFlushTimeoutMs", 99, id="no time to send a trace"),
        pytest.param("monthlyUserLimitUsd", -1, id="a limit below nothing"),
        pytest.param("maxConcurrentJobsPerUser", -1, id="a bound below nothing"),
        pytest.param("databaseMaxAcu", 0, id="a database without capacity"),
        pytest.param("jwtIssuer", "http://issuer.example", id="an issuer over plain HTTP"),
        pytest.param("wafRateLimit", 9, id="a WAF rate below the minimum of AWS"),
        pytest.param("corsOrigins", ["*"], id="any origin"),
        pytest.param("corsOrigins", "https://alex.example", id="text instead of a list"),
        pytest.param("model", "us.amazon.nova-pro-v1:0 ", id="a model id with a blank"),
        pytest.param("model", "eu.amazon.nova-pro-v1:0", id="an inference profile of another geography"),
        pytest.param("agentModels", {"barista": "amazon.nova-pro-v1:0"}, id="a model for an agent that is not there"),
        pytest.param("architecture", "sparc", id="a processor that Lambda has not"),
        pytest.param("owner", "", id="an empty tag"),
    ],
)
def test_a_wrong_setting_is_named_with_what_was_expected(key: str, value: object):
    with pytest.raises(LocalError, match=rf"^stack prod: alex:{key}\S* must be .+, not ") as error:
        preview(ROOT, "prod", {key: value})

    assert "\n" not in str(error.value)


def test_a_wrong_webhook_is_named_but_not_shown():
    with pytest.raises(
        LocalError, match=r"^stack prod: alex:alarmWebhook must be an https URL or empty, not "
    ) as error:
        preview(ROOT, "prod", {"alarmWebhook": "http://hooks.example/hunter2"})

    assert "hunter2" not in str(error.value)


def test_an_agent_can_have_another_model():
    planned = preview(ROOT, "prod", {"agentModels": {"tagger": "us.amazon.nova-lite-v1:0"}})
    models = {
        resource.inputs["environment"]["variables"].get("BEDROCK_MODEL_ID")
        for resource in planned.resources
        if resource.name in ("tagger-function", "charter-function")
    }

    assert models == {"us.amazon.nova-lite-v1:0", "us.amazon.nova-pro-v1:0"}


def test_an_agent_can_have_a_separate_langfuse_project():
    planned = preview(ROOT, "prod", {"langfuseProjectPerAgent": ["tagger"]})
    readers = {
        agent: json.dumps(
            [r.inputs for r in planned.resources if r.name.startswith(f"{agent}-") and "policy" in r.name]
        )
        for agent in ("tagger", "charter")
    }
    secrets = {r.inputs["name"] for r in planned.resources if r.type == "aws:secretsmanager/secret:Secret"}

    assert "alex-prod-langfuse-tagger" in secrets
    assert "secret:alex-prod-langfuse-tagger-??????" in readers["tagger"]
    assert "secret:alex-prod-langfuse-??????" not in readers["tagger"]
    assert "secret:alex-prod-langfuse-??????" in readers["charter"]


def test_the_trace_flush_timeout_reaches_agents_only():
    planned = preview(ROOT, "prod", {"traceFlushTimeoutMs": 700})
    functions = {
        it.name: it.inputs["environment"]["variables"] for it in planned.resources if "environment" in it.inputs
    }

    assert functions["tagger-function"]["LANGFUSE_FLUSH_SECONDS"] == "0.7"
    assert "LANGFUSE_FLUSH_SECONDS" not in functions["api-function"]


def _project_without(key: str, folder: Path) -> Path:
    """A copy of the project's files without one setting of the stack; the program is linked."""
    for file in ("Pulumi.yaml", "__main__.py"):
        (folder / file).symlink_to(ROOT / file)
    content = yaml.safe_load((ROOT / "Pulumi.prod.yaml").read_text())
    del content["config"][f"alex:{key}"]
    (folder / "Pulumi.prod.yaml").write_text(yaml.safe_dump(content))
    return folder
