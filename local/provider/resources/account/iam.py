"""IAM roles and their policies."""

from __future__ import annotations

import json

from local.engine.creation import Outputs
from local.provider.later import Change, Existing, Found, deletes, overwrites, reads, updates
from local.provider.tags import as_list, retag

overwrites("aws:iam/rolePolicy:RolePolicy")


@updates("aws:iam/role:Role")
def update_role(change: Change) -> Outputs:
    client = change.aws.client("iam")
    retag(change, lambda tags: client.tag_role(RoleName=change.id, Tags=as_list(tags)))
    change.changes("forceDetachPolicies")
    if change.changes("assumeRolePolicy"):
        client.update_assume_role_policy(RoleName=change.id, PolicyDocument=change.take("assumeRolePolicy"))
    if change.changes("managedPolicyArns"):
        _attach(change)
    if change.changes("inlinePolicies"):
        _embed(change)
    change.send_changed("iam", "update_role", RoleName=change.id)
    return {}


def _attach(change: Change) -> None:
    client, name = change.aws.client("iam"), change.id
    old, new = set(change.old.inputs.get("managedPolicyArns", [])), set(change.take("managedPolicyArns", []))
    for arn in old - new:
        client.detach_role_policy(RoleName=name, PolicyArn=arn)
    for arn in new - old:
        client.attach_role_policy(RoleName=name, PolicyArn=arn)


def _embed(change: Change) -> None:
    client, name, new = change.aws.client("iam"), change.id, change.take("inlinePolicies", [])
    gone = {policy["name"] for policy in change.old.inputs.get("inlinePolicies", [])} - {each["name"] for each in new}
    for policy in gone:
        client.delete_role_policy(RoleName=name, PolicyName=policy)
    for policy in new:
        client.put_role_policy(RoleName=name, PolicyName=policy["name"], PolicyDocument=policy["policy"])


@reads("aws:iam/role:Role")
def read_role(old: Existing) -> Found:
    client = old.client("iam")
    role = client.get_role(RoleName=old.id)["Role"]
    attached = client.list_attached_role_policies(RoleName=old.id)["AttachedPolicies"]
    return {
        **role,
        "assumeRolePolicy": role["AssumeRolePolicyDocument"],
        "managedPolicyArns": [policy["PolicyArn"] for policy in attached],
        "tags": {tag["Key"]: tag["Value"] for tag in role.get("Tags", [])},
    }


@deletes("aws:iam/role:Role")
def delete_role(old: Existing) -> None:
    """AWS deletes no role that has a policy; those that came with the role go first, as far as they are there."""
    client, name = old.client("iam"), old.id
    inline = {policy["name"] for policy in old.inputs.get("inlinePolicies", [])}
    for policy in inline.intersection(client.list_role_policies(RoleName=name)["PolicyNames"]):
        client.delete_role_policy(RoleName=name, PolicyName=policy)
    attached = client.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    for arn in {policy["PolicyArn"] for policy in attached}.intersection(old.inputs.get("managedPolicyArns", [])):
        client.detach_role_policy(RoleName=name, PolicyArn=arn)
    client.delete_role(RoleName=name)


@reads("aws:iam/rolePolicy:RolePolicy")
def read_role_policy(old: Existing) -> Found:
    role, _, name = old.id.partition(":")
    found = old.client("iam").get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    return {"policy": found if isinstance(found, str) else json.dumps(found)}


@deletes("aws:iam/rolePolicy:RolePolicy")
def delete_role_policy(old: Existing) -> None:
    role, _, name = old.id.partition(":")
    old.client("iam").delete_role_policy(RoleName=role, PolicyName=name)
