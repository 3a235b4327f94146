"""A preview on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from cli.preview.diff import ResourceChange
from cli.preview.lines import change_counts, change_lines
from cli.preview.model import UnknownDocument, display_name
from local.engine.preview import PlannedResource, Preview
from policies.grouping import short_type

_COLORS = {"+": "green", "-": "red", "~": "yellow"}


def tree(planned: Preview) -> Tree:
    """Components beneath their parents, by type, each followed by its resources."""
    root = Tree(f"[bold]alex-{planned.stack}[/bold]")
    branches: dict[str, Tree] = {}
    parents = {resource.urn: resource.parent for resource in planned.resources}
    inside = Counter(urn for it in planned.resources if it.custom for urn in _ancestors(it.urn, parents))
    # Parents first: a URN holds the type of each of its ancestors, separated by `$`.
    for component, children in sorted(by_component(planned.resources), key=lambda item: item[0].urn.count("$")):
        count = inside[component.urn]
        noun = "resource" if count == 1 else "resources"
        title = f"[bold]{component.name}[/bold] [cyan]{short_type(component.type)}[/cyan]"
        branch = branches.get(component.parent, root).add(f"{title} [dim]{count} {noun}[/dim]")
        branches[component.urn] = branch
        for child in children:
            branch.add(_leaf(child))
    for resource in planned.resources:
        if resource.custom and resource.parent not in branches:
            root.add(_leaf(resource))
    return root


def _ancestors(urn: str, parents: Mapping[str, str]) -> Iterator[str]:
    while (urn := parents[urn]) in parents:
        yield urn


def by_component(resources: Sequence[PlannedResource]) -> list[tuple[PlannedResource, list[PlannedResource]]]:
    """Each component with its direct resources, by the component's type and name."""
    components = sorted(
        (resource for resource in resources if not resource.custom),
        key=lambda component: (short_type(component.type), component.name),
    )
    return [
        (component, [child for child in resources if child.custom and child.parent == component.urn])
        for component in components
    ]


def counts(resources: Iterable[PlannedResource]) -> Table:
    """Number of resources by type."""
    counted = Counter(resource.type for resource in resources if resource.custom)
    table = Table("type", "count", box=None, header_style="dim", show_footer=True)
    table.columns[0].footer = "total"
    table.columns[1].footer = str(counted.total())
    table.columns[1].justify = "right"
    for type_, count in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        table.add_row(short_type(type_), str(count))
    return table


def unknown(documents: Sequence[UnknownDocument]) -> Text:
    """Documents that cannot be reviewed before the deployment."""
    lines = [
        Text.assemble(
            ("policy", "red") if document.grants else ("document", "yellow"),
            f" {document.property} of {document.resource} is not fully known before the deployment",
        )
        for document in documents
    ]
    if not any(document.grants for document in documents):
        lines.append(Text("every policy document is fully known", "green"))
    return Text("\n").join(lines)


def comparison(changes: Sequence[ResourceChange], since: str) -> RenderableType:
    """Differences from the saved preview `since`."""
    lines = [Text(line, _COLORS.get(line[0], "")) for line in change_lines(changes)]
    return Group(Text(f"since {since}: {change_counts(changes)}", "bold"), *lines)


def _leaf(resource: PlannedResource) -> Text:
    return Text.assemble((short_type(resource.type), "cyan"), " ", display_name(resource))
