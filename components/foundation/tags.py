"""Tags on every taggable resource, applied in one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pulumi
from pulumi.runtime import register_stack_transformation

#: Tags with one value for the whole stack. Each resource also gets `Component`, the name of its parent.
STACK_TAGS = ("Project", "Environment", "Owner")


def tag_everything(project: str, environment: str, owner: str) -> None:
    """Tags every taggable resource constructed after this call with `STACK_TAGS` and `Component`.

    Not the provider's `default_tags`: the provider adds those later, where neither a preview nor a policy sees them.
    A resource's own tags win.
    """
    tags = stack_tags(project, environment, owner)

    def tag(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        properties = cast(dict[str, Any], args.props)
        if not is_taggable(properties):
            return None
        parent = args.opts.parent
        component = {"Component": parent.pulumi_resource_name} if parent else {}
        own: Mapping[str, str] = properties["tags"] or {}
        return pulumi.ResourceTransformationResult({**properties, "tags": {**tags, **component, **own}}, args.opts)

    register_stack_transformation(tag)


def stack_tags(project: str, environment: str, owner: str) -> dict[str, str]:
    return dict(zip(STACK_TAGS, (project, environment, owner), strict=True))


def is_taggable(properties: Mapping[str, object]) -> bool:
    """Every pulumi-aws resource type that takes tags also returns `tags_all`."""
    return "tags" in properties and "tags_all" in properties
