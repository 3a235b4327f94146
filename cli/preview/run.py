"""`alex preview`: a stack's resources, offline, and whether the stack may be deployed."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cli.preview.diff import ResourceChange, compare
from cli.preview.markdown import markdown
from cli.preview.model import UnknownDocument, read_saved, readable, to_json, unknown_documents
from cli.preview.pack import Pack, judge, report_json, report_markdown, show_report
from cli.preview.pack_config import read_pack_config
from cli.preview.site_files import site_difference, site_line, without_site
from cli.preview.view import comparison, counts, tree, unknown
from cli.shared.errors import UserError
from cli.shared.process.output import console, print_json
from cli.shared.project import ROOT
from cli.shared.stack_settings import require_stack
from local.engine.preview import Preview
from local.engine.preview import preview as run_preview
from local.errors import LocalError

if TYPE_CHECKING:
    from cli.preview.cost import Cost
    from estimate.workload import Workload
    from policies.report import Report

Form = Literal["text", "json", "markdown"]


@dataclass(frozen=True)
class Judged:
    """A preview with its findings."""

    planned: Preview
    """Readable."""
    documents: Sequence[UnknownDocument]
    changes: Sequence[ResourceChange] | None
    """None without a saved preview to compare with."""
    report: Report | None
    """None without the policy pack."""
    cost: Cost | None
    """None unless it was asked for."""
    site: str
    """Which files of the site are in it, or why a comparison lacks them."""
    by_resource: bool = False
    """What to group findings by; by rule otherwise."""

    @property
    def refused(self) -> bool:
        """A mandatory violation, or a policy that no rule can judge. A change alone refuses nothing."""
        violated = self.report is not None and self.report.failed
        return violated or any(document.grants for document in self.documents)


def preview(
    stack: str,
    *,
    form: Form = "text",
    save: Path | None = None,
    diff: Path | None = None,
    no_base: Path | None = None,
    policy: bool = True,
    pack_config: Path | None = None,
    remediate: bool = False,
    by_resource: bool = False,
    load: Workload | None = None,
) -> int:
    """Prints the stack's resources by component; returns the exit code: 1 if it must not be deployed, else 0.

    Args:
        form: of the output.
        save: a file to write the preview to, for a later `diff`.
        diff: a file with a saved preview to compare with.
        no_base: a file with the reason why there is none, for the comment.
        policy: whether to run the policy pack.
        pack_config: a file with levels and options of its rules, see `policies/gate_config.py`.
        remediate: whether rules that can mend a resource do so, before the pack judges it.
        by_resource: whether to group the pack's findings by resource, not by rule.
        load: to show what a month with it costs, instead of the resources.

    Raises:
        UsageError: unknown stack.
        UserError: a setting or a file is wrong, or the policy pack cannot run.
    """
    saved = read_saved(diff) if diff else None
    if saved is not None and saved.stack != stack:
        print(f"warning: {diff} is of stack {saved.stack}, this is {stack}: their names differ", file=sys.stderr)  # noqa: T201
    reason = None if no_base is None else _reason(no_base)
    config = None if pack_config is None else read_pack_config(pack_config)
    judged = _judge(stack, saved, Pack(config, pack_config, remediate, by_resource) if policy else None, load)
    for warning in judged.planned.warnings:
        print(f"warning: {warning}", file=sys.stderr)  # noqa: T201
    if save:
        _save(judged.planned, save)
    if form == "json":
        print_json(_to_json(judged))
    elif form == "markdown":
        print(_to_markdown(judged, reason))  # noqa: T201
    else:
        _show(judged, diff)
    return 1 if judged.refused else 0


def _reason(file: Path) -> str:
    """The last line of a failed preview's error output."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}") from None
    return lines[-1].removeprefix("alex: ") if lines else "it ended without a message"


def _judge(stack: str, saved: Preview | None, pack: Pack | None, load: Workload | None) -> Judged:
    require_stack(stack)
    try:
        planned = run_preview(ROOT, stack)
    except LocalError as error:
        raise UserError(error.problem, error.hint) from None
    report = judge(planned, pack) if pack else None
    shown = readable(planned)
    changes, site = (None, site_line(shown)) if saved is None else _compared(saved, shown)
    cost = None if load is None else _cost(shown, saved, load)
    by_resource = pack is not None and pack.by_resource
    return Judged(shown, unknown_documents(planned.resources), changes, report, cost, site, by_resource)


def _compared(saved: Preview, shown: Preview) -> tuple[list[ResourceChange], str]:
    changes, difference = compare(saved, shown), site_difference(saved, shown)
    return (without_site(changes), difference) if difference else (changes, site_line(shown))


def _cost(planned: Preview, saved: Preview | None, load: Workload) -> Cost:
    # Imported here: pricing reads the models' price tables.
    from cli.preview.cost import cost_of

    return cost_of(planned, saved, load)


def _save(planned: Preview, file: Path) -> None:
    try:
        file.write_text(json.dumps(to_json(planned), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}", "name another file after --save") from None


def _show(judged: Judged, since: Path | None) -> None:
    """What was asked for comes last: the cost, else whether the stack may be deployed."""
    if judged.cost is None and judged.changes is None:
        console.print(tree(judged.planned))
        console.print(counts(judged.planned.resources))
    elif judged.cost is None and judged.changes is not None:
        console.print(comparison(judged.changes, str(since)), soft_wrap=True)
    console.print(judged.site, style="dim", soft_wrap=True)
    console.print(unknown(judged.documents), soft_wrap=True)
    if judged.report is not None:
        show_report(judged.report, each_resource=judged.by_resource)
    if judged.cost is not None:
        from cli.preview.cost import cost_table

        console.print(cost_table(judged.cost))


def _to_markdown(judged: Judged, no_base: str | None) -> str:
    findings = () if judged.report is None else tuple(report_markdown(judged.report, each_resource=judged.by_resource))
    return markdown(judged.planned, judged.documents, judged.changes, findings, judged.site, judged.cost, no_base)


def _to_json(judged: Judged) -> dict[str, Any]:
    """The saved form with the findings."""
    documents = [document._asdict() for document in judged.documents]
    content = to_json(judged.planned) | {"site": judged.site.removeprefix("site: "), "unknown_documents": documents}
    if judged.changes is not None:
        content["changes"] = [_change(change) for change in judged.changes]
    if judged.cost is not None:
        from cli.preview.cost import cost_json

        content["cost"] = cost_json(judged.cost)
    if judged.report is not None:
        content |= report_json(judged.report)
    return content | {"refused": judged.refused}


def _change(change: ResourceChange) -> dict[str, Any]:
    resource = change.resource
    parts = {key: value for key, value in asdict(change).items() if key in ("properties", "statements")}
    return {"kind": change.kind, "urn": resource.urn, "type": resource.type, "name": resource.name} | parts
