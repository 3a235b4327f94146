"""Shared objects that would not load on Lambda are named, with the found and the expected value."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from components.packaging.shared_objects import check_shared_objects
from tests.packaging.wheelhouse import AARCH64, X86_64, shared_object


def findings(
    content: bytes, name: str = "python/brew/_fast.abi3.so", beside: Mapping[str, bytes] | None = None
) -> list[str]:
    return [str(finding) for finding in check_shared_objects({name: content, **(beside or {})}, "x86_64")]


def test_a_loadable_library_is_no_finding():
    content = shared_object(X86_64, ("GLIBC_2.2.5", "GLIBC_2.34"), ("libc.so.6", "libstdc++.so.6"))

    assert findings(content) == []
    assert findings(content, "python/brew/_fast.cpython-313-x86_64-linux-gnu.so") == []


def test_a_library_for_another_processor_is_named():
    assert findings(shared_object(AARCH64)) == [
        "python/brew/_fast.abi3.so: found EM_AARCH64, 64 bit, expected EM_X86_64, 64 bit"
    ]
    assert not list(check_shared_objects({"a.so": shared_object(AARCH64)}, "arm64"))


def test_a_newer_glibc_than_amazon_linux_has_is_named():
    assert findings(shared_object(symbols=("GLIBC_2.17", "GLIBC_2.38"))) == [
        "python/brew/_fast.abi3.so: found symbols of glibc 2.38, expected glibc 2.34 or older"
    ]


def test_a_missing_library_is_named():
    musl = shared_object(libraries=("libc.musl-x86_64.so.1",))

    assert "found a dependency on libc.musl-x86_64.so.1" in findings(musl)[0]
    beside = {"python/brew.libs/libc.musl-x86_64.so.1": shared_object()}
    assert findings(musl, beside=beside) == []


def test_an_extension_of_another_python_is_named():
    (finding,) = findings(shared_object(), "python/brew/_fast.cpython-312-x86_64-linux-gnu.so")

    assert finding.endswith("found an extension of Python 3.12, expected one of Python 3.13")


@pytest.mark.parametrize("content", [b"\xcf\xfa\xed\xfe" + b"\0" * 60, b"\x7fELF" + b"\0" * 60, b"\x7fELF", b""])
def test_a_file_that_is_no_linux_library_is_named(content: bytes):
    (finding,) = findings(content)

    assert "found an unreadable ELF file" in finding
    assert finding.endswith("expected a Linux library")


@pytest.mark.parametrize("name", ["python/brew/fast.pyd", "python/brew.libs/libq-1.dylib", "python/lib/libq.so.0.0.0"])
def test_libraries_are_known_by_their_names(name: str):
    assert findings(b"MZ", name)


def test_a_program_is_known_by_its_content():
    assert findings(shared_object(AARCH64), "python/brew/data/helper")
