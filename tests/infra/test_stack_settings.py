"""Settings: every stack file loads, and a missing or wrong setting is named before any resource."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml

from cli.preview.model import readable
from components.foundation.self_hosted.settings import SelfHosted
from components.foundation.settings.reader import AGENTS, SettingsError
from components.foundation.settings.settings import Settings
from local.engine.monitor import STACK_TYPE, Monitor
from local.engine.preview import preview
from local.engine.stack_config import load_config, stacks
from local.errors import LocalError

ROOT = Path(__file__).resolve().parents[2]


def test_the_stacks_are_those_with_a_file():
    assert stacks(ROOT) == ["local", "prod"]


def test_a_copy_of_a_stack_file_is_no_second_stack_of_its_name(tmp_path: Path):
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.prod.old.yaml"):
        (tmp_path / name).touch()
    assert stacks(tmp_path) == ["prod", "prod.old"]


def test_an_unknown_stack_lists_the_stacks():
    with pytest.raises(LocalError, match=r"^unknown stack 'staging': the stacks are local, prod$"):
        load_config(ROOT, "staging")


def test_every_setting_is_declared_with_type_and_description():
    declared = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"]

    assert all(declaration["description"] for declaration in declared.values())
    # All that the Pulumi CLI knows.
    assert {d["type"] for d in declared.values()} <= {"string", "integer", "boolean", "array", "object"}
    # The region is the provider's; Langfuse on ECS has six settings in one field.
    assert len(declared) == len(Settings.__dataclass_fields__) - 1 + len(SelfHosted.__dataclass_fields__) - 1


def test_a_value_is_encoded_as_the_engine_does():
    config = load_config(ROOT, "prod", {"agentModels": {"planner": "amazon.nova-lite-v1:0"}, "aws:region": "us-west-2"})

    assert config["alex:agentModels"] == '{"planner":"amazon.nova-lite-v1:0"}'
    assert (config["alex:deletionProtection"], config["alex:logRetentionDays"]) == ("true", "90")
    assert (config["alex:corsOrigins"], config["aws:region"]) == ('["https://alex.example"]', "us-west-2")


def test_an_undeclared_key_is_refused():
    with pytest.raises(LocalError, match="alex:modle is not a setting"):
        load_config(ROOT, "prod", {"modle": "amazon.nova-pro-v1:0"})


@pytest.mark.parametrize("key", ["owner", "logRetentionDays", "databaseMaxAcu", "deletionProtection", "corsOrigins"])
def test_a_missing_setting_is_named(key: str, tmp_path: Path):
    with pytest.raises(LocalError, match=rf"^Pulumi\.prod\.yaml: alex:{key} is missing: expected \S"):
        preview(_project_without(key, tmp_path), "prod")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("logRetentionDays", 15, id="a retention that CloudWatch does not offer"),
        pytest.param("deletionProtection", "yes", id="a word instead of a boolean"),
        pytest.param("traceFlushTimeoutMs", 99, id="no time to send a trace"),
        pytest.param("monthlyUserLimitUsd", -1, id="a limit below nothing"),
        pytest.param("analysisCostCents", 0, id="an alarm at every analysis"),
        pytest.param("analysisCostCents", "0.5", id="dollars instead of cents"),
        pytest.param("maxConcurrentJobsPerUser", -1, id="a bound below nothing"),
        pytest.param("databaseMaxAcu", 0, id="a database without capacity"),
        pytest.param("jobRetentionDays", -1, id="a job of tomorrow"),
        pytest.param("resultRetentionDays", 3651, id="more than ten years"),
        pytest.param("idempotencyKeyRetentionDays", "never", id="a word instead of days"),
        pytest.param("jwtIssuer", "http://issuer.example", id="an issuer over plain HTTP"),
        pytest.param("wafRateLimit", 9, id="a WAF rate below the minimum of AWS"),
        pytest.param("corsOrigins", ["*"], id="any origin"),
        pytest.param("corsOrigins", "https://alex.example", id="text instead of a list"),
        pytest.param("corsOrigins", ["https://Alex.example"], id="an origin as no browser says it"),
        pytest.param("corsOrigins", ["https://alex.example:443"], id="an origin with the port of its scheme"),
        pytest.param("langfuseProjectPerAgent", ["tagger", "tagger"], id="an agent twice"),
        pytest.param("jwtIssuer", "https://[::1", id="half an address"),
        pytest.param("langfuseBaseUrl", "https://user:word@langfuse.example", id="a password in an address"),
        pytest.param("langfuseBaseUrl", "https://langfuse.example:port", id="a port that is no number"),
        pytest.param("runbookBaseUrl", "https://runbooks.example/" + "x" * 500, id="more than a description holds"),
        pytest.param("model", "us.amazon.nova-pro-v1:0 ", id="a model id with a blank"),
        pytest.param("model", "eu.amazon.nova-pro-v1:0", id="an inference profile of another geography"),
        pytest.param("agentModels", {"barista": "amazon.nova-pro-v1:0"}, id="a model for an agent that is not there"),
        pytest.param("architecture", "sparc", id="a processor that Lambda has not"),
        pytest.param("owner", "", id="an empty tag"),
        pytest.param("owner", "aws:team", id="a tag value that AWS keeps for itself"),
        pytest.param("environment", "AWS:production", id="the same in capitals"),
    ],
)
def test_a_wrong_setting_is_named_with_what_was_expected(key: str, value: object):
    with pytest.raises(LocalError, match=rf"^Pulumi\.prod\.yaml: alex:{key}\S* must be .+, not ") as error:
        preview(ROOT, "prod", {key: value})

    assert "\n" not in str(error.value)


@pytest.mark.parametrize("region", ["us-gov-west-1", "cn-north-1", "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1"])
def test_a_region_whose_arns_begin_otherwise_is_refused(region: str):
    with pytest.raises(LocalError, match=rf"aws:region must be a commercial AWS region, not '{region}'$"):
        preview(ROOT, "prod", {"aws:region": region, "model": "amazon.nova-pro-v1:0"})


def test_a_wrong_webhook_is_named_but_not_shown():
    with pytest.raises(
        LocalError, match=r"^Pulumi\.prod\.yaml: alex:alarmWebhook must be an https URL or empty, not "
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


@pytest.mark.parametrize(
    ("agents", "read"),
    [
        ([], ["langfuse"]),
        (["tagger"], ["langfuse", "langfuse-tagger"]),
        (list(AGENTS), [f"langfuse-{agent}" for agent in AGENTS]),
    ],
)
def test_who_deletes_traces_reads_the_keys_of_every_project_in_use(agents: list[str], read: list[str]):
    planned = preview(ROOT, "prod", {"langfuseProjectPerAgent": agents})
    (policy,) = (json.loads(r.inputs["policy"]) for r in planned.resources if r.name == "housekeeper-policy")
    secrets = [r for s in policy["Statement"] if "secretsmanager:GetSecretValue" in s["Action"] for r in s["Resource"]]

    assert {r.split(":secret:alex-prod-")[1].removesuffix("-??????") for r in secrets} == {"database-app", *read}


def test_retention_reaches_the_housekeeper_only():
    days = {"jobRetentionDays": 0, "resultRetentionDays": 7, "idempotencyKeyRetentionDays": 1}
    functions = {
        it.name: it.inputs["environment"]["variables"]
        for it in preview(ROOT, "prod", days).resources
        if "environment" in it.inputs
    }
    housekeeper = functions.pop("housekeeper-function")

    assert {name: value for name, value in housekeeper.items() if name.startswith("RETENTION_")} == {
        "RETENTION_JOB_DAYS": "0",
        "RETENTION_RESULT_DAYS": "7",
        "RETENTION_IDEMPOTENCY_DAYS": "1",
    }
    assert not [name for variables in functions.values() for name in variables if name.startswith("RETENTION_")]


def test_a_job_is_kept_for_the_month_that_the_monthly_limit_counts():
    with pytest.raises(LocalError, match=r"alex:jobRetentionDays must be a whole number from 31 to 3650, not '30'$"):
        preview(ROOT, "prod", {"jobRetentionDays": 30})


def test_the_trace_flush_timeout_reaches_agents_only():
    planned = preview(ROOT, "prod", {"traceFlushTimeoutMs": 700})
    functions = {
        it.name: it.inputs["environment"]["variables"] for it in planned.resources if "environment" in it.inputs
    }

    assert functions["tagger-function"]["LANGFUSE_FLUSH_SECONDS"] == "0.7"
    assert "LANGFUSE_FLUSH_SECONDS" not in functions["api-function"]


def test_the_label_of_prompts_reaches_agents_only_and_only_if_set():
    planned = preview(ROOT, "prod", {"langfusePromptLabel": "trial"})
    labels = {
        it.name: it.inputs["environment"]["variables"].get("LANGFUSE_PROMPT_LABEL")
        for it in planned.resources
        if "environment" in it.inputs
    }

    assert {name for name, label in labels.items() if label} == {f"{agent}-function" for agent in AGENTS}
    assert set(labels.values()) == {"trial", None}
    assert "LANGFUSE_PROMPT_LABEL" not in str(preview(ROOT, "prod", {}))


def test_a_label_that_langfuse_refuses_is_refused():
    with pytest.raises(LocalError, match=r"alex:langfusePromptLabel must be a label of Langfuse.*, not 'My Trial'$"):
        preview(ROOT, "prod", {"langfusePromptLabel": "My Trial"})


@pytest.mark.parametrize(
    "key", ["alarmWebhook", "owner", "model", "databaseMaxAcu", "logRetentionDays", "snapStart", "traceContent"]
)
def test_an_encrypted_setting_is_taken_for_a_valid_one(key: str, tmp_path: Path):
    planned = preview(_project_with({f"alex:{key}": {"secure": "v1:abc:def"}}, tmp_path), "prod")

    assert planned.resources
    assert "v1:abc" not in str(planned)


def test_an_encrypted_setting_is_shown_as_such(tmp_path: Path):
    webhook = {"alex:alarmWebhook": {"secure": "v1:abc:def"}}
    planned = readable(preview(_project_with(webhook, tmp_path), "prod"))

    assert {it.inputs["endpoint"] for it in planned.resources if it.name.endswith("-chat")} == {"[secret]"}


def test_an_encrypted_part_of_a_setting_is_taken_for_a_valid_one(tmp_path: Path):
    models = {"alex:agentModels": {"tagger": {"secure": "v1:abc:def"}, "charter": "amazon.nova-lite-v1:0"}}
    planned = preview(_project_with(models, tmp_path), "prod")
    used = {
        it.name: it.inputs["environment"]["variables"].get("BEDROCK_MODEL_ID")
        for it in planned.resources
        if "environment" in it.inputs
    }

    assert (used["tagger-function"], used["charter-function"]) == ("[secret]", "amazon.nova-lite-v1:0")


def test_two_encrypted_parts_of_a_list_are_not_taken_for_the_same(tmp_path: Path):
    origins = [{"secure": "v1:abc:def"}, {"secure": "v1:ghi:jkl"}]
    assert preview(_project_with({"alex:corsOrigins": origins}, tmp_path), "prod").resources


def test_the_mark_of_an_encrypted_setting_is_no_valid_text(tmp_path: Path):
    with pytest.raises(LocalError, match="alex:model must be a Bedrock model id"):
        preview(_project_with({"alex:model": "[secret]"}, tmp_path), "prod")


@pytest.mark.parametrize("stack", ["a--b", "a-", "-a", "1a", "A", "a_b", "a" * 31])
def test_a_stack_name_that_aws_refuses_is_refused(stack: str, tmp_path: Path):
    project = _project_with({}, tmp_path)
    (project / "Pulumi.prod.yaml").rename(project / f"Pulumi.{stack}.yaml")

    with pytest.raises(LocalError, match=r"a stack's name must be .* single hyphens"):
        preview(project, stack)


@pytest.mark.parametrize(("stack", "word"), [("aws-prod", "aws"), ("laws", "aws"), ("my-cognito", "cognito")])
def test_a_stack_name_that_cognito_refuses_needs_an_issuer(stack: str, word: str, tmp_path: Path):
    own_pool: dict[str, Any] = dict.fromkeys(("alex:jwtIssuer", "alex:jwtAudience", "alex:jwtClientId"))
    project = _project_with(own_pool, tmp_path)
    file = (project / "Pulumi.prod.yaml").rename(project / f"Pulumi.{stack}.yaml")

    with pytest.raises(LocalError, match=rf"alex:jwtIssuer must be .* takes no .* {word!r} in it, .* stack {stack!r}"):
        preview(project, stack)

    file.write_text((ROOT / "Pulumi.prod.yaml").read_text())
    assert preview(project, stack).resources


def test_a_project_of_another_name_is_refused(tmp_path: Path):
    """No command would find its resources."""
    project = _project_with({}, tmp_path)
    for file in ("Pulumi.yaml", "Pulumi.prod.yaml"):
        text = (project / file).read_text()
        (project / file).unlink()
        (project / file).write_text(text.replace("name: alex\n", "name: sasha\n").replace("alex:", "sasha:"))

    with pytest.raises(LocalError, match=r"name in Pulumi\.yaml must be 'alex', .*, not 'sasha'$"):
        preview(project, "prod")


def test_a_wrong_setting_ends_the_program_before_its_first_resource(monkeypatch: pytest.MonkeyPatch):
    registered: list[str] = []

    def claim(_monitor: Monitor, request: Any) -> str:
        registered.append(request.type)
        return "urn:pulumi:prod::alex::any::any"

    monkeypatch.setattr(Monitor, "claim", claim)

    with pytest.raises(LocalError, match="alex:siteDomain"):
        preview(ROOT, "prod", {"siteDomain": "no domain"})

    assert set(registered) <= {STACK_TYPE}


def test_errors_of_settings_are_one_line_for_the_pulumi_cli():
    """For any other error the CLI prints a traceback."""
    assert issubclass(SettingsError, pulumi.RunError)


_TWINS = """import pulumi
class Home(pulumi.ComponentResource):
    def __init__(self, name, parent=None):
        super().__init__("alex:test:Home", name, None, pulumi.ResourceOptions(parent=parent))
