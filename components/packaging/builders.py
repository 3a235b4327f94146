"""Builders that install a layer's wheels for Lambda: uv on any host, or pip in AWS's image of the runtime."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol

from components.packaging.bytecode import Compiler, compile_arguments, compile_input, compiled, find_runtime_python
from components.packaging.errors import PackageError
from components.packaging.layout import runtime_version

Architecture = Literal["x86_64", "arm64"]
#: python3.13 runs on Amazon Linux 2023 with glibc 2.34, which runs wheels for glibc 2.28.
_PLATFORMS = {"x86_64": "x86_64-manylinux_2_28", "arm64": "aarch64-manylinux_2_28"}
_DOCKER_PLATFORMS = {"x86_64": "linux/amd64", "arm64": "linux/arm64"}
#: AWS's image of the runtime on Docker Hub.
IMAGE = f"amazon/aws-lambda-python:{runtime_version()}"
#: pip and proxy settings that a package index may need, passed into the container.
_PIP_SETTINGS = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY")
_NO_WHEEL = re.compile(r"Because (\S+?==\S+) has no (?:wheels with a matching|usable wheels|wheels)")
_WRONG_HASH = re.compile(r"Hash mismatch for `(\S+?)`", re.I)
_UNREACHABLE = re.compile(r"Failed to fetch|error sending request|Network connectivity is disabled|dns error", re.I)


class Builder(Protocol):
    """Installs and compiles wheels."""

    def compiler(self) -> Compiler | None:
        """None if this machine has no Python of the runtime's version."""
        ...

    def install(self, requirements: Path, architecture: Architecture, folder: Path) -> None:
        """Installs exactly the hashed requirements into `folder`, from wheels only. Raises PackageError."""
        ...


class UvBuilder:
    """Installs wheels for the runtime's platform on any host."""

    def compiler(self) -> Compiler | None:
        return find_runtime_python()

    def install(self, requirements: Path, architecture: Architecture, folder: Path) -> None:
        command = [
            *(sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(folder)),
            *("--python-platform", _PLATFORMS[architecture], "--python-version", runtime_version()),
            *("--only-binary", ":all:", "--require-hashes", "--no-deps", "--requirement", str(requirements)),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
        if done.returncode:
            raise PackageError(f"{requirements.name} for {architecture}: {explained(done.stderr, architecture)}")


class DockerBuilder:
    """Installs and compiles inside AWS's image of the runtime. Docker emulates a foreign architecture."""

    def __init__(self) -> None:
        self._docker = shutil.which("docker")

    def compiler(self) -> Compiler:
        return _DockerPython(
            self._run(["-c", "import platform; print(platform.python_version())"], [], None).decode().strip(), self
        )

    def install(self, requirements: Path, architecture: Architecture, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        arguments = [
            *("-m", "pip", "install", "--quiet", "--no-cache-dir", "--no-compile", "--disable-pip-version-check"),
            *("--only-binary", ":all:", "--require-hashes", "--no-deps", "--target", "/out"),
            *("--requirement", "/requirements.txt"),
        ]
        mounts = [f"{folder}:/out", f"{requirements}:/requirements.txt:ro"]
        self._run(arguments, mounts, architecture)

    def _run(
        self,
        arguments: Sequence[str],
        mounts: Sequence[str],
        architecture: Architecture | None,
        given: bytes | None = None,
    ) -> bytes:
        """Runs Python in the image with `given` as its standard input, and returns its standard output."""
        if self._docker is None:
            raise PackageError("docker is not on the path: install Docker, or omit --builder docker")
        command = [
            *(self._docker, "run", "--rm", "--entrypoint", "python"),
            *(("--interactive",) if given is not None else ()),
            *(("--platform", _DOCKER_PLATFORMS[architecture]) if architecture else ()),
            # Files that the container writes belong to the calling user.
            *(("--user", f"{os.getuid()}:{os.getgid()}", "--env", "HOME=/tmp") if hasattr(os, "getuid") else ()),
            *(part for name in _PIP_SETTINGS if name in os.environ for part in ("--env", name)),
            *(part for mount in mounts for part in ("--volume", mount)),
            *(IMAGE, *arguments),
        ]
        done = subprocess.run(command, input=given, capture_output=True, check=False)  # noqa: S603 - no shell
        if done.returncode:
            reason = " ".join(done.stderr.decode(errors="replace").split()) or f"docker exited with {done.returncode}"
            if "docker daemon" in reason.lower():
                reason = f"the Docker daemon does not respond, is it running? ({reason})"
            raise PackageError(f"{IMAGE}: {reason}")
        return done.stdout

    def compile(self, sources: Mapping[str, bytes], shown: str) -> dict[str, bytes]:
        """Compiles sources of the host inside the container."""
        return compiled(self._run(compile_arguments(shown), [], None, compile_input(sources)))


class _DockerPython:
    """Compiler in the image for the host's architecture: bytecode is the same for every architecture."""

    def __init__(self, version: str, builder: DockerBuilder) -> None:
        self.version, self._builder = version, builder

    def compile(self, sources: Mapping[str, bytes], shown: str) -> dict[str, bytes]:
        return self._builder.compile(sources, shown)


def explained(stderr: str, architecture: str) -> str:
    """uv's error as one line with a remedy."""
    text = " ".join(stderr.split())
    if found := _NO_WHEEL.search(text):
        return f"{found[1]} has no wheel for {_PLATFORMS[architecture]} and Python {runtime_version()}"
    if found := _WRONG_HASH.search(text):
        return f"{found[1]} differs from its locked hash. Run `make lock` if the index changed it legitimately"
    if _UNREACHABLE.search(text):
        return f"the package index cannot be reached ({text})"
    return text or "uv failed without a message"


BUILDERS = {"uv": UvBuilder, "docker": DockerBuilder}
