"""Token issuer of the API: an existing OpenID Connect provider, or a Cognito user pool of the stack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.settings.sign_in import POOL_SCOPES

_MINUTES_OF_ACCESS = 60
_DAYS_OF_SESSION = 1


@dataclass(frozen=True)
class TokenIssuer:
    """Issuer and audience for the API's JWT authorizer, and the site's client."""

    issuer: pulumi.Input[str]
    """URL."""
    audience: pulumi.Input[str]
    """With Cognito, the site's app client id."""
    client_id: pulumi.Input[str]
    """Of the site."""
    requested_audience: str | None
    """Audience that the site asks for; None where the client's id is the audience."""
    origins: tuple[str, ...]
    """Origins that the site calls; known at preview."""
    sign_in_url: pulumi.Input[str] | None = None
    """URL of the user pool's sign-in pages; None for an existing provider."""


@dataclass(frozen=True)
class UserPoolArgs:
    context: StackContext
    callback_urls: Sequence[str]
    """Pages to return to after sign-in. After sign-out it is the first page of the same origins."""
    self_sign_up: bool
    """Whether users may sign themselves up; otherwise an administrator invites them."""

    def __post_init__(self) -> None:
        if not self.callback_urls:
            raise ValueError("UserPoolArgs.callback_urls must name at least one page")


class UserPool(pulumi.ComponentResource):
    """A Cognito user pool with mandatory MFA, and a public app client for the site.

    `tokens` has issuer and audience for the API's authorizer.
    """

    def __init__(self, name: str, args: UserPoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:UserPool", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        pool = self._pool(name, args)
        client = self._client(name, args, pool)
        # Domain prefixes are unique across all AWS accounts in a region.
        prefix = args.context.names.of(args.context.names.account)
        domain = aws.cognito.UserPoolDomain(
            f"{name}-domain",
            domain=prefix,
            user_pool_id=pool.id,
            opts=self._child,
        )
        region = args.context.names.region
        sign_in_url = f"https://{prefix}.auth.{region}.amazoncognito.com"
        self.tokens = TokenIssuer(
            issuer=pulumi.Output.format("https://{0}", pool.endpoint),
            audience=client.id,
            client_id=client.id,
            requested_audience=None,
            # The discovery document and the keys are at the issuer, the other endpoints at the domain.
            origins=(f"https://cognito-idp.{region}.amazonaws.com", sign_in_url),
            # Pages that use it wait for the domain.
            sign_in_url=domain.domain.apply(lambda _: sign_in_url),
        )
        self.register_outputs({"issuer": self.tokens.issuer, "audience": self.tokens.audience})

    def _pool(self, name: str, args: UserPoolArgs) -> aws.cognito.UserPool:
        protect = args.context.deletion_protection
        recovery = aws.cognito.UserPoolAccountRecoverySettingRecoveryMechanismArgs(name="verified_email", priority=1)
        return aws.cognito.UserPool(
            f"{name}-pool",
            name=args.context.names.prefix,
            username_attributes=["email"],
            username_configuration=aws.cognito.UserPoolUsernameConfigurationArgs(case_sensitive=False),
            auto_verified_attributes=["email"],
            admin_create_user_config=aws.cognito.UserPoolAdminCreateUserConfigArgs(
                allow_admin_create_user_only=not args.self_sign_up
            ),
            account_recovery_setting=aws.cognito.UserPoolAccountRecoverySettingArgs(recovery_mechanisms=[recovery]),
            password_policy=_password_policy(),
            mfa_configuration="ON",
            software_token_mfa_configuration=aws.cognito.UserPoolSoftwareTokenMfaConfigurationArgs(enabled=True),
            # Refuses leaked passwords and risky sign-ins. The tier that includes this is billed per user.
            user_pool_tier="PLUS" if protect else "ESSENTIALS",
            user_pool_add_ons=aws.cognito.UserPoolUserPoolAddOnsArgs(
                advanced_security_mode="ENFORCED" if protect else "OFF"
            ),
            deletion_protection="ACTIVE" if protect else "INACTIVE",
            opts=args.context.holding_data(self),
        )

    def _client(self, name: str, args: UserPoolArgs, pool: aws.cognito.UserPool) -> aws.cognito.UserPoolClient:
        """A public client: a browser cannot keep a secret, so it uses PKCE instead."""
        return aws.cognito.UserPoolClient(
            f"{name}-client",
            name=args.context.names.of("site"),
            user_pool_id=pool.id,
            generate_secret=False,
            allowed_oauth_flows_user_pool_client=True,
            allowed_oauth_flows=["code"],
            allowed_oauth_scopes=POOL_SCOPES,
            supported_identity_providers=["COGNITO"],
            explicit_auth_flows=["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
            callback_urls=args.callback_urls,
            logout_urls=list(dict.fromkeys(f"{origin_of(url)}/" for url in args.callback_urls)),
            access_token_validity=_MINUTES_OF_ACCESS,
            id_token_validity=_MINUTES_OF_ACCESS,
            refresh_token_validity=_DAYS_OF_SESSION,
            token_validity_units={"access_token": "minutes", "id_token": "minutes", "refresh_token": "days"},
            enable_token_revocation=True,
            prevent_user_existence_errors="ENABLED",
            opts=self._child,
        )


def _password_policy() -> aws.cognito.UserPoolPasswordPolicyArgs:
    return aws.cognito.UserPoolPasswordPolicyArgs(
        minimum_length=14,
        require_lowercase=True,
        require_uppercase=True,
        require_numbers=True,
        require_symbols=True,
        temporary_password_validity_days=3,
        password_history_size=5,
    )


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
