"""Edge wing: HTTP API, token issuer, CloudFront with the site, and AWS WAF with its alarm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.edge.http_api import HttpApi, HttpApiArgs
from components.edge.identity import TokenIssuer, UserPool, UserPoolArgs
from components.edge.origin import OriginSecret, OriginSecretArgs
from components.edge.plans import PlanSubscription, plan_of
from components.edge.sign_in import callable_origins, configuration
from components.edge.site_files import SiteFile, site_files
from components.edge.waf import EDGE_REGION, WebAcl, WebAclArgs
from components.edge.waf_alarms import WebAclAlarms, WebAclAlarmsArgs
from components.edge.website import Website, WebsiteArgs, key_statements
from components.foundation.context import StackContext
from components.foundation.names import Names
from components.foundation.policy import Statement
from components.foundation.private_bucket import PrivateBucket
from components.foundation.settings.settings import Settings
from components.foundation.shared_names import ORIGIN_FUNCTION


@dataclass(frozen=True)
class EdgeArgs:
    context: StackContext
    settings: Settings
    site: Sequence[SiteFile]
    api_function: aws.lambda_.Alias
    origin_rotator: aws.lambda_.Alias
    """Function that creates and rotates the origin secret."""
    origin_secret_arn: pulumi.Input[str]
    access_logs: PrivateBucket


class Edge(pulumi.ComponentResource):
    """`siteUrl` and `apiUrl` of the outputs have no trailing slash. `distributionDomain` is the site's DNS record.

    `alarms` belong into the stack's composite alarms, which wait for the alarms of `alarm_parents`.
    """

    def __init__(self, name: str, args: EdgeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:Edge", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.tokens = self._token_issuer(args)
        api = self._api(args)
        plan = plan_of(args.settings)
        waf = WebAcl("firewall", WebAclArgs(args.context, args.settings.waf_rate_limit, plan), self._child)
        website = self._website(args, api, waf)
        if plan.tier:
            child = pulumi.ResourceOptions(parent=self, providers=[waf.provider])
            PlanSubscription("edge-plan", plan.tier, website.distribution_arn, waf.arn, child)
        waf_alarms = self._waf_alarms(args, waf)
        self.api_id = api.id
        self.site_bucket_arn = website.bucket_arn
        self.alarms = waf_alarms.in_stack
        self.alarm_parents: Sequence[pulumi.Resource] = (waf_alarms,)
        self.outputs: Mapping[str, object] = {
            "siteUrl": website.url,
            "distributionDomain": website.distribution_domain,
            "apiUrl": api.url,
            "apiId": api.id,
            "tokenIssuer": self.tokens.issuer,
            "tokenAudience": self.tokens.audience,
            "signInUrl": self.tokens.sign_in_url,
        }
        self.register_outputs({"siteUrl": website.url, "apiUrl": api.url})

    def _token_issuer(self, args: EdgeArgs) -> TokenIssuer:
        settings = args.settings
        issuer, audience, client_id = settings.jwt_issuer, settings.jwt_audience, settings.jwt_client_id
        if issuer and audience and client_id:
            requested = audience if audience != client_id else None
            origins = callable_origins(issuer, settings.sign_in_origins)
            return TokenIssuer(issuer, audience, client_id, requested, origins)
        site = [f"https://{settings.site_domain}/signed-in"] if settings.site_domain else []
        callback_urls = list(dict.fromkeys((*site, *settings.callback_urls)))
        pool_args = UserPoolArgs(args.context, callback_urls, settings.self_sign_up)
        return UserPool("identity", pool_args, self._child).tokens

    def _api(self, args: EdgeArgs) -> HttpApi:
        return HttpApi(
            "http-api",
            HttpApiArgs(
                args.context,
                args.api_function,
                tokens=self.tokens,
                cors_origins=args.settings.cors_origins,
                rate_limit=args.settings.api_rate_limit,
                burst_limit=args.settings.api_burst_limit,
            ),
            self._child,
        )

    def _website(self, args: EdgeArgs, api: HttpApi, waf: WebAcl) -> Website:
        origin = OriginSecret(
            "origin",
            OriginSecretArgs(
                args.context,
                args.origin_secret_arn,
                args.origin_rotator,
                ORIGIN_FUNCTION,
                args.settings.secret_rotation_days,
            ),
            self._child,
        )
        return Website(
            "website",
            WebsiteArgs(
                args.context,
                args.site,
                configuration(self.tokens, args.settings.sign_in_scopes, args.settings.release),
                self.tokens.origins,
                args.access_logs,
                api_url=api.url,
                api_function_arn=origin.edge_function_arn,
                web_acl_arn=waf.arn,
                plan=plan_of(args.settings),
                domain=args.settings.site_domain,
                certificate_arn=args.settings.certificate_arn,
            ),
            self._child,
        )

    def _waf_alarms(self, args: EdgeArgs, waf: WebAcl) -> WebAclAlarms:
        return WebAclAlarms(
            "firewall-alarms",
            WebAclAlarmsArgs(
                args.context,
                web_acl_metric=waf.name,
                region=EDGE_REGION,
                key_arn=waf.key_arn,
                email=args.settings.alarm_email,
                webhook=args.settings.alarm_webhook,
            ),
            # Metrics of a CloudFront web ACL exist in us-east-1 only, so its alarms need the web ACL's provider.
            pulumi.ResourceOptions(parent=self, providers=[waf.provider]),
        )


def load_site(settings: Settings) -> Sequence[SiteFile]:
    """What will be uploaded. Raises RunError, with one line, for a built site that is missing or cannot be served."""
    return site_files(required=settings.site_required)


def edge_key_statements(names: Names, settings: Settings) -> tuple[Statement, ...]:
    """Key policy statements for CloudFront."""
    return key_statements(names, plan_of(settings))
