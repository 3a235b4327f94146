"""All policy documents of a role, user or group, inline and attached."""

from __future__ import annotations

from dataclasses import dataclass, field

from policies.engine import Resource, Stack
from policies.iam.document import Document
from policies.iam.policy_locations import LOCATIONS, PolicyType, documents

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
    """A role, user or group with its policy documents."""

    resource: Resource
    """The role, user or group; the policy resource itself if its holder is not part of the stack."""
    documents: list[Document] = field(default_factory=list[Document])


def identities(stack: Stack) -> tuple[Identity, ...]:
    """All identities of the stack; linear in the number of resources."""
    return stack.memo("identities", lambda: _gather(stack))


def _gather(stack: Stack) -> tuple[Identity, ...]:
    found: dict[str, Identity] = {}
    by_name = {name: holder for holder in stack.of_type(*_NAMED) for name in holder.physical_names}
    for source in stack.of_type(*LOCATIONS):
        if held := documents(source, PolicyType.IDENTITY):
            for holder in (
                _holders(stack, source, _HOLDERS, by_name) or _attached_to(stack, source, by_name) or (source,)
            ):
                found.setdefault(holder.urn, Identity(holder)).documents.extend(held)
    return tuple(found.values())


def _attached_to(stack: Stack, policy: Resource, by_name: dict[str, Resource]) -> tuple[Resource, ...]:
    """Identities that a managed policy of the stack is attached to."""
    return tuple(
        holder
        for type_ in _ATTACHMENTS
        for attachment in stack.referrers(policy, type_, "policyArn")
        for holder in _holders(stack, attachment, _ATTACHMENTS, by_name)
    )


def _holders(
    stack: Stack, resource: Resource, via: dict[str, tuple[str, ...]], by_name: dict[str, Resource]
) -> tuple[Resource, ...]:
    """Identities that the resource refers to, by property dependency or by name."""
    found: list[Resource] = []
    for name in via.get(resource.type, ()):
        named = (by_name.get(node.text) for node in resource[name].each())
        found += stack.sources(resource, name) or [holder for holder in named if holder]
    return tuple(found)
