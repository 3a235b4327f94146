"""Images of Langfuse on ECS in the account's registry, which fetches them from Docker Hub if it has its credentials."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.self_hosted.names import LangfuseNames
from components.foundation.self_hosted.settings import SelfHosted

_DOCKER_HUB = "registry-1.docker.io"


@dataclass(frozen=True)
class ImageCacheArgs:
    names: LangfuseNames
    registry_secret_arn: str


class ImageCache(pulumi.ComponentResource):
    """Pull-through cache: ECR fetches an image once and keeps it, so that no task waits for Docker Hub."""

    def __init__(self, name: str, args: ImageCacheArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:ImageCache", name, None, opts)
        aws.ecr.PullThroughCacheRule(
            f"{name}-rule",
            ecr_repository_prefix=args.names.registry_prefix,
            upstream_registry_url=_DOCKER_HUB,
            credential_arn=args.registry_secret_arn,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})


def image_uri(names: LangfuseNames, settings: SelfHosted, image: str) -> str:
    """`image` is a key of `langfuseImages`."""
    return f"{names.registry}/{_path(names, settings, image)}"


def repository_arn(names: LangfuseNames, settings: SelfHosted, image: str) -> str:
    return names.arn("ecr", f"repository/{_path(names, settings, image).partition(':')[0]}")


def _path(names: LangfuseNames, settings: SelfHosted, image: str) -> str:
    cached = f"{names.registry_prefix}/" if settings.registry_secret_arn else ""
    return f"{cached}{settings.images[image]}"
