"""Guard of a protected stack, which `pulumi destroy` meets first, before anything is deleted."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi


def guard_stack(parent: pulumi.Resource, guarded: Sequence[pulumi.Resource]) -> pulumi.Resource:
    """A protected entry of the stack's state that depends on all of `guarded`.

    Pulumi deletes what nothing depends on first, and many resources at a time; a preview finds protected resources, but
    `pulumi destroy --skip-preview` would delete the API, alarms and functions before it reaches the database.
    """
    return pulumi.Stash(
        "deletion-guard",
        input="deletionProtection is on: docs/deploying.md says how to end this stack",
        opts=pulumi.ResourceOptions(parent=parent, protect=True, depends_on=[*guarded]),
    )
