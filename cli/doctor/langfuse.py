"""Checks of Langfuse: health and version, keys and their project, clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from cli.doctor.check import Check, CheckFailed
from cli.doctor.http import json_object, request
from cli.doctor.langfuse_generation import GenerationCheck
from cli.doctor.langfuse_scores import score_check
from cli.doctor.langfuse_version import checked_version

MOST_SKEW_SECONDS = 5.0

Keys = tuple[str, str]


class LangfuseChecks:
    """
    Args:
        base_url: of the functions' Langfuse server.
        keys: reads the functions' public and secret key; raises UserError.
        stack: owner of the secret that holds the keys.
    """

    def __init__(self, base_url: str, keys: Callable[[], Keys], stack: str) -> None:
        self._base_url, self._api = base_url, f"{base_url.rstrip('/')}/api/public"
        self._keys = keys
        self._set_keys = f"store the keys of your Langfuse project: alex secrets set langfuse --stack {stack}"

    def all(self) -> list[Check]:
        health = "check alex:langfuseBaseUrl in the stack's settings, and read the server's logs"
        sync = "synchronize this machine's clock with NTP: differing clocks put spans in the wrong order"
        return [
            Check("Langfuse: health", self.health, health),
            Check("Langfuse: keys", self.keys, self._set_keys),
            Check("Langfuse: clock", self.clock, sync),
            GenerationCheck(self._base_url, self._keys, self._set_keys).check(),
            score_check(self._base_url, self._keys),
        ]

    def health(self) -> str:
        body = json_object(request("GET", f"{self._api}/health"))
        if body.get("status") != "OK":
            raise CheckFailed(f"reports status {body.get('status')!r} instead of 'OK'")
        return f"version {checked_version(body.get('version'), self._base_url)}"

    def keys(self) -> str:
        response = request("GET", f"{self._api}/projects", auth=self._keys())
        if response.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise CheckFailed(f"rejects the keys with {response.status_code}", self._set_keys)
        projects = json_object(response).get("data") or []
        names = ", ".join(str(project.get("name")) for project in projects)
        if not names:
            raise CheckFailed("the keys belong to no project", self._set_keys)
        return f"project {names}"

    def clock(self) -> str:
        before = time.time()
        response = request("GET", f"{self._api}/health")
        middle = (before + time.time()) / 2
        try:
            # The header has whole seconds: on average, it is half a second late.
            theirs = parsedate_to_datetime(response.headers["date"]).timestamp() + 0.5
        except (KeyError, ValueError) as error:
            raise CheckFailed(
                "answers without a Date header", "check the proxy in front of it: it removes the header"
            ) from error
        skew = middle - theirs
        if abs(skew) > MOST_SKEW_SECONDS:
            raise CheckFailed(f"this machine is {abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} the server")
        return f"within {max(1.0, abs(skew)):.0f} s"
