"""Makes a process's first clients cheaper: one boto3 session without a search of all services, one TLS context.

boto3 looks for a service's model in the folders of all 400 services, once per session, and Powertools would make a
separate session. httpx reads the bundle of certificate authorities for each of its clients.
"""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import Any

import boto3
import botocore.session
from botocore.loaders import Loader


class ServiceFolders(Loader):
    """Takes each folder of botocore's data for a service. One that has no model fails when its model is loaded."""

    def list_available_services(self, type_name: str) -> list[str]:
        """Names of all services, in one look per search path."""
        folders = [Path(path) for path in self.search_paths]
        return [folder.name for path in folders if path.is_dir() for folder in path.iterdir()]


def begin() -> None:
    """Call when the imports have ended and before the first client is made."""
    session = botocore.session.get_session()
    session.register_component("data_loader", ServiceFolders())
    boto3.setup_default_session(botocore_session=session)
    transports: Any = sys.modules.get("httpx._transports.default")
    if transports is not None:
        transports.create_ssl_context = functools.lru_cache(transports.create_ssl_context)
