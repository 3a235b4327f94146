"""`alex package`: builds the zips for Lambda on any host, and checks them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, cast

from rich.console import Console

from cli.package.view import findings_text, largest_table, package_table, verdict_text
from cli.shared.errors import UsageError, UserError
from cli.shared.process.output import CommandConsole, console, print_json
from cli.shared.project import ROOT
from components.foundation.function_spec import FunctionSpec
from components.foundation.functions import ALL_FUNCTIONS
from components.packaging.builders import BUILDERS, Architecture, Builder
from components.packaging.bytecode import Compiler, find_runtime_python
from components.packaging.checks import Package, Verdict, check
from components.packaging.errors import PackageError
from components.packaging.functions import build_functions
from components.packaging.layers import build_layer, built_layer
from components.packaging.layout import LAYERS, RUNTIME
from components.packaging.record import Artefact
from local.engine.stack_config import load_config, stacks
from local.errors import LocalError


def package(
    function: str | None, architecture: str | None, builder: str, *, checked: bool, show_largest: bool, as_json: bool
) -> bool:
    """Builds, checks and shows; False if a check found something. Raises UserError."""
    functions = _chosen(function)
    say = CommandConsole(stderr=True) if as_json else console
    results: list[tuple[list[Package], Verdict | None]] = []
    try:
        for each in _architectures(architecture):
            with say.status("building") as status:
                packages = _build(functions, each, BUILDERS[builder](), say, status.update)
                verdict = check(packages, each, find_runtime_python(), status.update) if checked else None
            results.append((packages, verdict))
    except LocalError as error:
        raise UserError(error.problem, error.hint) from None
    except PackageError as error:
        raise UserError(str(error)) from None
    if as_json:
        print_json([_plain(*result) for result in results], indent=1)
    else:
        _show(results, show_largest)
    return not any(verdict and verdict.findings for _, verdict in results)


def _chosen(function: str | None) -> tuple[FunctionSpec, ...]:
    functions = tuple(spec for spec in ALL_FUNCTIONS if function in (None, spec.name))
    if not functions:
        raise UsageError(
            f"no function {function!r}", f"the functions are {', '.join(spec.name for spec in ALL_FUNCTIONS)}"
        )
    return functions


def _architectures(chosen: str | None) -> list[Architecture]:
    """The chosen one, or those of the stacks that deploy layers."""
    if chosen:
        return [cast(Architecture, chosen)]
    configs = [load_config(ROOT, stack) for stack in stacks(ROOT)]
    found = sorted({config["alex:architecture"] for config in configs if config["alex:dependencies"] == "layer"})
    return cast(list[Architecture], found)


def _build(
    functions: tuple[FunctionSpec, ...], architecture: Architecture, builder: Builder, say: Console, progress: Any
) -> list[Package]:
    compiler = builder.compiler()
    if compiler is None:
        say.print(
            f"[yellow]{RUNTIME} is missing on this machine: the zips hold no bytecode, and cold starts take twice as "
            f"long.[/yellow] Run `uv python install {RUNTIME.removeprefix('python')}`, or add --builder docker."
        )
    progress("building the functions' zips")
    code = build_functions(functions, compiler)
    layers: dict[str, Artefact] = {}
    for layer in [name for name in LAYERS if any(name in spec.layers for spec in functions)]:
        progress(f"building the layer {layer} for {architecture}")
        layers[layer] = _layer(layer, architecture, builder, compiler)
    return [
        Package(spec, built, tuple(layers[layer] for layer in spec.layers))
        for spec, built in zip(functions, code, strict=True)
    ]


def _layer(layer: str, architecture: Architecture, builder: Builder, compiler: Compiler | None) -> Artefact:
    """Reuses an up-to-date layer, unless it lacks bytecode that can now be compiled."""
    there = built_layer(layer, architecture)
    if there and there.bytecode == (compiler.version if compiler else there.bytecode):
        return there
    return build_layer(layer, architecture, builder, compiler)


def _show(results: Iterable[tuple[list[Package], Verdict | None]], show_largest: bool) -> None:
    for packages, verdict in results:
        console.print(package_table(packages))
        if show_largest:
            console.print(largest_table(packages))
        if verdict:
            console.print(verdict_text(verdict))
            console.print(findings_text(verdict), soft_wrap=True, end="")


def _plain(packages: list[Package], verdict: Verdict | None) -> dict[str, Any]:
    artefacts = {each.name: each for package in packages for each in (package.code, *package.layers)}
    return {
        "artefacts": [asdict(each) for each in artefacts.values()],
        "functions": {package.spec.name: [layer.name for layer in package.layers] for package in packages},
        "checks": asdict(verdict) if verdict else None,
    }
