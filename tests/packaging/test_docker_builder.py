"""`--builder docker`: its command lines, with a fake docker that does the container's work."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from pathlib import Path

import pytest

from components.packaging.builders import IMAGE, DockerBuilder
from components.packaging.bytecode import compile_arguments
from components.packaging.errors import PackageError
from components.packaging.layers import build_layer
from tests.packaging.wheelhouse import make_project, make_wheel, shared_object

FAKE = f"""#!{sys.executable}
import json, os, subprocess, sys, zipfile
from pathlib import Path
here = Path(__file__).parent
with (here / "calls").open("a") as calls:
    calls.write(json.dumps(sys.argv[1:]) + "\\n")
if (here / "fails").exists():
    sys.exit((here / "fails").read_text())
mounts = dict(reversed(argument.removesuffix(":ro").split(":")) for argument in sys.argv if ":/" in argument)
if "pip" in sys.argv:
    for wheel in (here.parent / "wheels").glob("*.whl"):
        zipfile.ZipFile(wheel).extractall(mounts["/out"])
elif "-I" in sys.argv:
    assert "--interactive" in sys.argv
    subprocess.run([{sys.executable!r}, *sys.argv[sys.argv.index("-I") :]], check=True)
else:
    print("3.13.7")
"""


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the fake records its calls. A file `fails` there makes it fail."""
    program = tmp_path / "bin" / "docker"
    program.parent.mkdir()
    program.write_text(FAKE)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    return program.parent


def calls(docker: Path) -> list[list[str]]:
    return [json.loads(line) for line in (docker / "calls").read_text().splitlines()]


@pytest.mark.parametrize(("architecture", "platform"), [("x86_64", "linux/amd64"), ("arm64", "linux/arm64")])
def test_a_layer_is_installed_and_compiled_in_the_image_of_the_runtime(
    tmp_path: Path, docker: Path, monkeypatch: pytest.MonkeyPatch, architecture, platform: str
):
    monkeypatch.setenv("PIP_INDEX_URL", "https://user:password@index.example/simple")
    files = {"brew/__init__.py": "", "brew/_fast.abi3.so": shared_object()}
    root = make_project(tmp_path / "p", [make_wheel(tmp_path / "wheels", "brew", files)])
    builder = DockerBuilder()
    artefact = build_layer("dependencies", architecture, builder, builder.compiler(), root)
    _, install, compilation = calls(docker)

    assert install[:4] == ["run", "--rm", "--entrypoint", "python"]
    assert install[install.index("--platform") + 1] == platform
    assert install[install.index("--user") + 1] == f"{os.getuid()}:{os.getgid()}"
    assert f"{root / 'requirements/lambda.txt'}:/requirements.txt:ro" in install
    assert install[install.index("PIP_INDEX_URL") - 1] == "--env"
    assert not any("password" in part for part in install), "a command line is for everybody to read"
    assert install[install.index(IMAGE) :] == [
        *(IMAGE, "-m", "pip", "install", "--quiet", "--no-cache-dir", "--no-compile", "--disable-pip-version-check"),
        *("--only-binary", ":all:", "--require-hashes", "--no-deps", "--target", "/out"),
        *("--requirement", "/requirements.txt"),
    ]
    assert compilation[compilation.index(IMAGE) + 1 :] == compile_arguments("/opt/python")
    assert artefact.bytecode == "3.13.7"
    with zipfile.ZipFile(root / artefact.file) as archive:
        assert "python/brew/_fast.abi3.so" in archive.namelist()
        assert any(name.endswith(".pyc") for name in archive.namelist())


def test_without_docker_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(PackageError, match=r"^docker is not on the path: install Docker, or omit --builder docker$"):
        DockerBuilder().compiler()


def test_a_daemon_that_does_not_answer_is_said(docker: Path):
    (docker / "fails").write_text(
        "docker: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n"
    )

    with pytest.raises(PackageError, match=r"the Docker daemon does not respond, is it running\?"):
        DockerBuilder().compiler()


def test_what_fails_in_the_container_is_passed_on_in_a_line(docker: Path):
    (docker / "fails").write_text("ERROR: No matching distribution\nfound for brew==1.0\n")

    with pytest.raises(PackageError, match=r"ERROR: No matching distribution found for brew==1\.0$"):
        DockerBuilder().compiler()
