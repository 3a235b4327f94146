"""Asks the Pulumi CLI what it makes of a stack file: the configuration that the program gets, or its refusal."""

from __future__ import annotations

import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

#: Stack files with the configuration that the engine passes to the program, or its refusal.
RECORD = Path(__file__).resolve().parents[1] / "local" / "stack_files.json"
_STACK = "case"
_AT_ONCE = 3
_PROGRAM = """import os, pathlib
keys = ("PULUMI_CONFIG", "PULUMI_CONFIG_SECRET_KEYS")
pathlib.Path(os.environ["ANSWER"]).write_text("[" + ",".join(os.environ.get(key) or "null" for key in keys) + "]")
"""


def pulumi_command() -> str | None:
    """The CLI named by `ALEX_PULUMI`, or the one on PATH."""
    return os.environ.get("ALEX_PULUMI") or shutil.which("pulumi")


class Oracle:
    """One project with one stack in `folder`, for one stack file after the other.

    Args:
        command: path of the CLI; its folder may hold the language host too.
        salt: `encryptionsalt` of the stack files with encrypted values; their passphrase is empty.
    """

    def __init__(self, command: str, folder: Path, salt: str) -> None:
        self._command, self._folder, self._salt = command, folder, salt
        self._answer = folder / "answer.json"
        (folder / "state").mkdir(parents=True)
        (folder / "__main__.py").write_text(_PROGRAM)
        self._env = os.environ | {
            "PATH": f"{Path(command).parent}:{os.environ['PATH']}",
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "ANSWER": str(self._answer),
            # Go names a zone that is this machine's.
            "TZ": "UTC",
        }
        self._write("{}", "")
        made = self._run("stack", "init", _STACK)
        if made.returncode:
            raise RuntimeError(made.stderr)

    @property
    def version(self) -> str:
        return self._run("version").stdout.strip()

    def ask(self, project: str, stack_file: str) -> dict[str, Any]:
        """`{"config": {key: text}, "secret_keys": […]}`, or `{"refused": the engine's message}`.

        Args:
            project: the section `config` of `Pulumi.yaml`, as JSON.
            stack_file: text of the stack file without `encryptionsalt`.
        """
        self._answer.unlink(missing_ok=True)
        self._write(project, stack_file)
        ran = self._run("preview", "--stack", _STACK)
        if self._answer.exists():
            config, secret_keys = json.loads(self._answer.read_text())
            return {"config": config or {}, "secret_keys": sorted(secret_keys or [])}
        return {"refused": _message(ran.stdout + ran.stderr)}

    def load(self, project: str, stack_file: str) -> dict[str, Any]:
        """As `ask` for a file that the engine accepts, in a tenth of the time: without a program and its checks."""
        self._write(project, stack_file)
        ran = self._run("config", "--stack", _STACK, "--json", "--show-secrets")
        if ran.returncode:
            return {"refused": _message(ran.stdout + ran.stderr)}
        loaded = json.loads(ran.stdout)
        return {
            "config": {key: it["value"] for key, it in loaded.items()},
            "secret_keys": sorted(key for key, it in loaded.items() if it["secret"]),
        }

    def _write(self, project: str, stack_file: str) -> None:
        options = {"toolchain": "pip", "virtualenv": sys.prefix}
        content = {"name": "alex", "runtime": {"name": "python", "options": options}, "config": json.loads(project)}
        (self._folder / "Pulumi.yaml").write_text(json.dumps(content))
        salted = f"encryptionsalt: {self._salt}\n{stack_file}" if self._salt and "secure" in stack_file else stack_file
        (self._folder / f"Pulumi.{_STACK}.yaml").write_text(salted)

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [self._command, *arguments]
        if arguments[0] != "version":
            command.append("--non-interactive")
        return subprocess.run(
            command, cwd=self._folder, env=self._env, capture_output=True, text=True, timeout=120, check=False
        )


def _message(output: str) -> str:
    """The error without the folder's name, on one line."""
    text = output.partition("error: ")[2] or output
    return " ".join(re.sub(r"/\S*/(Pulumi\.)", r"\1", text).split())


def ask_all(record: dict[str, Any], command: str, folder: Path, every: int = 1) -> dict[str, dict[str, Any]]:
    """The engine's answers to all cases of `tests/local/stack_files.json`, by name.

    Runs a program for each file that is refused by the record, and for `every` so many others; loads the rest only.
    """
    projects = [
        (range(start, len(record["cases"]), _AT_ONCE), Oracle(command, folder / str(start), record["encryptionsalt"]))
        for start in range(_AT_ONCE)
    ]

    def ask(share: tuple[range, Oracle]) -> dict[str, dict[str, Any]]:
        numbers, oracle = share
        answers: dict[str, dict[str, Any]] = {}
        for number in numbers:
            case = record["cases"][number]
            runs = number % every == 0 or "config" not in case["engine"]
            question = json.dumps(case.get("project", record["project"])), case["stack"]
            answers[case["name"]] = oracle.ask(*question) if runs else oracle.load(*question)
        return answers

    with ThreadPoolExecutor(_AT_ONCE) as executor:
        return {name: answer for share in executor.map(ask, projects) for name, answer in share.items()}


def main() -> None:
    """Writes the record anew, by the CLI at hand."""
    command = pulumi_command()
    if command is None:
        sys.exit("there is no pulumi on PATH, and ALEX_PULUMI names none")
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        answers = ask_all(record, command, Path(folder))
        record["pulumi"] = Oracle(command, Path(folder) / "version", "").version
    record["date"] = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    for case in record["cases"]:
        case["engine"] = answers[case["name"]]
    RECORD.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
