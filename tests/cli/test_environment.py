"""Every command in an operator's environment: a dead or damaged stack, a wrong profile, proxies, no HOME.

Each ends with one line and a documented exit code, never with a traceback.
"""

from __future__ import annotations

import dataclasses
import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from docgen.cli_contract import ENVIRONMENT, EXIT_CODES
from local.errors import LocalError
from local.run_file import RunFile
from tests.alex_apart import closed_port
from tests.cli.command_tree import LEAVES, Ended, alex, called, has_option, import_all, replace_everywhere

#: What takes seconds to run: the start of a system, a preview of the program, a build.
EXPENSIVE = ("LocalAlex", "UndeployedAlex", "run_preview", "build_functions", "build_layer", "build_site")
NOT_STARTED = "not started by this test"
ALL = [pytest.param(path, command, id=" ".join(path)) for path, command in LEAVES]
OF_A_STACK = [
    pytest.param(path, command, id=" ".join(path)) for path, command in LEAVES if has_option(command, "--stack")
]

#: They ask the API only, as a user.
OF_A_USER = {("analyze",), ("portfolio",), ("import",), ("prices", "import"), ("rates", "import")}
Run = Callable[..., Ended]


@pytest.fixture(autouse=True, scope="module")
def everything_imported() -> None:
    import_all()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], state: Path) -> Run:
    """Runs a command with an empty state folder, without proxies, and without what is expensive."""

    def not_started(*_: Any, **__: Any) -> None:
        raise LocalError(NOT_STARTED)

    for name in EXPENSIVE:
        replace_everywhere(monkeypatch, name, not_started)
    replace_everywhere(monkeypatch, "STATE_DIR", state)
    for name in [name for name in os.environ if name.lower().endswith("_proxy") or name.startswith("LANGFUSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    # Between two attempts of a call, which all fail here.
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None))
    return lambda *words: alex(monkeypatch, capsys, *words)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    folder = tmp_path / ".alex"
    folder.mkdir()
    return folder


@pytest.fixture
def closed() -> Iterator[int]:
    with closed_port() as port:
        yield port


@pytest.fixture
def hanging_up() -> Iterator[int]:
    """The port of a server that ends each connection at once."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    server.accept()[0].close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def announce(state: Path, port: int, other: int, **changes: object) -> None:
    """Writes the run file of this process, with its AWS at `port` and all else at `other`."""
    words = {field.name: field.name for field in dataclasses.fields(RunFile)}
    urls = {name: f"http://127.0.0.1:{other}" for name in words if name.endswith("_url")}
    facts = {"pid": os.getpid(), "endpoint": f"http://127.0.0.1:{port}", "region": "us-east-1", "started": 1.0}
    (state / "run.json").write_text(json.dumps(words | urls | facts | {"model_id": ""} | changes))


OFFLINE: dict[tuple[str, ...], int] = {("policy", "list"): 0, ("policy", "report"): 0, ("policy", "show"): 2}
"""Commands that ask no stack, and how they end; there is no rule of the name that `policy show` is called with."""


def ends_well(ended: Ended) -> str:
    """The printed problem of a command that ended as documented."""
    assert ended.code in EXIT_CODES
    problem = ended.tells()
    assert problem or ended.out or ended.code == 0
    return problem


@pytest.mark.parametrize(("path", "command"), ALL)
def test_a_stack_that_is_gone(run: Run, state: Path, closed: int, path: tuple[str, ...], command: Any) -> None:
    announce(state, closed, closed)
    ended = run(*called(path, command))
    problem = ends_well(ended)
    if has_option(command, "--stack") and path not in {("preview",), *OFFLINE, ("secrets", "set")}:
        assert ended.code == 1
        assert "no `alex up` is running" in problem or "no traces yet" in problem or "no jobs yet" in problem


@pytest.mark.parametrize(("path", "command"), OF_A_STACK)
def test_a_stack_that_dies_meanwhile(
    run: Run, state: Path, hanging_up: int, closed: int, path: tuple[str, ...], command: Any
) -> None:
    announce(state, hanging_up, closed)
    ended = run(*called(path, command, "--stack", "local"))
    ends_well(ended)
    assert ended.code == OFFLINE.get(path, 1)


class LoginPage(BaseHTTPRequestHandler):
    """What a proxy or a hotel's network answers to everything."""

    status = 200

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        page = b"<html>Please sign in"
        self.send_response(self.status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def do_POST(self) -> None:
        self.do_GET()

    do_PUT = do_POST  # noqa: N815 - named by http.server

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture(params=[200, 403])
def login_page(request: pytest.FixtureRequest) -> Iterator[int]:
    handler = type("Handler", (LoginPage,), {"status": request.param})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("path", "command"), OF_A_STACK)
def test_something_else_answers_in_place_of_the_stack(
    run: Run, state: Path, login_page: int, path: tuple[str, ...], command: Any
) -> None:
    announce(state, login_page, login_page)
    ended = run(*called(path, command, "--stack", "local"))
    ends_well(ended)
    assert ended.code == OFFLINE.get(path, 1)


def test_something_else_answers_in_place_of_the_api(run: Run, login_page: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEX_API_TOKEN", "token")
    monkeypatch.setenv("ALEX_API_URL", f"http://127.0.0.1:{login_page}")
    ended = run("analyze", "--stack", "prod")
    assert ended.code == 1
    assert "PUT /api/portfolio: " in ends_well(ended)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}', "\x00", "[" * 100_000], ids=lambda text: text[:9])
@pytest.mark.parametrize("path", [("jobs",), ("doctor",), ("analyze",)], ids=" ".join)
def test_a_damaged_run_file_is_named(run: Run, state: Path, path: tuple[str, ...], content: str) -> None:
    (state / "run.json").write_text(content)
    ended = run(*path)
    assert ended.code == 1
    assert f"{state / 'run.json'} is damaged" in ends_well(ended)


