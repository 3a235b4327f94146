"""Makes a process's first clients cheaper: one boto3 session without a search of all services, one TLS context.

boto3 looks for a service's model in the folders of all 400 services, once per session, and Powertools would make a
separate session. It also reads 1.2 MB on the endpoints of all of them, of which each has newer rules in its own folder.
httpx reads the bundle of certificate authorities for each of its clients.
"""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import boto3
import botocore.session
from botocore.loaders import Loader

_HOST = "{service}.{region}.{dnsSuffix}"
_FIPS_HOST = "{service}-fips.{region}.{dnsSuffix}"
#: What botocore's file says of AWS's own partition, without its services.
PARTITION: dict[str, Any] = {
    "partition": "aws",
    "partitionName": "AWS Standard",
    "dnsSuffix": "amazonaws.com",
    "regionRegex": r"^(us|eu|ap|sa|ca|me|af|il|mx)\-\w+\-\d+$",
    "defaults": {
        "hostname": _HOST,
        "protocols": ["https"],
        "signatureVersions": ["v4"],
        "variants": [
            {"dnsSuffix": "amazonaws.com", "hostname": _FIPS_HOST, "tags": ["fips"]},
            {"dnsSuffix": "api.aws", "hostname": _FIPS_HOST, "tags": ["dualstack", "fips"]},
            {"dnsSuffix": "api.aws", "hostname": _HOST, "tags": ["dualstack"]},
        ],
    },
    "regions": {},
    "services": {},
}


class Folders:
    """Names of all services: each folder of botocore's data. A look at one does not list the others."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = [Path(path) for path in paths]

    def __contains__(self, name: str) -> bool:
        return any((path / name).is_dir() for path in self._paths)

    def __iter__(self) -> Iterator[str]:
        return (folder.name for path in self._paths if path.is_dir() for folder in path.iterdir())


class LeanLoader(Loader):
    """Takes each folder of botocore's data for a service. One that has no model fails when its model is loaded."""

    def list_available_services(self, type_name: str) -> Folders:  # pyright: ignore[reportIncompatibleMethodOverride]
        return Folders(self.search_paths)

    def load_data_with_path(self, name: str) -> tuple[Any, str]:
        """Rules on endpoints of all services are those of AWS's own partition, if this process runs there."""
        if name == "endpoints" and re.match(PARTITION["regionRegex"], os.environ.get("AWS_DEFAULT_REGION", "")):
            return {"version": 3, "partitions": [PARTITION]}, str(Path(self.BUILTIN_DATA_PATH, name))
        return super().load_data_with_path(name)


def begin() -> None:
    """Call when the imports have ended and before the first client is made."""
    session = botocore.session.get_session()
    session.register_component("data_loader", LeanLoader())
    boto3.setup_default_session(botocore_session=session)
    transports: Any = sys.modules.get("httpx._transports.default")
    if transports is not None:
        transports.create_ssl_context = functools.lru_cache(transports.create_ssl_context)
