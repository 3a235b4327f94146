"""`alex import`: shows what files hold, asks, and stores."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.portfolio.file_view import file_view, outcome
from cli.shared.api_client import ApiClient
from cli.shared.console import confirmed, console
from cli.shared.errors import UserError
from cli.shared.process.output import print_json
from cli.shared.project import LOCAL_STACK
from cli.shared.reach.user_api import user_api
from imports.compared import compared
from imports.limits import MAX_BYTES
from imports.portfolio.found_again import source_name
from imports.read import read_file
from imports.result import ImportedFile, ImportRefused


@dataclass(frozen=True)
class File:
    """A file to import."""

    path: Path
    content: bytes


@dataclass(frozen=True)
class Shown:
    """What the API, or this command, says of a file."""

    file: File
    imported: ImportedFile
    answer: dict[str, Any]
    """As the API gives it."""
    tag: str = ""
    """Of the stored portfolio."""


def import_files(
    paths: Sequence[Path], mapping: Mapping[str, str], stack: str, *, dry_run: bool, yes: bool, as_json: bool
) -> None:
    """Shows all files first, and stores them one after the other.

    Raises:
        UserError: a file cannot be imported, or the API refused. If a file is refused, none is stored.
    """
    files = [_opened(path) for path in paths]
    try:
        api = user_api(stack)
    except UserError:
        if stack == LOCAL_STACK:
            shown = [_read_here(file, mapping) for file in files]
            _show(shown, as_json=as_json and dry_run)
            if dry_run:
                return
        raise
    with api:
        import_with(
            api, files, mapping, sure=lambda question: yes or confirmed(question), dry_run=dry_run, as_json=as_json
        )


def import_with(
    api: ApiClient,
    files: Sequence[File],
    mapping: Mapping[str, str],
    *,
    sure: Callable[[str], bool],
    dry_run: bool,
    as_json: bool,
) -> None:
    """The same through an API, with another question."""
    shown = [_ask(api, file, mapping) for file in files]
    _refuse_accounts_that_are_twice(shown)
    if not as_json or dry_run:
        _show(shown, as_json=as_json)
    if dry_run:
        return
    if not any(each.answer["changes"] for each in shown):
        _tell(shown, "Nothing changes: all of it is stored already.", as_json=as_json)
    elif sure("Store this in the portfolio?"):
        _tell(_stored(api, shown, mapping), "", as_json=as_json)
    else:
        _tell(shown, "Nothing was stored.", as_json=as_json)


def _stored(api: ApiClient, shown: Sequence[Shown], mapping: Mapping[str, str]) -> list[Shown]:
    """Each file is stored on the very portfolio that was shown, with the files before it."""
    done: list[Shown] = []
    tag = shown[0].tag
    for each in shown:
        answer = _ask(api, each.file, mapping, tag)
        done.append(answer)
        tag = answer.tag
    return done


def _ask(api: ApiClient, file: File, mapping: Mapping[str, str], tag: str | None = None) -> Shown:
    """What the API says of a file; with a tag, after storing it."""
    query = {"mapping": json.dumps(mapping)} if mapping else {}
    if tag is not None:
        query["store"] = "true"
    answer, now = api.import_file(file.path.name, file.content, query, tag)
    fields = {name: value for name, value in answer.items() if name in ImportedFile.model_fields}
    return Shown(file, ImportedFile.model_validate(fields), answer, now)


def _opened(path: Path) -> File:
    """Raises UserError: it cannot be read, or is too large."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(f"{path}: has more than 4 MB", "export one account at a time")
        return File(path, path.read_bytes())
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from error


def _read_here(file: File, mapping: Mapping[str, str]) -> Shown:
    """The same without the API, which alone knows what is stored. Raises UserError."""
    try:
        imported = read_file(file.path.name, file.content, mapping or None)
    except ImportRefused as refused:
        raise UserError(str(refused)) from refused
    totals = [total.model_dump(mode="json") for total in compared(imported)]
    unknown = {"replaces": None, "portfolio": None, "changes": None, "stored": False}
    return Shown(
        file, imported, {**imported.model_dump(mode="json"), "file": file.path.name, "totals": totals, **unknown}
    )


def _refuse_accounts_that_are_twice(shown: Sequence[Shown]) -> None:
    first: dict[tuple[str, str], Path] = {}
    for each in shown:
        for account in each.imported.accounts:
            before = first.setdefault((source_name(each.imported), account.id or account.name), each.file.path)
            if before != each.file.path:
                what = f"{each.file.path}: holds the account {account.id or account.name}, as {before} does"
                raise UserError(what, "import one of them: the second would replace the first")


def _show(shown: Sequence[Shown], *, as_json: bool) -> None:
    if as_json:
        print_json([each.answer for each in shown])
        return
    for each in shown:
        console.print(file_view(each.file.path.name, each.imported))
        if each.answer["portfolio"]:
            console.print(outcome(each.answer))


def _tell(shown: Sequence[Shown], summary: str, *, as_json: bool) -> None:
    if as_json:
        print_json([each.answer for each in shown])
        return
    console.print(summary or outcome(shown[-1].answer), soft_wrap=True, markup=False)
