"""Migration of the database's schema, between the deployment of the migrator and that of the code that needs it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pulumi
import pulumi_aws as aws

from components.packaging.layout import ROOT

#: Content that the migrator brings into the database.
_CONTENT = ("agents/database/migrations", "agents/database/seed")


@dataclass(frozen=True)
class SchemaMigrationArgs:
    migrator: aws.lambda_.Alias
    database: Sequence[pulumi.Resource]
    """The database answers statements once these exist."""
    content: str
    """Hash of the migrations and the catalogue, see `content_hash`."""


class SchemaMigration(pulumi.ComponentResource):
    """One run of the migrator for each new content. A failed run ends the update before what waits for `run`.

    See "Migrations" in `docs/deploying.md`.
    """

    def __init__(self, name: str, args: SchemaMigrationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:SchemaMigration", name, None, opts)
        self.run = aws.lambda_.Invocation(
            f"{name}-run",
            function_name=args.migrator.function_name,
            qualifier=args.migrator.name,
            input=json.dumps({"content": args.content}),
            # AWS's provider invokes a function when the resource is created; a changed trigger creates it again.
            triggers={"content": args.content},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[args.migrator, *args.database]),
        )
        self.register_outputs({})


def content_hash(root: Path = ROOT) -> str:
    """Hash of the migrations and of the catalogue of instruments."""
    digest = hashlib.sha256()
    for folder in _CONTENT:
        for file in sorted((root / folder).iterdir()):
            if file.is_file():
                # Line endings do not count: a checkout may change them.
                text = "\n".join(file.read_text(encoding="utf-8").splitlines())
                digest.update(f"{folder}/{file.name} {hashlib.sha256(text.encode()).hexdigest()}\n".encode())
    return digest.hexdigest()
