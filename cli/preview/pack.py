"""The policy pack on a preview: how to run it, and its report on a terminal, in a comment and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.preview.pack_config import EXAMPLE, PackConfig
from cli.shared.errors import UserError
from cli.shared.process.output import console
from local.engine.preview import Preview
from policies.grouping import by_resource, by_rule, names_of, short_type, state

if TYPE_CHECKING:
    from policies.report import Report, Violation

#: Names of resources with the same finding in a comment.
_NAMES = 12


@dataclass(frozen=True)
class Pack:
    config: PackConfig | None = None
    file: Path | None = None
    """Where the configuration is from."""
    remediate: bool = False
    by_resource: bool = False
    """What to group findings by; by rule otherwise."""


def judge(planned: Preview, pack: Pack) -> Report:
    """Raises UserError if the pack cannot run."""
    # Imported here: the pack's rules read a large table of IAM actions.
    from policies.gate import ConfigurationError, GateError, evaluate

    try:
        return evaluate(planned.resources, planned.stack, config=pack.config, remediate=pack.remediate)
    except ConfigurationError as error:
        raise UserError(f"{pack.file}: {' '.join(str(error).split())}", EXAMPLE) from None
    except GateError as error:
        raise UserError(" ".join(str(error).split())) from None


def show_report(report: Report, *, each_resource: bool) -> None:
    from policies.report_view import show

    if report.remedies is not None:
        from cli.preview.remedies import remedies_view

        console.print(remedies_view(report.remedies), soft_wrap=True)
    show(report, console, each_resource=each_resource)


def report_markdown(report: Report, *, each_resource: bool) -> Iterator[str]:
    """The verdict and the findings as a list, then what was mended."""
    yield "- ❌ refused by the policy pack" if report.failed else "- ✅ passes the policy pack"
    yield from _by_resource(report.violations) if each_resource else _by_rule(report.violations)
    yield ""
    if report.remedies is not None:
        from cli.preview.remedies import remedies_markdown

        yield from remedies_markdown(report.remedies)


def report_json(report: Report) -> dict[str, Any]:
    from policies.report_json import violations

    content: dict[str, Any] = {"violations": violations(report)}
    if report.remedies is not None:
        from cli.preview.remedies import remedies_json

        content["remediations"] = remedies_json(report.remedies)
    return content


def _by_rule(violations: Sequence[Violation]) -> Iterator[str]:
    """A rule is one item; what it says of different resources are items below."""
    for group in by_rule(violations):
        resources = "1 resource" if group.resources == 1 else f"{group.resources} resources"
        yield f"  - {group.state}: `{group.rule}`, {resources}"
        for same in group.same:
            where = "; ".join(names_of(same.resources, _NAMES))
            yield f"    - {same.message}{_place(same.path)}: {where}"


def _by_resource(violations: Sequence[Violation]) -> Iterator[str]:
    for resource, listed in by_resource(violations):
        type_, _, name = resource.rpartition("::")
        yield f"  - `{name}` {short_type(type_)}" if type_ else f"  - `{name}`"
        for each in listed:
            text = " ".join(each.message.split())
            yield f"    - {state(each.kind, each.level)}: `{each.rule}`: {text}{_place(each.path)}"


def _place(path: str) -> str:
    return f" at `{path}`" if path else ""
