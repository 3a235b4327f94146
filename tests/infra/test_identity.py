"""Identity: tokens of an existing provider, or of the stack's user pool."""

from __future__ import annotations

import pytest

from components.edge.identity import UserPoolArgs
from local.errors import LocalError
from tests.infra.conftest import ROOT, Stack
from tests.previews import preview

CALLBACK = "https://alex.example/signed-in"
OWN_POOL = {"jwtIssuer": "", "jwtAudience": "", "jwtClientId": "", "signInCallbackUrls": []}


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
    assert client["callbackUrls"] == [CALLBACK]
    assert client["logoutUrls"] == ["https://alex.example/"]
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
        pytest.param({"jwtClientId": ""}, "alex:jwtClientId must be the id of the site's client", id="no client"),
        pytest.param(
            {"jwtIssuer": "", "jwtAudience": ""},
            "alex:jwtClientId must be empty, because jwtIssuer is",
            id="a client without its issuer",
        ),
        pytest.param(
            {"signInScopes": ["profile"]}, "alex:signInScopes must be a list with openid in it", id="no identity"
        ),
        pytest.param(
            {"signInScopes": ["openid", "a b"]}, "alex:signInScopes must be a list of scopes", id="two scopes in one"
        ),
        pytest.param(
            OWN_POOL | {"signInScopes": ["openid", "phone"]},
            "alex:signInScopes must be a list of openid, email, profile",
            id="a scope that the pool has not",
        ),
        pytest.param(
            {"signInOrigins": ["https://login.example/token"]},
            "alex:signInOrigins must be a list of https origins in lower case, without a path or :443",
            id="an address instead of an origin",
        ),
        pytest.param(
            {"jwtIssuer": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abcdefghi"},
            "alex:signInOrigins must be a list of https origins, with the domain of jwtIssuer's user pool",
            id="a user pool without its domain",
        ),
        pytest.param(
            {"jwtIssuer": "", "jwtAudience": "", "jwtClientId": "", "siteDomain": "", "certificateArn": ""},
            "alex:signInCallbackUrls must be a list of https URLs, at least one as jwtIssuer and siteDomain are empty",
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


class TestWhatTheSiteMayCall:
    def origins(self, settings: dict[str, object]) -> list[str]:
        headers = Stack(preview(ROOT, "prod", settings)).one("ResponseHeadersPolicy", "website-site-headers")
        policy = headers["securityHeadersConfig"]["contentSecurityPolicy"]["contentSecurityPolicy"]
        (found,) = [part for part in policy.split("; ") if part.startswith("connect-src ")]
        own, *others = found.split()[1:]
        assert own == "'self'"
        return others

    def test_the_issuer(self):
        assert self.origins({}) == ["https://clerk.alex.example"]

    def test_the_endpoints_of_a_known_issuer_on_other_hosts(self):
        assert self.origins({"jwtIssuer": "https://accounts.google.com"}) == [
            "https://accounts.google.com",
            "https://oauth2.googleapis.com",
            "https://openidconnect.googleapis.com",
        ]

    def test_origins_that_the_settings_name(self):
        pool = "https://cognito-idp.eu-west-1.amazonaws.com"
        domain = "https://auth.alex.example"
        assert self.origins({"jwtIssuer": f"{pool}/eu-west-1_abcdefghi", "signInOrigins": [domain]}) == [pool, domain]

    def test_the_stacks_pool_and_its_domain(self):
        """Known at preview, so that the policy pack judges the policy that will be."""
        assert self.origins(OWN_POOL) == [
            "https://cognito-idp.us-east-1.amazonaws.com",
            "https://alex-prod-123456789012.auth.us-east-1.amazoncognito.com",
        ]
