"""The calls that preview, up, refresh, destroy, about and `--policy-pack` need; the rest is unimplemented."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from google.protobuf import empty_pb2

from local.provider.protocol import generated
from tests.engine.toolchain.language_host.pack import Pack
from tests.engine.toolchain.language_host.processes import ask, ended_with, interpreter, note, outputs
from tests.engine.toolchain.version import VERSION

language_pb2, language_pb2_grpc = generated("language_pb2"), generated("language_pb2_grpc")
plugin_pb2 = generated("plugin_pb2")

_ALREADY_SHOWN = 32
"""Exit code of a program that has told the engine itself why it failed."""
_DISTRIBUTIONS = (
    "import json, importlib.metadata as m\nprint(json.dumps([(d.name, d.version) for d in m.distributions()]))"
)
_PLUGINS = """
import json, pathlib, sys
found = {f for p in sys.path if p for f in pathlib.Path(p).glob('*/pulumi-plugin.json')}
print(json.dumps([json.loads(f.read_text()) for f in sorted(found)]))
"""
"""The providers behind the installed SDKs, each of which carries a pulumi-plugin.json."""


class Host(language_pb2_grpc.LanguageRuntimeServicer):
    def __init__(self, engine: str) -> None:
        self._engine = engine

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        return plugin_pb2.PluginInfo(version=VERSION.removeprefix("v"))

    def Cancel(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()

    def About(self, request: Any, context: Any) -> Any:
        python = interpreter(request.info)
        version = ask(python, "import platform; print(platform.python_version())").strip()
        return language_pb2.AboutResponse(executable=python, version=version)

    def GetProgramDependencies(self, request: Any, context: Any) -> Any:
        found = json.loads(ask(interpreter(request.info), _DISTRIBUTIONS))
        return language_pb2.GetProgramDependenciesResponse(
            dependencies=[language_pb2.DependencyInfo(name=name, version=version) for name, version in found]
        )

    def GetRequiredPackages(self, request: Any, context: Any) -> Any:
        described = [each for each in json.loads(ask(interpreter(request.info), _PLUGINS)) if each.get("resource")]
        note("GetRequiredPackages", described)
        packages = [
            plugin_pb2.PackageDependency(
                name=each["name"], kind="resource", version=each.get("version", ""), server=each.get("server", "")
            )
            for each in described
        ]
        return language_pb2.GetRequiredPackagesResponse(packages=packages)

    def Run(self, request: Any, context: Any) -> Any:
        note("Run", request.info, "dry" if request.dryRun else "wet", sorted(request.config))
        settings = {
            "PULUMI_CONFIG": json.dumps(dict(request.config)),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
        }
        # The engine reads this process's output, and so the program's.
        with ended_with(context, self._command(request), env=os.environ | settings) as program:
            code = program.wait()
        note("Run ended", code)
        if code == _ALREADY_SHOWN:
            return language_pb2.RunResponse(bail=True)
        return language_pb2.RunResponse(error=f"the program ended with exit code {code}" if code else "")

    def RunPlugin(self, request: Any, context: Any) -> Iterator[Any]:
        note("RunPlugin", request.kind, request.info, list(request.args))
        env = dict(entry.partition("=")[::2] for entry in request.env)
        command = [interpreter(request.info), "-u", "-m"]
        folder = request.info.program_directory
        if request.kind == "analyzer":
            yield from Pack([*command, "pulumi.policy", *request.args, folder], folder, env, context).outputs()
            return
        module = [*command, "pulumi.run.plugin", *request.args, folder]
        pipe = subprocess.PIPE
        with ended_with(context, module, cwd=request.pwd, env=env, stdout=pipe, stderr=pipe) as plugin:
            yield from outputs(plugin)

    def _command(self, request: Any) -> list[str]:
        """Starts the program with the SDK's launcher."""
        launcher = shutil.which("pulumi-language-python-exec")
        assert launcher, "the toolchain puts it on PATH"
        info = request.info
        options = {
            "monitor": request.monitor_address,
            "engine": self._engine,
            "project": request.project,
            "stack": request.stack,
            "organization": request.organization,
            "root_directory": info.root_directory,
            "pwd": request.pwd,
            "parallel": request.parallel,
            "dry_run": str(request.dryRun).lower(),
        }
        given = [text for name, value in options.items() for text in (f"--{name}", str(value))]
        program = str(Path(info.program_directory) / info.entry_point)
        return [interpreter(info), "-u", launcher, *given, program, *request.args]
