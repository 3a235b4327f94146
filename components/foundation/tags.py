"""Tags on everything that can carry them, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pulumi
from pulumi.runtime import register_stack_transformation


def tag_everything(tags: Mapping[str, str]) -> None:
    """Adds `tags`, and `Component` with the parent's name, to every taggable resource constructed after this call.

    Not the provider's `default_tags`: those are added behind the program's back, where no preview and no policy sees
    them. A resource's own tags win.
    """

    def tag(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        properties = cast(dict[str, Any], args.props)
        if not is_taggable(properties):
            return None
        parent = args.opts.parent
        component = {"Component": parent.pulumi_resource_name} if parent else {}
        own: Mapping[str, str] = properties["tags"] or {}
        return pulumi.ResourceTransformationResult({**properties, "tags": {**tags, **component, **own}}, args.opts)

    register_stack_transformation(tag)


def is_taggable(properties: Mapping[str, object]) -> bool:
    """Every pulumi-aws resource type that takes tags also returns `tags_all`."""
    return "tags" in properties and "tags_all" in properties
