"""User pools, their clients and domains."""

from __future__ import annotations

from local.engine.creation import Outputs
from local.engine.resources.edge.cognito import CLIENT_NAMES, pool_settings, set_mfa
from local.provider.later import Change, Existing, Found, deletes, reads, updates
from local.provider.missing import MissingError
from local.provider.tags import retag

_SERVICE = "cognito-idp"
_POOL = "aws:cognito/userPool:UserPool"
_CLIENT = "aws:cognito/userPoolClient:UserPoolClient"
_DOMAIN = "aws:cognito/userPoolDomain:UserPoolDomain"


@updates(_POOL)
def update_pool(change: Change) -> Outputs:
    client, arn = change.aws.client(_SERVICE), change.old.outputs["arn"]
    retag(change, lambda tags: client.tag_resource(ResourceArn=arn, Tags=tags))
    if change.changes("mfaConfiguration", "softwareTokenMfaConfiguration"):
        set_mfa(change, change.id)
    parts = "accountRecoverySetting", "passwordPolicy"
    settings = pool_settings(change) if any(part in change.changed for part in parts) else {}
    change.ignore("name", *parts)
    if settings or change.changed - change.used:
        # Cognito puts back its default for every setting that an update leaves out.
        change.call(_SERVICE, "update_user_pool", UserPoolId=change.id, **(settings or pool_settings(change)))
    return {}


@reads(_POOL)
def read_pool(old: Existing) -> Found:
    found = old.client(_SERVICE).describe_user_pool(UserPoolId=old.id)["UserPool"]
    wanted = ("Name", "DeletionProtection", "UserPoolTier", "MfaConfiguration", "AdminCreateUserConfig")
    return {key: found[key] for key in wanted if key in found}


@deletes(_POOL)
def delete_pool(old: Existing) -> None:
    client = old.client(_SERVICE)
    if old.inputs.get("deletionProtection") == "ACTIVE":
        raise old.error("its deletion protection is active")
    client.delete_user_pool(UserPoolId=old.id)


@updates(_CLIENT)
def update_client(change: Change) -> Outputs:
    change.ignore("generateSecret")
    pool = change.take("userPoolId")
    change.call(_SERVICE, "update_user_pool_client", names=CLIENT_NAMES, UserPoolId=pool, ClientId=change.id)
    return {}


@reads(_CLIENT)
def read_client(old: Existing) -> Found:
    pool = old.inputs["userPoolId"]
    found = old.client(_SERVICE).describe_user_pool_client(UserPoolId=pool, ClientId=old.id)["UserPoolClient"]
    return {"callbackUrls": found.get("CallbackURLs", []), "name": found["ClientName"]}


@deletes(_CLIENT)
def delete_client(old: Existing) -> None:
    old.client(_SERVICE).delete_user_pool_client(UserPoolId=old.inputs["userPoolId"], ClientId=old.id)


@reads(_DOMAIN)
def read_domain(old: Existing) -> Found:
    found = old.client(_SERVICE).describe_user_pool_domain(Domain=old.id)["DomainDescription"]
    if not found:  # Cognito's answer for a domain that does not exist
        raise MissingError(old.id)
    return {"userPoolId": found["UserPoolId"]}


@deletes(_DOMAIN)
def delete_domain(old: Existing) -> None:
    old.client(_SERVICE).delete_user_pool_domain(Domain=old.id, UserPoolId=old.inputs["userPoolId"])
