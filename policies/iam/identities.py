"""Everything that one role, user or group may do, gathered from all the places that say so."""

from __future__ import annotations

from dataclasses import dataclass, field

from policies.engine import Resource, Stack
from policies.iam.document import Document
from policies.iam.sources import PLACES, Kind, documents

_HOLDERS = {
    "aws:iam/rolePolicy:RolePolicy": ("role",),
    "aws:iam/userPolicy:UserPolicy": ("user",),
    "aws:iam/groupPolicy:GroupPolicy": ("group",),
}
_ATTACHMENTS = {
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ("role",),
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": ("user",),
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": ("group",),
    "aws:iam/policyAttachment:PolicyAttachment": ("roles", "users", "groups"),
}
_NAMED = ("aws:iam/role:Role", "aws:iam/user:User", "aws:iam/group:Group")


@dataclass
class Identity:
    """One holder of permissions."""

    resource: Resource
    """The role, user or group; a policy of its own if its holder is not part of the stack."""
    documents: list[Document] = field(default_factory=list[Document])


def identities(stack: Stack) -> tuple[Identity, ...]:
    """Linear in the number of resources."""
    return stack.memo("identities", lambda: _gather(stack))


def _gather(stack: Stack) -> tuple[Identity, ...]:
    found: dict[str, Identity] = {}
    by_name = {name: holder for holder in stack.of_type(*_NAMED) for name in holder.physical_names}
    for source in stack.of_type(*PLACES):
        if held := documents(source, Kind.IDENTITY):
            for holder in (
                _holders(stack, source, _HOLDERS, by_name) or _attached_to(stack, source, by_name) or (source,)
            ):
                found.setdefault(holder.urn, Identity(holder)).documents.extend(held)
    return tuple(found.values())


def _attached_to(stack: Stack, policy: Resource, by_name: dict[str, Resource]) -> tuple[Resource, ...]:
    """Who a policy of the stack is attached to."""
    return tuple(
        holder
        for type_ in _ATTACHMENTS
        for attachment in stack.referrers(policy, type_, "policyArn")
        for holder in _holders(stack, attachment, _ATTACHMENTS, by_name)
    )


def _holders(
    stack: Stack, resource: Resource, via: dict[str, tuple[str, ...]], by_name: dict[str, Resource]
) -> tuple[Resource, ...]:
    """The identities that the resource names: those its property came from, or whose name stands in it."""
    found: list[Resource] = []
    for name in via.get(resource.type, ()):
        named = (by_name.get(node.text) for node in resource[name].each())
        found += stack.sources(resource, name) or [holder for holder in named if holder]
    return tuple(found)
