"""Permissions of Langfuse's tasks: to start them, and at work."""

from __future__ import annotations

from collections.abc import Sequence

from components.foundation.policy import Statement
from components.foundation.self_hosted.names import (
    CLICKHOUSE,
    EVENTS,
    INTERNAL_SECRET,
    MEDIA,
    MIGRATION,
    TASKS,
    WEB,
    WORKER,
    LangfuseNames,
)
from components.foundation.self_hosted.settings import SelfHosted
from components.foundation.shared_names import LANGFUSE_SECRET
from components.langfuse.storage.files import BACKUP_ROLE
from components.langfuse.storage.images import repository_arn

#: Task to the images of its containers.
IMAGES_OF = {WEB: ("web",), WORKER: ("worker",), CLICKHOUSE: ("clickhouse",), MIGRATION: ("postgres", "web")}
_USES_BUCKETS = (WEB, WORKER)


def start_statements(names: LangfuseNames, settings: SelfHosted, task: str) -> tuple[Statement, ...]:
    """For ECS, before the containers start: images, secrets, logs."""
    repositories = tuple(repository_arn(names, settings, image) for image in IMAGES_OF[task])
    pull = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
    # With a pull-through cache, who pulls an image first has it fetched.
    fetch = ("ecr:BatchImportUpstreamImage", "ecr:CreateRepository") if settings.registry_secret_arn else ()
    group = names.names.log_group_arn(names.log_group(task))
    secrets = (INTERNAL_SECRET, LANGFUSE_SECRET) if task == WEB else (INTERNAL_SECRET,)
    return (
        # AWS has no resource-level permission for it.
        Statement("SignInToRegistry", ("ecr:GetAuthorizationToken",), ("*",)),
        Statement("PullImages", (*pull, *fetch), repositories),
        Statement(
            "ReadSecrets",
            ("secretsmanager:GetSecretValue",),
            tuple(names.names.secret_arn_pattern(secret) for secret in secrets),
        ),
        *((_read_master_secret(names),) if task == MIGRATION else ()),
        Statement("WriteLogs", ("logs:CreateLogStream", "logs:PutLogEvents"), (f"{group}:*",)),
    )


def task_statements(names: LangfuseNames, task: str) -> tuple[Statement, ...]:
    """For the containers. ClickHouse's role is named by its files' policy, and the migration needs none."""
    if task not in _USES_BUCKETS:
        return ()
    buckets = tuple(names.names.bucket_arn(bucket) for bucket in (EVENTS, MEDIA))
    objects = tuple(f"{bucket}/*" for bucket in buckets)
    return (
        Statement("ListObjects", ("s3:ListBucket",), buckets),
        # Deletes the files of a deleted project.
        Statement("UseObjects", ("s3:DeleteObject", "s3:GetObject", "s3:PutObject"), objects),
    )


def key_statements(names: LangfuseNames) -> tuple[Statement, ...]:
    """Key policy statements: logs, secrets, buckets, and the services that store Langfuse's data."""
    names_ = names.names
    start = [names.role_arn(task, "start") for task in TASKS]
    work = [names.role_arn(task, "task") for task in _USES_BUCKETS]
    backup = names.names.role_arn(BACKUP_ROLE)
    cryptography = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey")
    more = ("kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo")
    groups = [names_.log_group_arn(group) for group in names.log_groups]
    services = [names_.service(service) for service in ("backup", "elasticache", "elasticfilesystem")]
    account = {"AWS": names_.root_arn}
    return (
        Statement(
            "EncryptLangfuseLogs",
            (*cryptography, *more),
            ("*",),
            {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": groups}},
            {"Service": names_.service("logs")},
        ),
        _by_roles("LangfuseSecretsDecrypt", names, ("kms:Decrypt",), "secretsmanager", start),
        _by_roles("LangfuseObjects", names, ("kms:Decrypt", "kms:GenerateDataKey"), "s3", work),
        _by_roles("LangfuseBackup", names, ("kms:Decrypt", "kms:GenerateDataKey"), "backup", [backup]),
        Statement(
            "StoreLangfuseData",
            (*cryptography, *more),
            ("*",),
            {"StringEquals": {"kms:ViaService": services}},
            account,
        ),
        Statement(
            "GrantToLangfuseStores",
            ("kms:CreateGrant",),
            ("*",),
            {"StringEquals": {"kms:ViaService": services}, "Bool": {"kms:GrantIsForAWSResource": "true"}},
            account,
        ),
    )


def _by_roles(
    sid: str, names: LangfuseNames, actions: tuple[str, ...], service: str, roles: Sequence[str]
) -> Statement:
    """Roles are a condition, not principals: a principal must exist before a policy can name it."""
    return Statement(
        sid,
        actions,
        ("*",),
        {
            "StringEquals": {"kms:CallerAccount": names.names.account, "kms:ViaService": names.names.service(service)},
            "ArnEquals": {"aws:PrincipalArn": sorted(roles)},
        },
        {"AWS": "*"},
    )


def _read_master_secret(names: LangfuseNames) -> Statement:
    """RDS names that secret, so a condition on its RDS tag identifies it."""
    of_this_instance = {"StringEquals": {"aws:ResourceTag/aws:rds:primaryDBInstanceArn": names.database_arn}}
    secret = (names.master_secret_arn_pattern,)
    return Statement("ReadMasterSecret", ("secretsmanager:GetSecretValue",), secret, of_this_instance)
