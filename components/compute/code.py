"""Lambda layers with the functions' dependencies, and each function's code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.settings import get_monitor

from components.foundation.function_spec import FunctionSpec
from components.foundation.names import Names
from components.packaging.builders import Architecture
from components.packaging.bytecode import find_runtime_python
from components.packaging.errors import PackageError
from components.packaging.functions import build_functions, current_functions
from components.packaging.layers import built_layer, fingerprint
from components.packaging.layout import LAYERS, ROOT, RUNTIME, layer_zip


@dataclass(frozen=True)
class FunctionCode:
    """A function's zip, which Pulumi uploads unchanged."""

    archive: pulumi.Archive
    """The path is relative to the project, so that a preview is the same on every machine."""
    source_hash: str
    """Hash of the sources without bytecode: the same on every machine, so that a preview shows real changes only."""


def function_code(functions: Sequence[FunctionSpec]) -> Mapping[str, FunctionCode]:
    """Code by function name. Builds a zip that is missing or older than its sources. Raises PackageError."""
    artefacts = current_functions(functions) or build_functions(functions, find_runtime_python(), rebuild=False)
    return {zip_.name: FunctionCode(pulumi.FileArchive(zip_.file), zip_.built_from) for zip_ in artefacts}


@dataclass(frozen=True)
class Packages:
    """Code of the functions."""

    code: Mapping[str, FunctionCode]
    """By function."""
    layers: Mapping[str, str]
    """Layer to its zip, relative to the project. Empty if the runtime already has the packages."""


def built_packages(
    functions: Sequence[FunctionSpec], architecture: Architecture, dependencies: Literal["layer", "provided"]
) -> Packages:
    """Raises RunError for code that cannot be built, and for layers that are missing or older than their requirements.

    Called before the first resource: Pulumi would find a missing zip after most of the others.
    """
    try:
        layers = {layer: _built(layer, architecture) for layer in LAYERS if dependencies == "layer"}
        return Packages(function_code(functions), layers)
    except PackageError as error:
        raise pulumi.RunError(str(error)) from None


@dataclass(frozen=True)
class DependencyLayersArgs:
    names: Names
    architecture: Architecture
    zips: Mapping[str, str]
    """Layer to its zip."""


class DependencyLayers(pulumi.ComponentResource):
    """Layer versions from the zips that `alex package` builds."""

    def __init__(self, name: str, args: DependencyLayersArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:DependencyLayers", name, None, opts)
        self._arns = {
            layer: aws.lambda_.LayerVersion(
                f"{layer}-layer",
                layer_name=args.names.of(layer),
                description=f"{LAYERS[layer].name} for {RUNTIME}",
                code=pulumi.FileArchive(zip_file),
                source_code_hash=fingerprint(layer, args.architecture),
                compatible_runtimes=[RUNTIME],
                compatible_architectures=[args.architecture],
                opts=pulumi.ResourceOptions(parent=self),
            ).arn
            for layer, zip_file in args.zips.items()
        }
        self.register_outputs({"arns": self._arns})

    def of(self, spec: FunctionSpec) -> list[pulumi.Output[str]]:
        """ARNs of the function's layer versions."""
        return [arn for layer, arn in self._arns.items() if layer in spec.layers]


def _built(layer: str, architecture: Architecture) -> str:
    file = layer_zip(layer, architecture).as_posix()
    if _reads_zips():
        artefact = built_layer(layer, architecture, ROOT)
        if artefact is None:
            raise PackageError(f"{file} is missing or older than {LAYERS[layer]}: run `alex package`")
        if artefact.bytecode is None:
            pulumi.log.warn(f"{file} has no bytecode, which doubles cold start time: run `alex package` with {RUNTIME}")
    return file


def _reads_zips() -> bool:
    """`alex preview` runs under Pulumi's test monitor and reads none. The engine hashes them, in a preview too."""
    return not (pulumi.runtime.is_dry_run() and isinstance(get_monitor(), MockMonitor))
