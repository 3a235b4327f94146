"""IAM roles and their policies."""

from __future__ import annotations

from local.engine.creation import Created, Creation, creates


@creates("aws:iam/role:Role")
def role(new: Creation) -> Created:
    inline, managed = new.take("inlinePolicies", []), new.take("managedPolicyArns", [])
    new.ignore("forceDetachPolicies")
    names = {"name": "RoleName", "assumeRolePolicy": "AssumeRolePolicyDocument"}
    created = new.call("iam", "create_role", names=names, Tags=new.tags())["Role"]
    iam, new.made = new.aws.client("iam"), created["RoleName"]
    for policy in inline:
        iam.put_role_policy(RoleName=created["RoleName"], PolicyName=policy["name"], PolicyDocument=policy["policy"])
    for arn in managed:
        iam.attach_role_policy(RoleName=created["RoleName"], PolicyArn=arn)
    return created["RoleName"], {"name": created["RoleName"], "arn": created["Arn"], "uniqueId": created["RoleId"]}


@creates("aws:iam/rolePolicy:RolePolicy")
def role_policy(new: Creation) -> Created:
    name, role_name = new.take("name", new.name), new.take("role")
    new.call("iam", "put_role_policy", names={"policy": "PolicyDocument"}, RoleName=role_name, PolicyName=name)
    return f"{role_name}:{name}", {"name": name}
