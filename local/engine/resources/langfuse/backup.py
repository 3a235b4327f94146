"""AWS Backup: vault, plan and selection. No backup is taken."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Created, Creation, creates


@creates("aws:backup/vault:Vault")
def vault(new: Creation) -> Created:
    new.ignore("forceDestroy")
    name = new.take("name", new.name)
    created = new.call(
        "backup",
        "create_backup_vault",
        names={"kmsKeyArn": "EncryptionKeyArn"},
        BackupVaultName=name,
        BackupVaultTags=new.take("tags", {}),
    )
    return name, {"name": name, "arn": created["BackupVaultArn"]}


@creates("aws:backup/plan:Plan")
def plan(new: Creation) -> Created:
    created = new.aws.client("backup").create_backup_plan(BackupPlan=plan_of(new), BackupPlanTags=new.take("tags", {}))
    return created["BackupPlanId"], {"arn": created["BackupPlanArn"], "version": created["VersionId"]}


@creates("aws:backup/selection:Selection")
def selection(new: Creation) -> Created:
    chosen = {
        "SelectionName": new.take("name"),
        "IamRoleArn": new.take("iamRoleArn"),
        "Resources": new.take("resources"),
    }
    created = new.aws.client("backup").create_backup_selection(BackupPlanId=new.take("planId"), BackupSelection=chosen)
    return created["SelectionId"], {}


def plan_of(new: Creation) -> dict[str, Any]:
    return {"BackupPlanName": new.take("name"), "Rules": [_rule(new, dict(rule)) for rule in new.take("rules")]}


def _rule(new: Creation, rule: dict[str, Any]) -> dict[str, Any]:
    result = {
        "RuleName": rule.pop("ruleName"),
        "TargetBackupVaultName": rule.pop("targetVaultName"),
        "ScheduleExpression": rule.pop("schedule"),
        "Lifecycle": {"DeleteAfterDays": rule.pop("lifecycle")["deleteAfter"]},
    }
    if rule:
        raise new.error(f"backup create_backup_plan has no parameter for rules.{', '.join(rule)}")
    return result
