from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from policies.engine import EVERY_AWS_TYPE, Config, Finding, Findings, Node, Option, Resource, ResourceRule, Severity
from policies.rules.tags._taggable import taggable_types

_ENVIRONMENT = "Environment"


def check(resource: Resource, config: Config) -> Findings:
    if resource.type not in taggable_types():
        return
    tags, required = resource["tags"], _required(config)
    missing = [tag for tag in required if tags[tag].absent]
    if missing:
        word = "tag" if len(missing) == 1 else "tags"
        verb = "is" if len(missing) == 1 else "are"
        yield Finding(
            f"the {word} {_listed(missing)} {verb} missing", f"tags.{missing[0]}" if len(missing) == 1 else "tags"
        )
    for tag, allowed in required.items():
        if not tags[tag].absent:
            yield from _judge(tags[tag], tag, allowed)


def _listed(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _judge(value: Node, tag: str, allowed: Sequence[str]) -> Findings:
    if allowed:
        return value.must(lambda given: given in allowed, f"the tag {tag} must be {' or '.join(allowed)}")
    return value.must(str.strip, f"the tag {tag} is empty")


def remediate(resource: Resource, config: Config) -> Mapping[str, Any] | None:
    """Set the tags that have a single allowed value."""
    tags = resource["tags"]
    if resource.type not in taggable_types() or tags.unknown:
        return None
    only = {tag: allowed[0] for tag, allowed in _required(config).items() if len(allowed) == 1}
    corrections = {tag: value for tag, value in only.items() if not tags[tag].unknown and tags[tag].raw != value}
    return {"tags": {tag: value.raw for tag, value in tags.entries()} | corrections} if corrections else None


def _required(config: Config) -> Mapping[str, Sequence[str]]:
    """Tag to its allowed values; empty if every value is allowed."""
    known = {
        "Project": [config.project],
        _ENVIRONMENT: config["environments"].get(config.stack, ()),
        "Owner": config["owners"],
        **config["values"],
    }
    return {tag: known.get(tag, ()) for tag in config["tags"]}


RULE = ResourceRule(
    name="required-tags",
    title="Resources have the required tags, by default Project, Environment and Owner.",
    why="Cost reports, alarms and clean-ups use these tags: an untagged resource has no owner and is never removed.",
    fix="Set the tags on the resource, or in a transform that tags every resource.",
    severity=Severity.MEDIUM,
    types=EVERY_AWS_TYPE,
    link="https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html",
    options={
        "tags": Option(
            {"type": "array", "items": {"type": "string"}, "description": "Names of the tags."},
            ["Project", _ENVIRONMENT, "Owner"],
        ),
        "values": Option(
            {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
                "description": "Tag to its allowed values. Without an entry, Project must be the project's name.",
            },
            {},
        ),
        "environments": Option(
            {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
                "description": "Stack to the allowed values of the tag Environment; other stacks allow any value.",
            },
            {"prod": ["production"], "local": ["local"]},
        ),
        "owners": Option(
            {
                "type": "array",
                "items": {"type": "string"},
                "description": "Allowed values of the tag Owner; any value if empty.",
            },
            [],
        ),
    },
    check=check,
    remediate=remediate,
)
