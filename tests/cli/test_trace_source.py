"""Sources of `alex trace`, and its errors when there is no trace to read."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from langfuse import Langfuse

from cli.shared.errors import UserError
from cli.trace import source as trace_source
from cli.trace import view as trace_command
from cli.trace.local_file import LocalFile
from cli.trace.source import ROOT_NAME, LangfuseServer, load_newest_trace, load_trace, trace_id_of
from cli.trace.view import choose_source, show_trace
from local.run_file import RunFile
from local.traces.database import TraceDatabase
from local.traces.timestamps import iso_utc
from tests.cli.stand_ins import serving

SERVER = LangfuseServer("http://langfuse.test", "pk", "sk")
ENVIRONMENT = {"LANGFUSE_BASE_URL": "http://cloud.test", "LANGFUSE_PUBLIC_KEY": "pk", "LANGFUSE_SECRET_KEY": "sk"}


def document(job_id: str, id: str, parent: str | None, start: int = 1) -> dict[str, Any]:
    return {
        "id": id,
        "traceId": trace_id_of(job_id),
        "parentObservationId": parent,
        "isRootObservation": parent is None,
        "type": "SPAN",
        "name": ROOT_NAME if parent is None else "step",
        "startTime": iso_utc(start),
        "endTime": iso_utc(start),
        "level": "DEFAULT",
        "environment": "local",
        "traceName": None,
        "userId": "user-7",
        "sessionId": None,
        "version": None,
        "metadata": {"job_id": job_id},
    }


@pytest.fixture
def file(tmp_path: Path) -> LocalFile:
    with closing(TraceDatabase(tmp_path / "traces.db")) as database:
        jobs = [document("older", "a", None, start=1), document("newer", "b", None, start=2)]
        database.write_observations([*jobs, document("running", "c", "parent", start=3)], received_us=4)
    return LocalFile(tmp_path / "traces.db")


def answer(monkeypatch: pytest.MonkeyPatch, handler: Callable[[httpx.Request], httpx.Response]) -> None:
    client = httpx.Client(transport=httpx.MockTransport(handler))
    monkeypatch.setattr(trace_source.httpx, "get", client.get)


def test_the_trace_id_is_the_one_that_langfuse_derives_from_the_job_id() -> None:
    assert trace_id_of("job-é-1") == Langfuse.create_trace_id(seed="job-é-1")


def test_bytes_that_are_no_text_name_no_trace() -> None:
    """As Python takes them from a command's arguments."""
    with pytest.raises(UserError, match=r"^no trace of job"):
        load_trace("\udcff", SimpleNamespace(observations=lambda _: [], where="here"))  # type: ignore[arg-type]


def test_reading_a_trace_does_not_import_langfuse() -> None:
    code = "import cli.trace.view, sys; assert not {'langfuse', 'google.protobuf', 'starlette'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_a_job_is_found_by_its_id_and_the_newest_without_one(file: LocalFile) -> None:
    assert load_trace("older", file).job_id == "older"
    assert load_newest_trace(file).job_id == "newer"


def test_an_unknown_job_is_an_error_that_names_it_and_the_source(file: LocalFile) -> None:
    with pytest.raises(
        UserError, match=r"no trace of job 'unknown' in .*traces\.db\nhint: list the full ids: alex jobs"
    ):
        load_trace("unknown", file)


def test_a_missing_or_corrupt_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist"):
        load_trace("job", LocalFile(tmp_path / "none.db"))
    (tmp_path / "other.db").write_text("something else" * 100)
    with pytest.raises(UserError, match="not a database"):
        load_newest_trace(LocalFile(tmp_path / "other.db"))


def test_the_root_is_waited_for_but_not_longer_than_asked(file: LocalFile, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(trace_source.time, "sleep", waits.append)

    class Late(LocalFile):
        def observations(self, trace_id: str) -> list[dict[str, Any]]:
            found = super().observations(trace_id)
            return [*found, document("running", "parent", None)] if len(waits) == 2 else found

    assert load_trace("running", file).roots == []
    assert waits == []
    assert len(load_trace("running", Late(file.path), wait_seconds=60).roots) == 1
    assert len(waits) == 2


def test_pages_of_a_server_are_read_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def page(request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"].startswith("Basic ")
        if "cursor" in request.url.params:
            return httpx.Response(200, json={"data": [document("job", "root", None)], "meta": {}})
        return httpx.Response(200, json={"data": [document("job", "child", "root")], "meta": {"cursor": "next"}})

    answer(monkeypatch, page)
    assert [each.id for each in load_trace("job", SERVER).observations] == ["root", "child"]


@pytest.mark.parametrize(
    ("response", "message"),
    [
        pytest.param(httpx.Response(401, json={}), "rejects the keys", id="wrong keys"),
        pytest.param(httpx.Response(500, text="boom"), "answers 500: boom", id="a broken server"),
        pytest.param(httpx.Response(200, text="<html>"), "does not answer like Langfuse", id="a page instead of JSON"),
        pytest.param(httpx.Response(200, json=["x"]), "does not answer like Langfuse", id="JSON of another shape"),
    ],
)
def test_a_wrong_answer_is_an_error(monkeypatch: pytest.MonkeyPatch, response: httpx.Response, message: str) -> None:
    answer(monkeypatch, lambda _: response)
    with pytest.raises(UserError, match=message):
        load_trace("job", SERVER)


def test_an_unreachable_server_is_an_error() -> None:
    with pytest.raises(UserError, match=r"cannot reach Langfuse at http://127\.0\.0\.1:9"):
        load_newest_trace(LangfuseServer("http://127.0.0.1:9", "pk", "sk"))


def run_file(state_dir: Path, pid: int, url: str) -> None:
    words: dict[str, Any] = {field.name: url for field in dataclasses.fields(RunFile)}
    run = RunFile(**(words | {"pid": pid, "started": 1.0, "public_key": "a", "secret_key": "b"}))
    (state_dir / "run.json").write_text(json.dumps(dataclasses.asdict(run)))


def test_the_running_stack_is_asked_first_then_the_environment_then_the_file(tmp_path: Path) -> None:
    assert choose_source(tmp_path, {}) == LocalFile(tmp_path / "traces.db")
    assert choose_source(tmp_path, ENVIRONMENT) == LangfuseServer("http://cloud.test", "pk", "sk")
    with serving({}) as url:
        run_file(tmp_path, os.getpid(), url)
        assert choose_source(tmp_path, ENVIRONMENT) == LangfuseServer(url, "a", "b")


def test_the_run_file_of_a_dead_process_is_ignored(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with serving({}) as url:
        run_file(tmp_path, ended.pid, url)
        assert choose_source(tmp_path, {}) == LocalFile(tmp_path / "traces.db")
    (tmp_path / "run.json").write_text('{"pid":')
    assert choose_source(tmp_path, {}) == LocalFile(tmp_path / "traces.db")


def test_the_command_prints_the_newest_job_as_a_tree_and_a_named_one_as_json(
    file: LocalFile, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(trace_command, "STATE_DIR", file.path.parent)
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    show_trace(None, verbose=False, as_json=False)
    assert f"{ROOT_NAME} #newer" in capsys.readouterr().out
    show_trace("older", verbose=False, as_json=True)
    assert json.loads(capsys.readouterr().out)["job_id"] == "older"
