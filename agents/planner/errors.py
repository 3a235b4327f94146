"""The two ways in which an attempt at a job stops without ending it."""

from __future__ import annotations


class TryLater(Exception):
    """The message must stay on the queue: another planner has the job, or this attempt failed for now."""


class LostClaim(Exception):
    """Another planner took the job over after the lease had ended. This attempt must not write anything more."""
