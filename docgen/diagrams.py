"""The architecture as Mermaid diagrams and Markdown tables, from the function specifications and a preview."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import Counter
from collections.abc import Iterator, Sequence
from types import ModuleType

import pulumi

import components
from components.foundation.function_spec import FunctionSpec
from components.foundation.functions import FUNCTIONS
from components.foundation.grants import (
    ConsumeFrom,
    Grant,
    InvokeFunctions,
    InvokeModel,
    SendTo,
    UseDataApi,
    WarmUpFunctions,
)
from docgen.markdown import mermaid, table
from local.engine.preview import PlannedResource, Preview

_FUNCTION = "alex:components:AgentFunction"
#: A component with more users than this is named beneath the diagram instead of drawn.
_MANY = 5


def job_diagram() -> str:
    """The path of a job: an arrow for each grant of a function."""
    lines = ["flowchart LR", '  database[("Aurora PostgreSQL<br>(Data API)")]', '  model{{"Bedrock model"}}']
    lines += [f'  {queue}>"queue {queue}"]' for queue in sorted(set(_queues()))]
    for kind in ("service", "agent"):
        lines.append(f'  subgraph {kind}s["{kind.capitalize()}s"]')
        lines += [f'    {spec.name}["{spec.label}"]' for spec in FUNCTIONS if spec.kind == kind]
        lines.append("  end")
    lines += [line for spec in FUNCTIONS for grant in spec.grants for line in _edges(spec, grant)]
    return mermaid(lines)


def _queues() -> Iterator[str]:
    for spec in FUNCTIONS:
        yield from (grant.queue for grant in spec.grants if isinstance(grant, SendTo | ConsumeFrom))


def _edges(spec: FunctionSpec, grant: Grant) -> Iterator[str]:
    """Grants of secrets are left out: they are no part of the path of a job."""
    match grant:
        case SendTo(queue):
            yield f"  {spec.name} --> {queue}"
        case ConsumeFrom(queue):
            yield f"  {queue} --> {spec.name}"
        case InvokeFunctions(functions):
            yield f"  {spec.name} --> {' & '.join(functions)}"
        case WarmUpFunctions(functions):
            yield f"  {spec.name} -. starts .-> {' & '.join(functions)}"
        case UseDataApi():
            yield f"  {spec.name} --> database"
        case InvokeModel():
            yield f"  {spec.name} -.-> model"
        case _:
            return


def component_diagram(planned: Preview) -> str:
    """An arrow for each component whose outputs are inputs of another."""
    edges = sorted(_component_edges(planned.resources))
    users = Counter(source for source, _ in edges)
    everywhere = [source for source, count in sorted(users.items()) if count > _MANY]
    drawn = [edge for edge in edges if edge[0] not in everywhere]
    components = {it.urn: it for it in planned.resources if not it.custom}
    parts = {_group(part): part for part in components.values() if part.parent in components}
    nodes = sorted({node for edge in drawn for node in edge})
    lines = ["flowchart LR"]
    for wing in [it for it in components.values() if it.parent not in components]:
        lines.append(f'  subgraph {wing.name}_wing["{wing.name}/"]')
        drawn_here = [node for node in nodes if parts[node].parent == wing.urn]
        lines += [f'    {_id(node)}["{node}<br><i>{_type(parts[node])}</i>"]' for node in drawn_here]
        lines.append("  end")
    lines += [f"  {_id(source)} --> {_id(target)}" for source, target in drawn]
    return f"{mermaid(lines)}\n\nNearly all of them use {' and '.join(f'`{source}`' for source in everywhere)}."


def _component_edges(resources: Sequence[PlannedResource]) -> set[tuple[str, str]]:
    by_urn = {resource.urn: resource for resource in resources}

    def part_of_wing(resource: PlannedResource) -> str | None:
        parent = by_urn.get(resource.parent)
        if parent is None:
            return None
        return part_of_wing(parent) if parent.parent in by_urn else _group(resource)

    edges: set[tuple[str, str]] = set()
    for resource in resources:
        for urn in {urn for urns in resource.property_dependencies.values() for urn in urns}:
            source, target = part_of_wing(by_urn[urn]) if urn in by_urn else None, part_of_wing(resource)
            if source and target and source != target:
                edges.add((source, target))
    return edges


def function_table() -> str:
    """A row for each function specification."""
    rows = [
        f"| {spec.icon} {spec.title} | `{spec.name}` | {spec.description} | {spec.memory_mb} MB | "
        f"{spec.timeout_seconds} s | {spec.reserved_concurrency} |"
        for spec in FUNCTIONS
    ]
    return table("| function | name | purpose | memory | timeout | reserved concurrency |", rows)


def component_table(planned: Preview) -> str:
    """A row for each component type in the preview, with the summary from its docstring."""
    counted = Counter(_type(resource) for resource in planned.resources if not resource.custom)
    modules = _component_modules()
    rows = [
        f"| `{type_}` | {count} | {_summary(modules[type_], type_)} | [{file}](../components/{file}) |"
        for type_, count in sorted(counted.items())
        for file in [modules[type_].__name__.removeprefix("components.").replace(".", "/") + ".py"]
    ]
    return table("| component | count | purpose | file |", rows)


def _component_modules() -> dict[str, ModuleType]:
    """Name of each component class to the module that defines it."""
    names = [module.name for module in pkgutil.walk_packages(components.__path__, "components.")]
    # The import probe is a script: it can be imported only among the functions' packages.
    found = [importlib.import_module(name) for name in names if not name.startswith("components.packaging.")]
    return {name: module for module in found for name in _component_names(module)}


def _component_names(module: ModuleType) -> list[str]:
    return [
        name
        for name, class_ in inspect.getmembers(module, inspect.isclass)
        if issubclass(class_, pulumi.ComponentResource) and class_.__module__ == module.__name__
    ]


def _summary(module: ModuleType, name: str) -> str:
    """First paragraph of the module's docstring, or of the class's in a module with several components."""
    described = module if len(_component_names(module)) == 1 else getattr(module, name)
    return (inspect.getdoc(described) or "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|")


def _type(component: PlannedResource) -> str:
    return component.type.split(":")[-1]


def _group(component: PlannedResource) -> str:
    """The functions share one node: they differ in their grants, which the job diagram shows."""
    return "functions" if component.type == _FUNCTION else component.name


def _id(name: str) -> str:
    """Mermaid reads a hyphen as part of an arrow."""
    return name.replace("-", "_")
