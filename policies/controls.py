"""Published controls, and promises of this project, each with its rules or the reason for having none."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from policies.engine import Rule

PATH = Path(__file__).resolve().parent / "controls.csv"
CORE = "core"
_AWSGUARD = "AWSGuard"
PROMISE = "promise"
_UNCLAIMED = (PROMISE, "checkov")
"""Sources whose ids rules do not repeat: promises concern one program, and the pack judges any."""


@dataclass(frozen=True)
class Control:
    """One row of controls.csv."""

    source: str
    """FSBP, cdk-nag AwsSolutions, AWSGuard, Security Hub NIST SP 800-53 (only the controls that rules cover), checkov
    (only what it adds), or `promise`: what docs/acceptance.md says of the program, by its ids."""
    id: str
    title: str
    check: str
    """Name of the check that decides it; two are joined by `+`."""
    applies: str
    """`core`, or `adjacent` if the program has no resource of its types, and none is planned."""
    rules: tuple[str, ...]
    """Names of the rules that cover it together; empty if there is a reason."""
    reason: str
    """Why no rule covers it."""

    @property
    def label(self) -> str:
        """The id in `Rule.controls`."""
        return f"{self.source} {self.id}" if self.source in (_AWSGUARD, PROMISE) else self.id


def load(path: Path = PATH) -> tuple[Control, ...]:
    """Raises KeyError when a column is missing."""
    with path.open(newline="", encoding="utf-8") as file:
        return tuple(_control(row) for row in csv.DictReader(file))


def gaps(controls: Iterable[Control], rules: Iterable[Rule]) -> Iterator[str]:
    """Inconsistencies between catalogue and pack, one sentence each."""
    controls = tuple(controls)
    names = {rule.name: rule for rule in rules}
    for control in controls:
        if bool(control.rules) == bool(control.reason):
            yield f"{control.label} needs either a rule or a reason"
        for name in control.rules:
            if name not in names:
                yield f"{control.label} names the rule {name}, which the pack does not have"
            elif control.source not in _UNCLAIMED and control.label not in names[name].controls:
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
