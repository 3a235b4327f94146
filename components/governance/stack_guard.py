"""Guard of a protected stack, which `pulumi destroy` meets first, before anything is deleted."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi


def guard_stack(parent: pulumi.Resource, guarded: Sequence[pulumi.Resource], protect: bool) -> pulumi.Resource:
    """An entry of the stack's state that depends on all of `guarded`; under `protect` it ends a destroy.

    An unprotected stack has it too: Pulumi refuses to remove a protected resource in the update that unprotects it.

    Pulumi deletes what nothing depends on first, and many resources at a time; a preview finds protected resources, but
    `pulumi destroy --skip-preview` would delete the API, alarms and functions before it reaches the database.
    """
    return pulumi.Stash(
        "deletion-guard",
        input="docs/deploying.md says how to end a stack with deletionProtection",
        opts=pulumi.ResourceOptions(parent=parent, protect=protect, depends_on=[*guarded]),
    )
