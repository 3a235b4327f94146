"""Updates of a running stack, of each kind that its people make: what is edited, and what the engine must touch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.engine.pulumi import Pulumi

_MIGRATIONS = "agents/database/migrations"
_HANDLED = ("api", "planner", "tagger", "reporter", "charter", "retirement")
"""Functions that run users' work."""
_PROMPTS = ("planner", "reporter", "tagger", "charter")
_CODE = ("api", "planner", "retirement", "tagger")
_SETTINGS: tuple[tuple[str, object, str], ...] = (
    ("traceFlushTimeoutMs", 1400, "planner-live"),
    ("wafRateLimit", 700, "firewall-acl"),
    ("logRetentionDays", 3, "api-logs"),
    ("databaseMaxAcu", 2, "database-cluster"),
)


@dataclass(frozen=True)
class Update:
    """One edit of the project.

    Args:
        kind: for messages, e.g. `prompt of planner`.
        file: path in the project that gets `line`; None for a setting.
        setting: name and value for the stack file.
        touches: logical names of resources that the update must change.
    """

    kind: str
    touches: frozenset[str]
    file: str | None = None
    line: str = ""
    setting: tuple[str, object] | None = None

    def edit(self, pulumi: Pulumi) -> None:
        if self.file is not None:
            pulumi.append(self.file, self.line)
        if self.setting is not None:
            pulumi.configure(**dict([self.setting]))


def updates(migrations: int) -> Iterator[Update]:
    """Twenty, the kinds in turn. `migrations` is the number of the last one that there is."""
    for number, (prompt, code, setting) in enumerate(zip(_PROMPTS, _CODE, _SETTINGS, strict=True), start=1):
        yield _prompt(prompt, number)
        yield _setting(*setting)
        yield _code(code, number)
        yield _migration(migrations + number)
        yield _everything(number)


def _functions(*names: str) -> frozenset[str]:
    return frozenset(f"{name}-{part}" for name in names for part in ("function", "live"))


def _prompt(agent: str, number: int) -> Update:
    file = f"agents/{agent}/instructions.md"
    return Update(f"prompt of {agent}", _functions(agent), file, f"Edition {number}.")


def _setting(name: str, value: object, touched: str) -> Update:
    return Update(f"setting {name}", frozenset({touched}), setting=(name, value))


def _code(function: str, number: int) -> Update:
    file = f"agents/{function}/handler.py"
    return Update(f"code of {function}", _functions(function), file, f"EDITION = {number}")


def _migration(number: int) -> Update:
    """Expands a table that every request and every job reads or writes."""
    table = "jobs" if number % 2 else "users"
    file = f"{_MIGRATIONS}/{number:04}_edition.sql"
    touches = _functions("migrator") | {"schema-migration-run"}
    return Update(f"migration {number}", touches, file, f"ALTER TABLE {table} ADD COLUMN edition_{number} text;")


def _everything(number: int) -> Update:
    """A release: code that all functions share, under a new name."""
    file = "agents/agent_runtime/origin.py"
    release = ("release", f"edition-{number}")
    return Update(f"release {number}", _functions(*_HANDLED), file, f"EDITION = {number}", release)
