"""Checks that every shared object of a package runs on Lambda.

`python3.13` runs on Amazon Linux 2023, which has glibc 2.34. (Amazon Linux 2, with glibc 2.26, ended with python3.11.)
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from elftools.common.exceptions import ELFError
from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection

from components.packaging.builders import Architecture
from components.packaging.layout import runtime_version

GLIBC = (2, 34)
_MACHINES: dict[Architecture, str] = {"x86_64": "EM_X86_64", "arm64": "EM_AARCH64"}
#: Libraries of Amazon Linux 2023. Any other library must be in the package.
_RUNTIME_LIBRARIES = re.compile(
    r"(libc|libm|libdl|librt|libutil|libpthread|libresolv|libz|libgcc_s|libstdc\+\+|ld-linux-x86-64|ld-linux-aarch64)\.so\.\d"
)
_NAMES = re.compile(r".*\.(so|pyd|dll|dylib)(\.[\d.]+)?")
_TAG = re.compile(r"\.cpython-(\d)(\d+)t?-")
_GLIBC_SYMBOL = re.compile(r"GLIBC_(\d+)\.(\d+)(?:\.\d+)?")


@dataclass(frozen=True)
class Finding:
    """Content of a package that would fail on Lambda."""

    file: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file}: found {self.found}, expected {self.expected}"


def is_shared_object(name: str) -> bool:
    return bool(_NAMES.fullmatch(name.rpartition("/")[2]))


def check_shared_objects(members: Mapping[str, bytes], architecture: Architecture) -> Iterator[Finding]:
    """Checks every shared object of a function or layer. `members`: path to content."""
    beside = {name.rpartition("/")[2] for name in members}
    for name, content in members.items():
        if is_shared_object(name) or content.startswith(b"\x7fELF"):
            for found, expected in _wrong(name, content, architecture, beside):
                yield Finding(name, found, expected)


def _wrong(name: str, content: bytes, architecture: Architecture, beside: set[str]) -> Iterator[tuple[str, str]]:
    tag = _TAG.search(name)
    if tag and f"{tag[1]}.{tag[2]}" != runtime_version():
        yield f"an extension of Python {tag[1]}.{tag[2]}", f"one of Python {runtime_version()}"
    try:
        elf = ELFFile(io.BytesIO(content))
        machine, wanted = str(elf["e_machine"]), _MACHINES[architecture]
        if (machine, elf.elfclass) != (wanted, 64):
            yield f"{machine}, {elf.elfclass} bit", f"{wanted}, 64 bit"
            return
        versions = [version for symbol in _symbol_versions(elf) if (version := _glibc(symbol))]
        libraries = _libraries(elf)
    except (ELFError, ValueError, KeyError) as error:
        yield (
            f"an unreadable ELF file ({' '.join(str(error).split()) or type(error).__name__})",
            "a Linux library",
        )
        return
    if versions and max(versions) > GLIBC:
        yield f"symbols of glibc {max(versions)[0]}.{max(versions)[1]}", f"glibc {GLIBC[0]}.{GLIBC[1]} or older"
    for library in libraries:
        if library not in beside and not _RUNTIME_LIBRARIES.fullmatch(library):
            yield f"a dependency on {library}", "a library of Amazon Linux 2023 or of the package"


def _symbol_versions(elf: ELFFile) -> Iterator[str]:
    for section in elf.iter_sections():
        if isinstance(section, GNUVerNeedSection):
            for _, symbols in section.iter_versions():
                yield from (symbol.name for symbol in symbols)


def _glibc(symbol: str) -> tuple[int, int] | None:
    found = _GLIBC_SYMBOL.fullmatch(symbol)
    return (int(found[1]), int(found[2])) if found else None


def _libraries(elf: ELFFile) -> list[str]:
    dynamic = elf.get_section_by_name(".dynamic")
    if not isinstance(dynamic, DynamicSection):
        return []
    return [str(vars(tag)["needed"]) for tag in dynamic.iter_tags("DT_NEEDED")]
