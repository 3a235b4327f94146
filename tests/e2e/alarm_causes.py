"""Context managers that make each cause of `docgen/alarm_causes.py` happen until their block ends.

Nothing here writes a metric: the alarms see measurements of real events.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager

from local.traces.database import TraceDatabase
from tests.e2e import alarm_function_causes as functions
from tests.e2e import alarm_schedule_cause as schedule
from tests.e2e.alarm_scene import CALLERS, Scene

SPECIALISTS = ("tagger", "reporter", "charter", "retirement")


@contextmanager
def model_refuses(scene: Scene) -> Generator[None]:
    refused = {"error": "AccessDeniedException", "times": 20}
    try:
        scene.alex.model_fails({"match": "planner", **refused})
        # Code runs the specialists instead: the planner's run failed, and the job did not.
        assert scene.analyse("refused-planner")[0]["status"] == "completed"
        scene.alex.model_fails(*({"match": name, **refused} for name in SPECIALISTS))
        assert scene.analyse("refused-specialists")[0]["status"] == "failed"
        yield
    finally:
        scene.alex.model_fails()
    assert scene.analyse("no-longer-refused")[0]["status"] == "completed"


@contextmanager
def model_busy(scene: Scene) -> Generator[None]:
    try:
        scene.alex.model_fails(
            *({"match": name, "error": "ThrottlingException", "times": 100} for name in SPECIALISTS[1:])
        )
        scene.analyse("busy-1", "busy-2", "busy-3", portfolio="starter")
        yield
    finally:
        scene.alex.model_fails()


@contextmanager
def model_rambles(scene: Scene) -> Generator[None]:
    try:
        scene.alex.model_fails(*({"match": name, "reply": "well, " * 170_000, "times": 2} for name in SPECIALISTS[1:3]))
        scene.analyse("rambling", portfolio="starter")
        yield
    finally:
        scene.alex.model_fails()


@contextmanager
def model_invents(scene: Scene) -> Generator[None]:
    invented = "The portfolio has a total value of $547.0 million, and the success rate is 12.34 %."
    try:
        scene.alex.model_fails(*({"match": name, "reply": invented, "times": 4} for name in ("reporter", "retirement")))
        assert scene.analyse("invented")[0]["status"] == "completed"
        yield
    finally:
        scene.alex.model_fails()
    assert scene.analyse("no-longer-invented")[0]["status"] == "completed"


@contextmanager
def traces_lost(scene: Scene) -> Generator[None]:
    write = TraceDatabase.write_observations

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    # The trace store runs in this process.
    TraceDatabase.write_observations = full  # type: ignore[method-assign]
    try:
        with _again_and_again(lambda: scene.analyse("traceless", portfolio="starter")):
            yield
    finally:
        TraceDatabase.write_observations = write  # type: ignore[method-assign]


@contextmanager
def _again_and_again(act: Callable[[], object]) -> Generator[None]:
    done = threading.Event()

    def run() -> None:
        while not done.is_set():
            act()

    with ThreadPoolExecutor(1) as worker:
        running = worker.submit(run)
        try:
            yield
        finally:
            done.set()
        running.result()


@contextmanager
def strangers(scene: Scene) -> Generator[None]:
    def ask(_: int) -> int:
        return scene.get(token="nobody.issued.this")

    with ThreadPoolExecutor(CALLERS) as callers:
        assert set(callers.map(ask, range(100))) == {401}
    yield


@contextmanager
def no_logins(scene: Scene) -> Generator[None]:
    secret = scene.stack.client("secretsmanager").get_secret_value(
        SecretId=scene.stack.outputs["secrets"]["database-app"]
    )
    user = json.loads(secret["SecretString"])["username"]
    with scene.database() as cursor:
        cursor.execute(f'ALTER ROLE "{user}" NOLOGIN')
        try:
            with scene.requests() as statuses:
                yield
            assert set(statuses) == {503}
        finally:
            cursor.execute(f'ALTER ROLE "{user}" LOGIN')
    assert scene.get() == 200


@contextmanager
def no_privilege(scene: Scene) -> Generator[None]:
    with scene.database() as cursor:
        cursor.execute("REVOKE SELECT ON accounts FROM alex_app")
        try:
            with scene.requests() as statuses:
                yield
            assert set(statuses) == {500}
        finally:
            cursor.execute("GRANT SELECT ON accounts TO alex_app")
    assert scene.get() == 200


@contextmanager
def locked_table(scene: Scene) -> Generator[None]:
    def lock() -> None:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE accounts IN ACCESS EXCLUSIVE MODE")
        time.sleep(1)
        cursor.execute("COMMIT")

    with scene.database() as cursor, _again_and_again(lock), scene.requests(users=3) as statuses:
        yield
    assert set(statuses) == {200}


@contextmanager
def planner_paused(scene: Scene) -> Generator[None]:
    with functions.paused(scene):
        job_id = scene.submit("patient", "starter")
        yield
    with scene.alex.api("patient") as api:
        assert scene.alex.wait_for(api, job_id)["status"] == "completed"


MADE: dict[str, Callable[[Scene], AbstractContextManager[None]]] = {
    "bad-release": functions.bad_release,
    "poison": functions.poison,
    "heavy-imports": functions.heavy_imports,
    "months-pass": schedule.months_pass,
    "no-concurrency": functions.no_concurrency,
    "slow-release": functions.slow_release,
    "all-instances": functions.all_instances,
    # Before other bad answers: its alarm looks back an hour, and must be off when the cause begins.
    "model-invents": model_invents,
    "model-refuses": model_refuses,
    "model-busy": model_busy,
    "model-rambles": model_rambles,
    "traces-lost": traces_lost,
    "strangers": strangers,
    "no-logins": no_logins,
    "no-privilege": no_privilege,
    "locked-table": locked_table,
    "planner-paused": planner_paused,
    "schedule-off": schedule.schedule_off,
}
"""In the best order to run; `slow-release` lasts while the others come and go."""