outer, other = Home("outer"), Home("other")
Home("a", outer)
"""


@pytest.mark.parametrize("twin", ['Home("a", outer)', 'Home("a", other)'], ids=["one parent", "parents of one type"])
def test_two_resources_that_would_have_one_urn_are_refused(twin: str, tmp_path: Path):
    """The engine's URN holds the types of a resource's parents, not their names."""
    (tmp_path / "Pulumi.yaml").write_text("{name: alex, runtime: python}")
    (tmp_path / "Pulumi.twins.yaml").write_text("")
    (tmp_path / "__main__.py").write_text(_TWINS + twin)
    places = r"__main__\.py:6 and __main__\.py:7"

    with pytest.raises(LocalError, match=rf"^two resources alex:test:Home 'a' under one type of parent, in {places}$"):
        preview(tmp_path, "twins")


def _project_without(key: str, folder: Path) -> Path:
    return _project_with({f"alex:{key}": None}, folder)


def _project_with(settings: dict[str, Any], folder: Path) -> Path:
    """A copy of the project's files with other settings of prod, without those that are None; the program is linked."""
    for file in ("Pulumi.yaml", "__main__.py"):
        (folder / file).symlink_to(ROOT / file)
    content = yaml.safe_load((ROOT / "Pulumi.prod.yaml").read_text())
    config = {key: value for key, value in (content["config"] | settings).items() if value is not None}
    (folder / "Pulumi.prod.yaml").write_text(yaml.safe_dump({"config": config}))
    return folder
