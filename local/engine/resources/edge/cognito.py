"""User pools, their clients and domains."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Created, Creation, creates

_SERVICE = "cognito-idp"


@creates("aws:cognito/userPool:UserPool")
def user_pool(new: Creation) -> Created:
    mfa, token_app = new.take("mfaConfiguration", "OFF"), new.take("softwareTokenMfaConfiguration")
    recovery = new.take("accountRecoverySetting")
    names = {"name": "PoolName"}
    policy = new.take("passwordPolicy")
    extra: dict[str, Any] = {} if policy is None else {"Policies": {"PasswordPolicy": _capitalised(policy)}}
    if recovery is not None:
        mechanisms = [
            {"Name": mechanism["name"], "Priority": mechanism["priority"]}
            for mechanism in recovery["recoveryMechanisms"]
        ]
        extra["AccountRecoverySetting"] = {"RecoveryMechanisms": mechanisms}
    created = new.call(_SERVICE, "create_user_pool", names=names, UserPoolTags=new.take("tags", {}), **extra)[
        "UserPool"
    ]
    identifier = created["Id"]
    if mfa != "OFF":
        new.aws.client(_SERVICE).set_user_pool_mfa_config(
            UserPoolId=identifier, MfaConfiguration=mfa, SoftwareTokenMfaConfiguration=_capitalised(token_app)
        )
    return identifier, {
        "name": created["Name"],
        "arn": created["Arn"],
        "endpoint": f"cognito-idp.{new.aws.region}.amazonaws.com/{identifier}",
    }


@creates("aws:cognito/userPoolClient:UserPoolClient")
def user_pool_client(new: Creation) -> Created:
    names = {"name": "ClientName", "logoutUrls": "LogoutURLs", "callbackUrls": "CallbackURLs"}
    created = new.call(_SERVICE, "create_user_pool_client", names=names)["UserPoolClient"]
    return created["ClientId"], {"name": created["ClientName"]}


@creates("aws:cognito/userPoolDomain:UserPoolDomain")
def user_pool_domain(new: Creation) -> Created:
    domain = new.take("domain")
    new.call(_SERVICE, "create_user_pool_domain", Domain=domain)
    return domain, {"domain": domain}


def _capitalised(properties: dict[str, object]) -> dict[str, object]:
    return {key[0].upper() + key[1:]: value for key, value in properties.items()}
