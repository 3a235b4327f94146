"""Whose tokens the API accepts: an OpenID Connect provider that exists, or a user pool that the stack brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext

_SCOPES = ("openid", "email", "profile")
_MINUTES_OF_ACCESS = 60
_DAYS_OF_SESSION = 1


@dataclass(frozen=True)
class TokenIssuer:
    """Where tokens come from and whom they are for, as the API's authorizer takes it."""

    issuer: pulumi.Input[str]
    """URL."""
    audience: pulumi.Input[str]
    """In Cognito's case, the id with which the site asks for tokens."""
    sign_in_url: pulumi.Input[str] | None = None
    """Of the user pool's sign-in pages; None for a provider that was there before the stack."""


def token_issuer(issuer: str | None, audience: str | None) -> TokenIssuer | None:
    """The provider that exists, if there is one."""
    return TokenIssuer(issuer, audience) if issuer and audience else None


@dataclass(frozen=True)
class UserPoolArgs:
    context: StackContext
    callback_urls: Sequence[str]
    """Pages to which a user returns after signing in or out."""
    self_sign_up: bool
    """Whether anybody may make himself a user; otherwise an administrator invites."""

    def __post_init__(self) -> None:
        if not self.callback_urls:
            raise ValueError("UserPoolArgs.callback_urls must name at least one page")


class UserPool(pulumi.ComponentResource):
    """A Cognito user pool with a second factor for everybody, and a public client for the site.

    `tokens` is what the API accepts.
    """

    def __init__(self, name: str, args: UserPoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:UserPool", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        pool = self._pool(name, args)
        client = self._client(name, args, pool)
        domain = aws.cognito.UserPoolDomain(
            f"{name}-domain",
            # Unique among all customers of the region.
            domain=args.context.names.of(args.context.names.account),
            user_pool_id=pool.id,
            opts=self._child,
        )
        self.tokens = TokenIssuer(
            issuer=pulumi.Output.format("https://{0}", pool.endpoint),
            audience=client.id,
            sign_in_url=pulumi.Output.format(
                "https://{0}.auth.{1}.amazoncognito.com", domain.domain, args.context.names.region
            ),
        )
        self.register_outputs({"issuer": self.tokens.issuer, "audience": self.tokens.audience})

    def _pool(self, name: str, args: UserPoolArgs) -> aws.cognito.UserPool:
        protect = args.context.protect
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
            # Refuses leaked passwords and suspicious sign-ins; the tier that offers it is charged by the user.
            user_pool_tier="PLUS" if protect else "ESSENTIALS",
            user_pool_add_ons=aws.cognito.UserPoolUserPoolAddOnsArgs(
                advanced_security_mode="ENFORCED" if protect else "OFF"
            ),
            deletion_protection="ACTIVE" if protect else "INACTIVE",
            opts=self._child,
        )

    def _client(self, name: str, args: UserPoolArgs, pool: aws.cognito.UserPool) -> aws.cognito.UserPoolClient:
        """A browser cannot keep a secret: it proves with PKCE that it is who asked for the code."""
        return aws.cognito.UserPoolClient(
            f"{name}-client",
            name=args.context.names.of("site"),
            user_pool_id=pool.id,
            generate_secret=False,
            allowed_oauth_flows_user_pool_client=True,
            allowed_oauth_flows=["code"],
            allowed_oauth_scopes=_SCOPES,
            supported_identity_providers=["COGNITO"],
            explicit_auth_flows=["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
            callback_urls=args.callback_urls,
            logout_urls=args.callback_urls,
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
