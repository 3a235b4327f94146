"""The site and its edge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, cast

from components.foundation.settings.patterns import NOTHING
from components.foundation.settings.reader import SettingsReader

_DOMAIN = re.compile(r"(([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})?")
#: CloudFront accepts certificates from this region only.
_CERTIFICATE = re.compile(r"arn:aws:acm:us-east-1:\d{12}:certificate/[0-9a-f-]{36}")


@dataclass(frozen=True)
class SiteSettings:
    """The site and its edge."""

    edge_plan: Literal["pay-as-you-go", "free", "pro", "business"]
    """Pricing plan of CloudFront; `components/edge/plans.py` has what each includes."""
    site_required: bool
    site_domain: str | None
    certificate_arn: str | None


def read_site(read: SettingsReader) -> SiteSettings:
    domain, certificate = _site_domain(read)
    return SiteSettings(
        edge_plan=cast(Any, _edge_plan(read)),
        site_required=read.boolean("siteRequired"),
        site_domain=domain,
        certificate_arn=certificate,
    )


def _site_domain(read: SettingsReader) -> tuple[str | None, str | None]:
    """Domain and certificate ARN: both or neither."""
    domain = read.text("siteDomain", _DOMAIN, "a domain or empty")
    certificate, expected = (
        (_CERTIFICATE, "the ARN of siteDomain's certificate in us-east-1")
        if domain
        else (NOTHING, "empty, because siteDomain is")
    )
    return domain or None, read.text("certificateArn", certificate, expected) or None


def _edge_plan(read: SettingsReader) -> str:
    """The plan free includes no log, and no rule against SQL injection."""
    plans = ("pay-as-you-go", "free", "pro", "business")
    if read.boolean("deletionProtection"):
        plan = re.compile("pay-as-you-go|pro|business")
        read.text("edgePlan", plan, "pay-as-you-go, pro or business where deletionProtection is true")
    return read.choice("edgePlan", plans)