@pytest.mark.parametrize(
    "changes",
    [{"pid": "x"}, {"pid": 2**80}, {"endpoint": None}, {"endpoint": "http://[::1"}, {"endpoint": "http://h:99999"}],
    ids=str,
)
@pytest.mark.parametrize("path", [("jobs",), ("trace",), ("up",)], ids=" ".join)
def test_a_run_file_with_wrong_values(
    run: Run, state: Path, closed: int, path: tuple[str, ...], changes: dict[str, object]
) -> None:
    announce(state, closed, closed, **changes)
    ended = run(*path)
    assert ended.code == 1
    # `alex up` replaces the file.
    assert (NOT_STARTED in ends_well(ended)) == (path == ("up",))


@pytest.mark.parametrize("stack", ["local", "prod"])
@pytest.mark.parametrize(("path", "command"), OF_A_STACK)
def test_a_wrong_profile(
    run: Run,
    state: Path,
    closed: int,
    hanging_up: int,
    monkeypatch: pytest.MonkeyPatch,
    path: tuple[str, ...],
    command: Any,
    stack: str,
) -> None:
    announce(state, hanging_up, closed)
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed}")
    monkeypatch.setenv("AWS_PROFILE", "typo")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, "/nonexistent")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    ended = run(*called(path, command, "--stack", stack))
    problem = ends_well(ended)
    # Without credentials of AWS: the local stack needs none, and offline commands neither.
    asks_aws = stack == "prod" and path not in {("preview",), *OFFLINE} | OF_A_USER
    assert ("(typo) could not be found" in problem) == asks_aws, problem
    if asks_aws:
        assert "hint: unset AWS_PROFILE" in ended.err


def test_a_wrong_profile_beside_others_is_told_with_their_names(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "config"
    file.write_text("[profile work]\nregion = us-east-1\n[profile home]\nregion = us-east-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    monkeypatch.setenv("AWS_PROFILE", "wrok")
    ended = run("jobs", "--stack", "prod")
    assert "hint: set AWS_PROFILE to one of work, home\n" in ended.err


def test_a_broken_file_of_aws_is_named(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_text("[[[ nonsense\n = x")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    assert str(file) in run("jobs", "--stack", "prod").tells()


@pytest.mark.parametrize("variable", ["http_proxy", "ALL_PROXY"])
@pytest.mark.parametrize("kind", ["http://127.0.0.1:{}", "socks5://127.0.0.1:{}", "nonsense", "http://[:{}"])
@pytest.mark.parametrize("path", [("analyze",), ("doctor",)], ids=" ".join)
def test_a_proxy_and_a_deployed_stack(
    run: Run, monkeypatch: pytest.MonkeyPatch, closed: int, path: tuple[str, ...], variable: str, kind: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed}")
    monkeypatch.setenv(variable, kind.format(closed))
    monkeypatch.setenv("ALEX_API_TOKEN", "token")
    ended = run(*path, "--stack", "prod")
    ends_well(ended)
    assert ended.code == 1


@pytest.mark.parametrize(("path", "command"), OF_A_STACK)
def test_an_unreachable_proxy_and_a_deployed_stack(
    run: Run, monkeypatch: pytest.MonkeyPatch, closed: int, path: tuple[str, ...], command: Any
) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(name, f"http://user:hidden-word@127.0.0.1:{closed}")
    ended = run(*called(path, command, "--stack", "prod"))
    ends_well(ended)
    assert "hidden-word" not in ended.out + ended.err
    if path == ("doctor",):
        assert "through the proxy in HTTPS_PROXY" in ended.out


@pytest.mark.parametrize("path", [("trace",), ("costs",)], ids=" ".join)
@pytest.mark.parametrize("kind", ["nothing listens", "something else answers", "it refuses"])
def test_a_proxy_before_langfuse_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, closed: int, login_page: int, path: tuple[str, ...], kind: str
) -> None:
    """Whatever the proxy does: it does not run, asks to sign in, or refuses to connect (`do_CONNECT` is missing)."""
    port = closed if kind == "nothing listens" else login_page
    scheme = "https" if kind == "it refuses" else "http"
    monkeypatch.setenv(f"{scheme.upper()}_PROXY", f"http://user:hidden-word@127.0.0.1:{port}")
    monkeypatch.setenv("LANGFUSE_BASE_URL", f"{scheme}://langfuse.example")
    for name in ("PUBLIC", "SECRET"):
        monkeypatch.setenv(f"LANGFUSE_{name}_KEY", name)
    ended = run(*path)
    assert ended.code == 1
    problem = ends_well(ended)
    assert f"{scheme}://langfuse.example, through the proxy in {scheme.upper()}_PROXY" in problem
    assert "hidden-word" not in ended.out + ended.err


@pytest.mark.parametrize(("path", "command"), ALL)
def test_no_home(
    run: Run, state: Path, closed: int, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...], command: Any
) -> None:
    monkeypatch.delenv("HOME")
    announce(state, closed, closed)
    ends_well(run(*called(path, command)))


def test_every_variable_that_a_command_reads_is_documented() -> None:
    root = Path(__file__).resolve().parents[2]
    read = {
        name
        for folder in ("cli", "local")
        for file in (root / folder).rglob("*.py")
        for name in ("ALEX_API_TOKEN", "ALEX_API_URL", "ALEX_TRACEBACK", "OPENAI_API_KEY", "LANGFUSE_BASE_URL")
        if f'"{name}"' in file.read_text()
    }
    assert read <= ENVIRONMENT.keys()
