"""The published controls that our resource types fall under, and which rule covers each, or why none does."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from policies.engine import Rule

PATH = Path(__file__).resolve().parent / "controls.csv"
CORE = "core"
_AWSGUARD = "AWSGuard"


@dataclass(frozen=True)
class Control:
    """One row."""

    source: str
    """FSBP, cdk-nag AwsSolutions, AWSGuard, or Security Hub NIST SP 800-53 (only the controls that rules cover)."""
    id: str
    title: str
    check: str
    """What decides it; two checks are joined by `+`."""
    applies: str
    """`core`, or `adjacent` when the program has no resource of its types nor is about to get one."""
    rules: tuple[str, ...]
    """Names of rules of the pack that cover it together; empty when there is a reason."""
    reason: str
    """Why no rule covers it."""

    @property
    def label(self) -> str:
        """As rules name it in `controls`."""
        return f"{_AWSGUARD} {self.id}" if self.source == _AWSGUARD else self.id


def load(path: Path = PATH) -> tuple[Control, ...]:
    """Raises KeyError when a column is missing."""
    with path.open(newline="", encoding="utf-8") as file:
        return tuple(_control(row) for row in csv.DictReader(file))


def gaps(controls: Iterable[Control], rules: Iterable[Rule]) -> Iterator[str]:
    """What is wrong between catalogue and pack, one sentence each."""
    controls = tuple(controls)
    names = {rule.name: rule for rule in rules}
    for control in controls:
        if bool(control.rules) == bool(control.reason):
            yield f"{control.label} needs either a rule or a reason"
        for name in control.rules:
            if name not in names:
                yield f"{control.label} names the rule {name}, which the pack does not have"
            elif control.label not in names[name].controls:
                yield f"{control.label} names the rule {name}, which does not claim it"
    covered = {(control.label, name) for control in controls for name in control.rules}
    for rule in names.values():
        for label in rule.controls:
            if (label, rule.name) not in covered:
                yield f"{rule.name} claims {label}, which the catalogue does not give to it"


def _control(row: dict[str, str]) -> Control:
    return Control(
        source=row["source"],
        id=row["id"],
        title=row["title"],
        check=row["check"],
        applies=row["applies"],
        rules=tuple(row["rule"].split("+")) if row["rule"] else (),
        reason=row["reason"],
    )
