"""Projects, wheels and shared objects that the packager's tests create, so that they need no index."""

from __future__ import annotations

import hashlib
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

TAG = "cp313-cp313-manylinux_2_28_x86_64"
X86_64, AARCH64 = 62, 183


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())


def make_project(root: Path, wheels: Sequence[Path] = (), asked: str = "") -> Path:
    """A project with one agent and these wheels as its dependencies layer; `asked` are the direct requirements."""
    write_files(
        root,
        {
            "agents/agent_runtime/__init__.py": "",
            "agents/agent_runtime/words.py": "def hello():\n    return 'hello'\n",
            "agents/barista/__init__.py": "",
            "agents/barista/handler.py": "def handle(event, context):\n    return event\n",
            "agents/barista/instructions.md": "Recommend coffee.\n",
            "agents/waiter/__init__.py": "",
            "agents/waiter/handler.py": "def handle(event, context):\n    return event\n",
            "agents/waiter/instructions.md": "Be quick.\n",
        },
    )
    lines = [f"{_requirement(wheel)} --hash=sha256:{_digest(wheel)}\n" for wheel in wheels]
    names = [_requirement(wheel).partition("==")[0] for wheel in wheels]
    write_files(
        root,
        {"requirements/lambda.txt": "".join(lines), "requirements/lambda.in": asked or "\n".join(names) + "\n"},
    )
    return root


def make_wheel(
    folder: Path,
    name: str,
    files: Mapping[str, str | bytes],
    *,
    version: str = "1.0",
    tag: str = "py3-none-any",
    requires: Sequence[str] = (),
) -> Path:
    """A wheel as an index would serve it."""
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    members: dict[str, str | bytes] = {
        **files,
        f"{info}/METADATA": metadata + "".join(f"Requires-Dist: {requirement}\n" for requirement in requires),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n",
        f"{info}/licenses/LICENSE": "Do what you like.\n",
    }
    record = "".join(f"{member},,\n" for member in [*members, f"{info}/RECORD"])
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / f"{name}-{version}-{tag}.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for member, content in {**members, f"{info}/RECORD": record}.items():
            archive.writestr(member, content)
    return wheel


def shared_object(
    machine: int = X86_64, symbols: Sequence[str] = ("GLIBC_2.17",), libraries: Sequence[str] = ("libc.so.6",)
) -> bytes:
    """An ELF file of sections only, with the symbol versions and libraries it needs."""
    strings = b"\0"
    offsets: dict[str, int] = {}
    for text in [*symbols, *libraries]:
        offsets.setdefault(text, len(strings))
        strings += text.encode() + b"\0"
    needed = struct.pack("<HHIII", 1, len(symbols), offsets[libraries[0]], 16, 0)
    for index, symbol in enumerate(symbols):
        following = 0 if index == len(symbols) - 1 else 16
        needed += struct.pack("<IHHII", 0, 0, index + 2, offsets[symbol], following)
    dynamic = b"".join(struct.pack("<qQ", 1, offsets[library]) for library in libraries) + struct.pack("<qQ", 0, 0)
    names = b"\0.dynstr\0.gnu.version_r\0.dynamic\0.shstrtab\0"
    # name, type, linked section, number of entries, content, size of an entry
    sections = [
        (b".dynstr", 3, 0, 0, strings, 0),
        (b".gnu.version_r", 0x6FFFFFFE, 1, 1, needed, 0),
        (b".dynamic", 6, 1, 0, dynamic, 16),
        (b".shstrtab", 3, 0, 0, names, 0),
    ]
    body, headers = b"", b"\0" * 64
    for name, kind, link, info, content, entry in sections:
        headers += struct.pack(
            "<IIQQQQIIQQ",
            names.index(b"\0" + name + b"\0") + 1,
            kind,
            0,
            0,
            64 + len(body),
            len(content),
            link,
            info,
            8,
            entry,
        )
        body += content
    ident = b"\x7fELF\2\1\1" + b"\0" * 9
    elf = struct.pack("<HHIQQQIHHHHHH", 3, machine, 1, 0, 0, 64 + len(body), 0, 64, 0, 0, 64, len(sections) + 1, 4)
    return ident + elf + body + headers


def _requirement(wheel: Path) -> str:
    name, version = wheel.name.split("-")[:2]
    return f"{name}=={version}"


def _digest(wheel: Path) -> str:
    return hashlib.sha256(wheel.read_bytes()).hexdigest()
