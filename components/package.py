"""What a function's archive holds, and the layers with its dependencies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.names import Names
from components.roster import AgentSpec

ROOT = Path(__file__).resolve().parent.parent
RUNTIME = "python3.13"
SHARED_PACKAGE = "agent_runtime"
#: Layer to the hashed requirements file that it is built from.
LAYERS = {"dependencies": Path("requirements/lambda.txt"), "retirement": Path("requirements/retirement.txt")}
_LEFT_OUT = {"__pycache__", "tests"}


class PackageError(ValueError):
    """Code or a layer is missing or out of date; the message is one line that says what to do."""


def code_archive(spec: AgentSpec) -> pulumi.AssetArchive:
    """The function's own folder, the shared one and those its row names, at the archive's root.

    Paths are relative to the project, so that a preview reads the same on every machine.
    """
    assets: dict[str, pulumi.Asset | pulumi.Archive] = {}
    for package in (SHARED_PACKAGE, *spec.packages, spec.name):
        for file in _files(ROOT / "agents" / package):
            inside = file.relative_to(ROOT / "agents").as_posix()
            assets[inside] = pulumi.FileAsset(file.relative_to(ROOT).as_posix())
    if f"{spec.name}/handler.py" not in assets:
        raise PackageError(f"agents/{spec.name}/handler.py is missing: the roster has a row for {spec.name}")
    return pulumi.AssetArchive(assets)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc" and _LEFT_OUT.isdisjoint(path.relative_to(folder).parts):
            yield path


def layer_folder(layer: str, architecture: str) -> Path:
    """Where `alex package` builds the layer, relative to the project."""
    return Path("build/layers") / f"{layer}-{architecture}"


def is_built(layer: str, architecture: str) -> bool:
    """Whether the layer was built from the requirements as they are now."""
    stamp = stamp_file(layer, architecture)
    return stamp.is_file() and stamp.read_text() == fingerprint(layer)


def stamp_file(layer: str, architecture: str) -> Path:
    """Holds the fingerprint of what the layer was built from; beside the layer, so that it is not part of it."""
    return ROOT / layer_folder(layer, architecture).with_suffix(".stamp")


def fingerprint(layer: str) -> str:
    """Identifies what a layer must be built from."""
    return hashlib.sha256((ROOT / LAYERS[layer]).read_bytes()).hexdigest()


@dataclass(frozen=True)
class DependencyLayersArgs:
    names: Names
    architecture: str
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
                compatible_runtimes=[RUNTIME],
                compatible_architectures=[args.architecture],
                opts=pulumi.ResourceOptions(parent=self),
            ).arn
            for layer, requirements in LAYERS.items()
            if args.dependencies == "layer"
        }
        self.register_outputs({"arns": self._arns})

    def of(self, spec: AgentSpec) -> list[pulumi.Output[str]]:
        """ARNs of the layer versions that the function is built on."""
        return [arn for layer, arn in self._arns.items() if layer in spec.layers]


def _built(layer: str, architecture: str) -> str:
    folder = layer_folder(layer, architecture)
    if not pulumi.runtime.is_dry_run() and not is_built(layer, architecture):
        raise PackageError(f"{folder} is missing or older than {LAYERS[layer]}: run `alex package`")
    return folder.as_posix()
