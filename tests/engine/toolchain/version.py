"""The release of Pulumi that `make engine` builds where none is on PATH."""

VERSION = "v3.276.0"
