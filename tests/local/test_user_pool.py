"""The stack's own user pool, on the embedded AWS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from local.engine.deployer import deploy

pytestmark = pytest.mark.local

PROGRAM = """
import pulumi
from components.foundation.context import StackContext
from components.edge.identity import UserPool, UserPoolArgs
from components.foundation.names import Names

names = Names("alex", "pool", "us-east-1", "123456789012")
context = StackContext(names, "key", "docs/runbooks", 1, deletion_protection=True)
identity = UserPool("identity", UserPoolArgs(context, ["https://alex.example/signed-in"], self_sign_up=False))
pulumi.export("issuer", identity.tokens.issuer)
pulumi.export("audience", identity.tokens.audience)
pulumi.export("signInUrl", identity.tokens.sign_in_url)
"""
CALLBACK = "https://alex.example/signed-in"


@pytest.fixture(scope="module")
def outputs(cloud: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder: Path = tmp_path_factory.mktemp("project")
    (folder / "Pulumi.yaml").write_text("name: alex\nruntime: python\n")
    (folder / "Pulumi.local.yaml").write_text("config: {aws:region: us-east-1}\n")
    (folder / "__main__.py").write_text(PROGRAM)
    return deploy(folder, "local", cloud.aws, cloud.postgres).outputs


@pytest.fixture(scope="module")
def cognito(cloud: Any) -> Any:
    return cloud.aws.client("cognito-idp")


def test_users_are_invited_with_a_strong_password(cognito: Any, outputs: dict[str, Any]) -> None:
    pool = outputs["issuer"].rsplit("/", 1)[-1]
    settings = cognito.describe_user_pool(UserPoolId=pool)["UserPool"]
    invite = {"UserPoolId": pool, "Username": "bob@alex.example"}

    assert settings["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert settings["AccountRecoverySetting"]["RecoveryMechanisms"] == [{"Name": "verified_email", "Priority": 1}]
    with pytest.raises(cognito.exceptions.InvalidPasswordException):
        cognito.admin_create_user(**invite, TemporaryPassword="Short-1")
    cognito.admin_create_user(**invite, TemporaryPassword="Long-enough-1-Password")


def test_pool_client_and_domain_are_what_the_program_says(cognito: Any, outputs: dict[str, Any]) -> None:
    issuer = outputs["issuer"]
    pool = issuer.rsplit("/", 1)[-1]
    client = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=outputs["audience"])["UserPoolClient"]

    assert issuer == f"https://cognito-idp.us-east-1.amazonaws.com/{pool}"
    assert outputs["signInUrl"] == "https://alex-pool-123456789012.auth.us-east-1.amazoncognito.com"
    assert cognito.get_user_pool_mfa_config(UserPoolId=pool)["MfaConfiguration"] == "ON"
    assert "ClientSecret" not in client
    assert (client["AllowedOAuthFlows"], client["CallbackURLs"]) == (["code"], [CALLBACK])
    assert client["TokenValidityUnits"]["RefreshToken"] == "days"


def test_the_signing_key_is_in_the_folder_that_is_removed(cloud: Any, outputs: dict[str, Any]) -> None:
    """ministack would otherwise leave it in `/tmp/ministack-state`, for every later run on the machine to share."""
    assert outputs["issuer"]
    assert list((cloud.aws.home / "state").glob("*.pem"))
