"""A preview as the text of a pull-request comment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cli.preview.diff import ResourceChange
from cli.preview.lines import change_counts, change_lines
from cli.preview.model import UnknownDocument
from cli.preview.view import by_component
from local.engine.preview import Preview
from policies.grouping import short_type

if TYPE_CHECKING:
    from cli.preview.cost import Cost

#: GitHub takes 65,536 characters in a comment.
_LONGEST_DIFF = 40_000


def markdown(
    planned: Preview,
    documents: Sequence[UnknownDocument],
    changes: Sequence[ResourceChange] | None,
    findings: Sequence[str],
    site: str = "",
    cost: Cost | None = None,
    no_base: str | None = None,
) -> str:
    """`changes` is None without a saved preview to compare with, `findings` is empty without the policy pack,
    `cost` None if not asked.

    `no_base` is the reason why the base has no preview.
    """
    return "\n".join(
        [
            # A workflow finds its earlier comment by this line, and updates it.
            f"<!-- alex preview {planned.stack} -->",
            f"## Preview of `alex-{planned.stack}`",
            "",
            *((f"- {site}",) if site else ()),
            *_verdict(documents, findings),
            *(() if no_base is None else _alone(no_base)),
            *(() if cost is None else _cost(cost)),
            *(() if changes is None else _changes(changes)),
            *_components(planned),
        ]
    )


def _verdict(documents: Sequence[UnknownDocument], findings: Sequence[str]) -> Iterator[str]:
    for document in documents:
        mark = "❌ policy" if document.grants else "⚠️ document"
        yield f"- {mark} not known before the deployment: `{document.property}` of `{document.resource}`"
    if not any(document.grants for document in documents):
        yield "- ✅ every policy document is fully known"
    yield from findings
    yield ""


def _cost(cost: Cost) -> Iterator[str]:
    from cli.preview.cost import cost_markdown

    yield from cost_markdown(cost)


def _alone(reason: str) -> Iterator[str]:
    # In a code span the base's text cannot become Markdown.
    yield f"⚠️ The base cannot be previewed, so there is no difference to show: `{reason.replace('`', chr(39))[:500]}`"
    yield ""


def _changes(changes: Sequence[ResourceChange]) -> Iterator[str]:
    yield f"### Changes: {change_counts(changes)}"
    yield ""
    text = "\n".join(change_lines(changes))
    if text:
        yield "```diff"
        yield text[:_LONGEST_DIFF]
        yield "```"
        if len(text) > _LONGEST_DIFF:
            yield "The rest is too long for a comment; see it with `alex preview --diff`."
        yield ""


def _components(planned: Preview) -> Iterator[str]:
    number = sum(resource.custom for resource in planned.resources)
    yield f"<details><summary>{number} resources by component</summary>"
    yield ""
    yield "| component | type | resources |"
    yield "|---|---|---|"
    for component, children in by_component(planned.resources):
        if not children:
            continue
        types = [short_type(child.type) for child in children]
        listed = ", ".join(f"{types.count(type_)} {type_}" for type_ in sorted(set(types)))
        yield f"| {component.name} | {short_type(component.type)} | {listed} |"
    yield ""
    yield "</details>"
