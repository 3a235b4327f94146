"""`alex preview`: what a stack would consist of, offline."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.tree import Tree

from cli.console import console
from cli.errors import UserError
from local.errors import LocalError
from local.preview import UNKNOWN, PlannedResource, Preview
from local.preview import preview as run_preview

ROOT = Path(__file__).resolve().parent.parent
#: Inputs that hold a resource's physical name, the first that is there.
_NAMES = ("name", "clusterIdentifier", "identifier", "layerName", "routeKey", "cidrBlock")


def preview(stack: str, as_json: bool) -> None:
    """Prints the stack's resources by component, and how many there are of each type. Raises UserError."""
    try:
        planned = run_preview(ROOT, stack)
    except LocalError as error:
        raise UserError(str(error)) from None
    if as_json:
        console.print_json(json.dumps(_readable(asdict(planned))), indent=2)
        return
    console.print(_tree(planned))
    console.print(_counts(planned.resources))


def _tree(planned: Preview) -> Tree:
    """Components in the order of their names, their resources beneath them."""
    tree = Tree(f"[bold]alex-{planned.stack}[/bold]")
    components = sorted((r for r in planned.resources if not r.custom), key=lambda r: (_short(r.type), r.name))
    for component in components:
        children = [resource for resource in planned.resources if resource.parent == component.urn]
        noun = "resource" if len(children) == 1 else "resources"
        branch = tree.add(
            f"[bold]{component.name}[/bold] [cyan]{_short(component.type)}[/cyan] [dim]{len(children)} {noun}[/dim]"
        )
        for child in children:
            branch.add(f"[cyan]{_short(child.type)}[/cyan] {_physical_name(child)}")
    return tree


def _counts(resources: Iterable[PlannedResource]) -> Table:
    counts = Counter(resource.type for resource in resources if resource.custom)
    table = Table("type", "count", box=None, header_style="dim", show_footer=True)
    table.columns[0].footer = "all"
    table.columns[1].footer = str(counts.total())
    table.columns[1].justify = "right"
    for type_, count in counts.most_common():
        table.add_row(_short(type_), str(count))
    return table


def _short(type_: str) -> str:
    """`aws:sqs/queue:Queue` as `sqs.Queue`, `alex:components:Database` as `Database`."""
    _, module, name = type_.split(":")
    return f"{module.split('/')[0]}.{name}" if "/" in module else name


def _physical_name(resource: PlannedResource) -> str:
    known = (resource.inputs.get(key) for key in _NAMES)
    return next((str(name) for name in known if name not in (None, UNKNOWN)), f"[dim]{resource.name}[/dim]")


def _readable(value: Any) -> Any:
    """The engine's mark of an unknown value means nothing to a reader."""
    if isinstance(value, dict):
        return {key: _readable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(item) for item in value]
    return "<unknown>" if value == UNKNOWN else value
