"""Settings of Langfuse on ECS: each wrong one is named before any resource."""

from __future__ import annotations

import pytest

from local.errors import LocalError
from tests.infra.conftest import ROOT, SELF_HOSTED, planned_with_langfuse
from tests.previews import preview

CERTIFICATE = SELF_HOSTED["langfuseCertificateArn"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"langfuse": "docker"}, "alex:langfuse must be one of cloud, self-hosted, not 'docker'"),
        ({"langfuseVersion": "4"}, "alex:langfuseVersion must be an exact version of Langfuse, 4.59.0 or later"),
        ({"langfuseVersion": "4.58.9"}, "alex:langfuseVersion must be an exact version"),
        ({"langfuseVersion": "5.0.0"}, "alex:langfuseVersion must be an exact version"),
        (
            {"langfuseCertificateArn": ""},
            "alex:langfuseCertificateArn must be the ARN of an ACM certificate in us-east-1",
        ),
        (
            {"langfuseCertificateArn": CERTIFICATE.replace("us-east-1", "eu-west-1")},
            "alex:langfuseCertificateArn must be the ARN of an ACM certificate in us-east-1",
        ),
        ({"langfuseAdminEmail": ""}, "alex:langfuseAdminEmail must be the e-mail address of Langfuse's first user"),
        ({"langfuseAdminEmail": "ops"}, "alex:langfuseAdminEmail must be the e-mail address of Langfuse's first user"),
        (
            {"langfuseRegistrySecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:hub-AbCdEf"},
            "alex:langfuseRegistrySecretArn must be the ARN of a secret ecr-pullthroughcache/",
        ),
        ({"langfuseBaseUrl": "https://langfuse.alex.example/ui"}, "alex:langfuseBaseUrl must be https:// and a domain"),
        (
            {"langfuseBaseUrl": "https://langfuse.alex.example:8443"},
            "alex:langfuseBaseUrl must be https:// and a domain",
        ),
        (
            {"langfuseImages": {"web": "langfuse/langfuse"}},
            "alex:langfuseImages must be an object of web, worker, clickhouse",
        ),
        (
            {
                "langfuseImages": {
                    "web": "langfuse/langfuse:4",
                    "worker": "langfuse/langfuse-worker",
                    "clickhouse": "clickhouse/clickhouse-server:26.4",
                    "postgres": "library/postgres:17-alpine",
                }
            },
            "alex:langfuseImages.web must be a repository without a tag, which langfuseVersion gives",
        ),
        (
            {
                "langfuseImages": {
                    "web": "langfuse/langfuse",
                    "worker": "langfuse/langfuse-worker",
                    "clickhouse": "clickhouse/clickhouse-server",
                    "postgres": "library/postgres:17-alpine",
                }
            },
            "alex:langfuseImages.clickhouse must be a repository with a tag",
        ),
    ],
)
def test_a_wrong_setting_is_named(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(LocalError) as error:
        preview(ROOT, "prod", {**SELF_HOSTED, **wrong})

    assert str(error.value).startswith(f"Pulumi.prod.yaml: {message}")


@pytest.mark.parametrize("version", ["4.59.0", "4.60.3", "4.100.12"])
def test_a_new_version_is_the_tag_of_both_images(version: str) -> None:
    planned = preview(ROOT, "prod", {**SELF_HOSTED, "langfuseVersion": version})
    definitions = {it.name: str(it.inputs["containerDefinitions"]) for it in planned.resources if "taskDef" in it.type}

    assert f"/langfuse/langfuse:{version}" in definitions["langfuse-tasks-web-task-definition"]
    assert f"/langfuse/langfuse-worker:{version}" in definitions["langfuse-tasks-worker-task-definition"]


def test_the_settings_may_stay_when_langfuse_is_in_the_cloud_again() -> None:
    planned = preview(ROOT, "prod", {**SELF_HOSTED, "langfuse": "cloud"})

    assert not [it.name for it in planned.resources if it.type == "alex:components:LangfuseService"]


def test_images_come_from_docker_hub_by_ecr_or_from_the_accounts_own_repositories() -> None:
    cached = {it.name: it for it in planned_with_langfuse().resources}
    own = {it.name: it for it in preview(ROOT, "prod", {**SELF_HOSTED, "langfuseRegistrySecretArn": ""}).resources}
    web, registry = "langfuse-tasks-web-task-definition", "123456789012.dkr.ecr.us-east-1.amazonaws.com"
    pull = "langfuse-web-start-policy"

    assert cached["langfuse-images-rule"].inputs["upstreamRegistryUrl"] == "registry-1.docker.io"
    assert f"{registry}/alex-prod/langfuse/langfuse:4.59.0" in cached[web].inputs["containerDefinitions"]
    assert "repository/alex-prod/langfuse/langfuse" in cached[pull].inputs["policy"]
    assert "ecr:BatchImportUpstreamImage" in cached[pull].inputs["policy"]
    assert "langfuse-images-rule" not in own
    assert f"{registry}/langfuse/langfuse:4.59.0" in own[web].inputs["containerDefinitions"]
    assert "ecr:BatchImportUpstreamImage" not in own[pull].inputs["policy"]
