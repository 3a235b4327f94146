"""What a function's archive holds, and the layers with its dependencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.foundation.functions import FunctionSpec
from components.foundation.names import Names
from components.packaging.builders import Architecture
from components.packaging.bytecode import find_runtime_python
from components.packaging.errors import PackageError
from components.packaging.functions import build_functions
from components.packaging.layers import built_layer, fingerprint
from components.packaging.layout import LAYERS, ROOT, RUNTIME, layer_zip


@dataclass(frozen=True)
class FunctionCode:
    """A function's zip, which Pulumi uploads as it is, byte for byte."""

    archive: pulumi.Archive
    """Its path is relative to the project, so that a preview reads the same on every machine."""
    source_hash: str
    """Of the sources alone, the same on every machine: with or without bytecode, a preview says what changed."""


def function_code(roster: Sequence[FunctionSpec]) -> Mapping[str, FunctionCode]:
    """By function; a zip that is not there, or older than its sources, is built. Raises PackageError."""
    artefacts = build_functions(roster, find_runtime_python(), anew=False)
    return {it.name: FunctionCode(pulumi.FileArchive(it.file), it.built_from) for it in artefacts}


@dataclass(frozen=True)
class DependencyLayersArgs:
    names: Names
    architecture: Architecture
    dependencies: Literal["layer", "provided"]
    """`provided`: the runtime has the packages already, so there are no layers."""


class DependencyLayers(pulumi.ComponentResource):
    """The layers, made from what `alex package` builds; a preview does not need them built."""

    def __init__(self, name: str, args: DependencyLayersArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:DependencyLayers", name, None, opts)
        self._arns = {
            layer: aws.lambda_.LayerVersion(
                f"{layer}-layer",
                layer_name=args.names.of(layer),
                description=f"{requirements.name} for {RUNTIME}",
                code=pulumi.FileArchive(_built(layer, args.architecture)),
                source_code_hash=fingerprint(layer, args.architecture),
                compatible_runtimes=[RUNTIME],
                compatible_architectures=[args.architecture],
                opts=pulumi.ResourceOptions(parent=self),
            ).arn
            for layer, requirements in LAYERS.items()
            if args.dependencies == "layer"
        }
        self.register_outputs({"arns": self._arns})

    def of(self, spec: FunctionSpec) -> list[pulumi.Output[str]]:
        """ARNs of the layer versions that the function is built on."""
        return [arn for layer, arn in self._arns.items() if layer in spec.layers]


def _built(layer: str, architecture: Architecture) -> str:
    file = layer_zip(layer, architecture).as_posix()
    if not pulumi.runtime.is_dry_run():
        artefact = built_layer(layer, architecture, ROOT)
        if artefact is None:
            raise PackageError(f"{file} is missing or older than {LAYERS[layer]}: run `alex package`")
        if artefact.bytecode is None:
            pulumi.log.warn(
                f"{file} holds no bytecode, so cold starts take twice as long: run `alex package` with {RUNTIME}"
            )
    return file
