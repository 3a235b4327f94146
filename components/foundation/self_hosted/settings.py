"""Settings of Langfuse on ECS, read only where `langfuse` is `self-hosted`, and checked in any case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from components.foundation.settings.reader import SettingsReader

#: The oldest server that the Langfuse SDK of the functions can send scores to, as a version.
OLDEST = (4, 59, 0)
#: Key of `langfuseImages` to whether its image needs a tag here. Langfuse's two have the tag `langfuseVersion`.
IMAGES = {"web": False, "worker": False, "clickhouse": True, "postgres": True}
_CHOICES = ("cloud", "self-hosted")
_VERSION = re.compile(r"4\.(59|[6-9]\d|[1-9]\d{2,3})\.\d{1,4}")
_REPOSITORY = r"[a-z0-9]+([._/-][a-z0-9]+)*"
_TAGGED = re.compile(rf"{_REPOSITORY}:[\w.-]{{1,128}}")
_UNTAGGED = re.compile(_REPOSITORY)
_EMAIL = re.compile(r"([^@\s]+@[^@\s]+\.[^@\s]+)?")
_PUBLIC = re.compile(r"https://([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}|http://(127\.0\.0\.1|localhost)(:\d+)?")


@dataclass(frozen=True)
class SelfHosted:
    """`langfuse: self-hosted`. `Pulumi.yaml` holds the descriptions of the settings."""

    base_url: str
    """`langfuseBaseUrl`: the public name of the load balancer. A loopback URL in the embedded AWS."""
    version: str
    """Of the server: the tag of the images of web and worker."""
    certificate_arn: str
    admin_email: str
    images: Mapping[str, str]
    """`web`, `worker`, `clickhouse` and `postgres` to repository and tag."""
    registry_secret_arn: str | None
    """Credentials of Docker Hub for the pull-through cache; None if the account's own repositories hold the images."""

    @property
    def domain(self) -> str:
        return urlsplit(self.base_url).hostname or ""


def read_self_hosted(read: SettingsReader, region: str) -> SelfHosted | None:
    """None for Langfuse Cloud. Raises SettingsError."""
    wanted = read.choice("langfuse", _CHOICES) == "self-hosted"
    version = read.text("langfuseVersion", _VERSION, f"an exact version of Langfuse, {_text(OLDEST)} or later 4.x.y")
    images = read.mapping("langfuseImages", tuple(IMAGES), "an image's repository")
    for name, tagged in IMAGES.items():
        expected = "a repository with a tag" if tagged else "a repository without a tag, which langfuseVersion gives"
        read.check(f"langfuseImages.{name}", images[name], _TAGGED if tagged else _UNTAGGED, expected)
    arn = rf"arn:aws:acm:{region}:\d{{12}}:certificate/[0-9a-f-]{{36}}"
    secret = rf"(arn:aws:secretsmanager:{region}:\d{{12}}:secret:ecr-pullthroughcache/[\w/+=.@-]+)?"
    certificate = read.text(
        "langfuseCertificateArn",
        re.compile(arn if wanted else f"({arn})?"),
        f"the ARN of an ACM certificate in {region} for the name in langfuseBaseUrl",
    )
    email = read.text(
        "langfuseAdminEmail",
        re.compile(_EMAIL.pattern.removesuffix("?")) if wanted else _EMAIL,
        "the e-mail address of Langfuse's first user",
    )
    registry = read.text(
        "langfuseRegistrySecretArn",
        re.compile(secret),
        f"the ARN of a secret ecr-pullthroughcache/… in {region}, or empty",
    )
    if not wanted:
        return None
    tags = {name: image if IMAGES[name] else f"{image}:{version}" for name, image in images.items()}
    url = read.text(
        "langfuseBaseUrl", _PUBLIC, "https:// and a domain without port and path, as langfuse is self-hosted"
    )
    return SelfHosted(url, version, certificate, email, tags, registry or None)


def _text(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
