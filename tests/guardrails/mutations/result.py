"""What a stack's rules catch of all mutations, and the table that shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from policies.engine import Resource
from tests.guardrails.mutations.judge import Judge
from tests.guardrails.mutations.mutation import TAGS, Kind, Mutation
from tests.guardrails.mutations.plant import planted
from tests.guardrails.mutations.survivors import reason_for

TABLE = Path(__file__).with_name("table.md")
_TOTAL = "all"


@dataclass(frozen=True)
class Result:
    planted: tuple[Mutation, ...]
    survivors: tuple[Mutation, ...]

    @property
    def unexplained(self) -> tuple[Mutation, ...]:
        return tuple(mutation for mutation in self.survivors if not reason_for(mutation))

    @property
    def without_tags(self) -> Result:
        """Tags are many, and one rule holds them all: they would flatter the share."""
        planted_, survivors = (
            tuple(each for each in mutations if each.service != TAGS) for mutations in (self.planted, self.survivors)
        )
        return Result(planted_, survivors)

    @property
    def share(self) -> float:
        return 1 - len(self.survivors) / len(self.planted)

    def table(self) -> str:
        """Markdown: a row per service, a column per kind, `caught / planted` in each cell."""
        all_, missed = _count(self.planted), _count(self.survivors)
        services = sorted({service for service, _ in all_} - {_TOTAL})
        rows = ["| service | " + " | ".join(kind.value for kind in Kind) + " | all |", "|---" * (len(Kind) + 2) + "|"]
        for service in (*services, _TOTAL):
            cells = [_cell(all_[service, column], missed[service, column]) for column in (*Kind, None)]
            rows.append(f"| {service} | {' | '.join(cells)} |")
        return "\n".join(rows)


def _cell(planted_: int, missed: int) -> str:
    return f"{planted_ - missed} / {planted_}" if planted_ else ""


def _count(mutations: Iterable[Mutation]) -> Counter[tuple[str, Kind | None]]:
    """By service and kind, each with its totals."""
    return Counter(
        (service, kind)
        for mutation in mutations
        for service in (mutation.service, _TOTAL)
        for kind in (mutation.kind, None)
    )


def run(resources: Iterable[Resource]) -> Result:
    """Plant every mutation, and judge each alone."""
    listed = tuple(resources)
    judge = Judge(listed)
    mutations = tuple(planted(listed))
    return Result(mutations, tuple(mutation for mutation in mutations if not judge.caught_by(mutation)))
