"""Actions of the alarms' soak test on the running system."""

from __future__ import annotations

import io
import json
import threading
import time
import urllib.request
import zipfile
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import httpx

from cli.shared.api_client import ORIGIN_HEADER
from components.foundation.function_spec import FunctionSpec
from components.foundation.functions import FUNCTIONS
from components.foundation.names import LIVE

#: One per thread that calls at the same time.
CALLERS = 20
IDLE_SECONDS = 60


class Releases:
    """New code for functions, published as a version; the alias can be moved to it and back."""

    def __init__(self, stack: Any) -> None:
        self._lambda, self._names = stack.client("lambda"), stack.outputs["functions"]
        self._deployed = {spec: self._archive(spec) for spec in FUNCTIONS}

    def publish(self, spec: FunctionSpec, code: str, *, instead: bool = True) -> str:
        """The version whose handler module is `code`, or ends with it."""
        name, module = self._names[spec.name], f"{spec.name}/handler.py"
        old = zipfile.ZipFile(io.BytesIO(self._deployed[spec]))
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as new:
            for item in old.namelist():
                content = old.read(item)
                new.writestr(item, content if item != module else (b"" if instead else content) + code.encode())
        return self._lambda.update_function_code(FunctionName=name, ZipFile=written.getvalue(), Publish=True)["Version"]

    @contextmanager
    def live(self, code: str, specs: Iterable[FunctionSpec] = FUNCTIONS) -> Generator[None]:
        """Callers get `code` until the rollback."""
        specs = list(specs)
        before = {spec: self._alias(spec)["FunctionVersion"] for spec in specs}
        try:
            for spec in specs:
                self._point(spec, self.publish(spec, code))
            yield
        finally:
            for spec, version in before.items():
                self._point(spec, version)

    def _archive(self, spec: FunctionSpec) -> bytes:
        code = self._lambda.get_function(FunctionName=self._names[spec.name])["Code"]
        with urllib.request.urlopen(code["Location"]) as answer:
            return answer.read()

    def _alias(self, spec: FunctionSpec) -> dict[str, Any]:
        return self._lambda.get_alias(FunctionName=self._names[spec.name], Name=LIVE)

    def _point(self, spec: FunctionSpec, version: str) -> None:
        self._lambda.update_alias(FunctionName=self._names[spec.name], Name=LIVE, FunctionVersion=version)


class Scene:
    """The running system and the ways in which callers use it."""

    def __init__(self, alex: Any, sample: Callable[[str], Any]) -> None:
        self.alex, self.stack, self._sample = alex, alex.stack, sample
        self.releases = Releases(alex.stack)
        self._lambda = alex.stack.client("lambda")
        self._origin_secret = alex.stack.origin_secret

    def function(self, spec: FunctionSpec) -> str:
        return self.stack.outputs["functions"][spec.name]

    def call(self, spec: FunctionSpec, payload: Any = None, *, version: str = LIVE, wait: bool = True) -> str | None:
        """Invoke a function, asynchronously unless `wait`. Returns the error's kind if it failed or was refused."""
        try:
            answer = self._lambda.invoke(
                FunctionName=self.function(spec),
                Qualifier=version,
                Payload=json.dumps(payload or {}),
                InvocationType="RequestResponse" if wait else "Event",
            )
        except self._lambda.exceptions.TooManyRequestsException:
            return "Throttled"
        return answer.get("FunctionError")

    def call_all(self, specs: Iterable[FunctionSpec] = FUNCTIONS, *, idle: bool = False) -> list[str | None]:
        """`call` each at once, or `call_idle` for those in `idle`."""
        with ThreadPoolExecutor(CALLERS) as callers:
            return list(callers.map(self.call_idle if idle else self.call, specs))

    def call_idle(self, spec: FunctionSpec) -> str | None:
        """`call`, once no earlier invocation (a rotation, say) occupies the function's only instance."""
        deadline = time.monotonic() + IDLE_SECONDS
        while (kind := self.call(spec)) == "Throttled" and time.monotonic() < deadline:
            time.sleep(0.2)
        return kind

    def rotate(self, secret: str) -> None:
        """Request a rotation. For a failed one Secrets Manager returns an error, and resumes it all the same."""
        client = self.stack.client("secretsmanager")
        with suppress(client.exceptions.InvalidRequestException):
            client.rotate_secret(SecretId=self.stack.outputs["secrets"][secret])

    def get(self, path: str = "/api/accounts", token: str | None = None) -> int:
        """Status of one request, as a user or with any token."""
        headers = {"authorization": f"Bearer {token or self.stack.token('alarms')}"}
        headers[ORIGIN_HEADER] = self._origin_secret
        return httpx.get(f"{self.stack.api_url}{path}", headers=headers, timeout=60).status_code

    @contextmanager
    def requests(self, users: int = 2) -> Generator[list[int]]:
        """Users request their accounts in a loop until the block ends; yields the statuses so far."""
        done, statuses = threading.Event(), list[int]()

        def ask() -> None:
            while not done.is_set():
                statuses.append(self.get())

        threads = [threading.Thread(target=ask, daemon=True) for _ in range(users)]
        for thread in threads:
            thread.start()
        try:
            yield statuses
        finally:
            done.set()
            for thread in threads:
                thread.join()

    def submit(self, user: str, portfolio: str = "growth") -> str:
        with self.alex.api(user) as api:
            api.replace_portfolio(self._sample(portfolio))
            return api.start_analysis()

    def analyse(self, *users: str, portfolio: str = "growth") -> list[dict[str, Any]]:
        """Run one analysis per user, all at once. Returns the ended jobs."""
        with ThreadPoolExecutor(len(users)) as callers:
            return list(callers.map(lambda user: self.alex.analyse(user, self._sample(portfolio)), users))

    @contextmanager
    def database(self) -> Generator[Any]:
        """A superuser's cursor in the application's database."""
        connection = self.stack.postgres.connect("alex")
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()


def eventually(holds: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.5)
    return True


def pairs(items: list[Any], size: int = 2) -> Iterator[list[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
