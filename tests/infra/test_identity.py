"""Identity: tokens of an existing provider, or of the stack's user pool."""

from __future__ import annotations

import pytest

from components.edge.identity import UserPoolArgs
from local.engine.preview import preview
from local.errors import LocalError
from tests.infra.conftest import ROOT, Stack

CALLBACK = "https://alex.example/signed-in"
OWN_POOL = {"jwtIssuer": "", "jwtAudience": "", "signInCallbackUrls": [CALLBACK]}


@pytest.fixture(scope="module")
def own() -> Stack:
    """The production stack without an existing provider."""
    return Stack(preview(ROOT, "prod", OWN_POOL))


def test_an_existing_provider_needs_no_pool(stack):
    authorizer = stack.one("Authorizer", "http-api-authorizer")

    assert not stack.all("UserPool")
    assert authorizer["jwtConfiguration"]["audiences"] == ["alex-api"]


def test_without_a_provider_the_api_accepts_tokens_of_the_pool(own: Stack):
    (authorizer,) = own.all("Authorizer")

    assert {urn.split("::")[-1] for urn in authorizer.property_dependencies["jwtConfiguration"]} == {
        "identity-pool",
        "identity-client",
    }


def test_users_are_invited_and_need_mfa(own: Stack):
    pool = own.one("UserPool", "identity-pool")

    assert pool["adminCreateUserConfig"] == {"allowAdminCreateUserOnly": True}
    assert (pool["mfaConfiguration"], pool["softwareTokenMfaConfiguration"]) == ("ON", {"enabled": True})
    assert pool["passwordPolicy"]["minimumLength"] >= 14
    assert all(pool["passwordPolicy"][f"require{kind}"] for kind in ("Lowercase", "Uppercase", "Numbers", "Symbols"))


def test_a_protected_pool_refuses_leaked_passwords_and_is_not_deleted(own: Stack):
    pool = own.one("UserPool", "identity-pool")

    assert (pool["userPoolTier"], pool["userPoolAddOns"]) == ("PLUS", {"advancedSecurityMode": "ENFORCED"})
    assert pool["deletionProtection"] == "ACTIVE"


def test_the_site_signs_in_by_code_and_without_a_secret(own: Stack):
    client = own.one("UserPoolClient", "identity-client")

    assert client["generateSecret"] is False
    assert client["allowedOauthFlows"] == ["code"]
    assert client["callbackUrls"] == client["logoutUrls"] == [CALLBACK]
    assert client["explicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]
    assert client["tokenValidityUnits"] == {"accessToken": "minutes", "idToken": "minutes", "refreshToken": "days"}
    assert (client["enableTokenRevocation"], client["preventUserExistenceErrors"]) == (True, "ENABLED")


def test_self_sign_up_is_a_setting():
    opened = Stack(preview(ROOT, "prod", OWN_POOL | {"deletionProtection": False, "selfSignUp": True}))

    assert opened.one("UserPool", "identity-pool")["adminCreateUserConfig"] == {"allowAdminCreateUserOnly": False}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        pytest.param({"jwtIssuer": ""}, "alex:jwtAudience must be empty, because jwtIssuer is", id="an audience alone"),
        pytest.param({"jwtAudience": ""}, "alex:jwtAudience must be the audience of", id="an issuer alone"),
        pytest.param(
            {"jwtIssuer": "", "jwtAudience": ""},
            "alex:signInCallbackUrls must be a list of https URLs, at least one",
            id="no callback URL",
        ),
        pytest.param(
            OWN_POOL | {"selfSignUp": True},
            "alex:selfSignUp must be false where deletionProtection is true",
            id="self sign-up in production",
        ),
    ],
)
def test_contradictory_settings_are_named(settings: dict[str, object], message: str):
    with pytest.raises(LocalError, match=rf"^Pulumi\.prod\.yaml: {message}"):
        preview(ROOT, "prod", settings)


def test_a_pool_without_a_callback_url_is_refused():
    with pytest.raises(ValueError, match=r"UserPoolArgs.callback_urls must name at least one page"):
        UserPoolArgs(None, (), self_sign_up=False)  # pyright: ignore
