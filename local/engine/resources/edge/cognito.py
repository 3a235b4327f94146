"""User pools, their clients and domains."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Created, Creation, creates

_SERVICE = "cognito-idp"
CLIENT_NAMES = {"name": "ClientName", "logoutUrls": "LogoutURLs", "callbackUrls": "CallbackURLs"}
"""Properties whose name differs from the API's."""


@creates("aws:cognito/userPool:UserPool")
def user_pool(new: Creation) -> Created:
    new.ignore("mfaConfiguration", "softwareTokenMfaConfiguration")
    names, settings = {"name": "PoolName"}, pool_settings(new)
    created = new.call(_SERVICE, "create_user_pool", names=names, UserPoolTags=new.take("tags", {}), **settings)[
        "UserPool"
    ]
    identifier = new.made = created["Id"]
    if new.take("mfaConfiguration", "OFF") != "OFF":
        set_mfa(new, identifier)
    return identifier, {
        "name": created["Name"],
        "arn": created["Arn"],
        "endpoint": f"cognito-idp.{new.aws.region}.amazonaws.com/{identifier}",
    }


@creates("aws:cognito/userPoolClient:UserPoolClient")
def user_pool_client(new: Creation) -> Created:
    created = new.call(_SERVICE, "create_user_pool_client", names=CLIENT_NAMES)["UserPoolClient"]
    return created["ClientId"], {"name": created["ClientName"]}


@creates("aws:cognito/userPoolDomain:UserPoolDomain")
def user_pool_domain(new: Creation) -> Created:
    domain = new.take("domain")
    new.call(_SERVICE, "create_user_pool_domain", Domain=domain)
    return domain, {"domain": domain}


def pool_settings(new: Creation) -> dict[str, Any]:
    """Settings of a pool whose structure differs from the API's."""
    policy, recovery = new.take("passwordPolicy"), new.take("accountRecoverySetting")
    settings: dict[str, Any] = {} if policy is None else {"Policies": {"PasswordPolicy": _capitalised(policy)}}
    if recovery is not None:
        mechanisms = [
            {"Name": mechanism["name"], "Priority": mechanism["priority"]}
            for mechanism in recovery["recoveryMechanisms"]
        ]
        settings["AccountRecoverySetting"] = {"RecoveryMechanisms": mechanisms}
    return settings


def set_mfa(new: Creation, identifier: str) -> None:
    """Sets the second factor of a pool."""
    token_app = new.take("softwareTokenMfaConfiguration")
    extra = {} if token_app is None else {"SoftwareTokenMfaConfiguration": _capitalised(token_app)}
    mode = new.take("mfaConfiguration", "OFF")
    new.aws.client(_SERVICE).set_user_pool_mfa_config(UserPoolId=identifier, MfaConfiguration=mode, **extra)


def _capitalised(properties: dict[str, object]) -> dict[str, object]:
    return {key[0].upper() + key[1:]: value for key, value in properties.items()}
