"""AWS Backup: vault, plan and selection."""

from __future__ import annotations

from local.engine.creation import Outputs
from local.engine.resources.langfuse.backup import plan_of
from local.provider.later import Change, Existing, Found, deletes, reads, updates
from local.provider.tags import retag

_VAULT = "aws:backup/vault:Vault"
_PLAN = "aws:backup/plan:Plan"
_SELECTION = "aws:backup/selection:Selection"


def _retag(change: Change) -> None:
    client, arn = change.aws.client("backup"), change.old.outputs["arn"]
    retag(change, lambda tags: client.tag_resource(ResourceArn=arn, Tags=tags))


@updates(_VAULT)
def update_vault(change: Change) -> Outputs:
    _retag(change)
    change.changes("forceDestroy")
    return {}


@reads(_VAULT)
def read_vault(old: Existing) -> Found:
    return {"name": old.client("backup").describe_backup_vault(BackupVaultName=old.id)["BackupVaultName"]}


@deletes(_VAULT)
def delete_vault(old: Existing) -> None:
    old.client("backup").delete_backup_vault(BackupVaultName=old.id)


@updates(_PLAN)
def update_plan(change: Change) -> Outputs:
    _retag(change)
    if change.changes("name", "rules"):
        updated = change.aws.client("backup").update_backup_plan(BackupPlanId=change.id, BackupPlan=plan_of(change))
        return {"version": updated["VersionId"]}
    return {}


@reads(_PLAN)
def read_plan(old: Existing) -> Found:
    return {"name": old.client("backup").get_backup_plan(BackupPlanId=old.id)["BackupPlan"]["BackupPlanName"]}


@deletes(_PLAN)
def delete_plan(old: Existing) -> None:
    old.client("backup").delete_backup_plan(BackupPlanId=old.id)


@reads(_SELECTION)
def read_selection(old: Existing) -> Found:
    plan = old.inputs["planId"]
    found = old.client("backup").get_backup_selection(BackupPlanId=plan, SelectionId=old.id)["BackupSelection"]
    return {"name": found["SelectionName"], "resources": found["Resources"]}


@deletes(_SELECTION)
def delete_selection(old: Existing) -> None:
    old.client("backup").delete_backup_selection(BackupPlanId=old.inputs["planId"], SelectionId=old.id)
