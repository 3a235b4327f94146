"""The licence of Alex, Apache-2.0, and those of its dependencies agree.

Permissive licences are allowed everywhere. Every other package is an exception with a reason. wapiti3 (GPL-2.0) is not
judged here: `make scan` installs it into `.venv-scan` and starts it as a separate program; no code of Alex imports it,
and Alex does not distribute it. Nor is the small model of `make soak` (MIT and Apache-2.0), a separate program too.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from email.message import Message
from importlib.metadata import PackageMetadata, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
#: Packages that the layers and zips of the Lambdas distribute.
SHIPPED = ("lambda", "retirement")
INSTALLED = (*SHIPPED, "tooling")
#: Judged where `make check`, `make load` or `make browser` has installed them.
OPTIONAL = ("check", "load", "browser")

PERMISSIVE = frozenset(
    {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "PSF-2.0", "Zlib"}
)
#: SPDX identifiers of what older metadata writes in `License` or as a classifier.
SPELLINGS = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    # The clauses are not named, but every BSD licence is permissive.
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "Python Software Foundation License": "PSF-2.0",
    # A dedication, not a licence; it asks nothing, as CC0 does.
    "Public Domain": "CC0-1.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL-3.0-or-later",
}

#: Package to licence and reason. A package that states no licence is listed with what its files say.
SHIPPED_EXCEPTIONS = {
    "certifi": (
        "MPL-2.0",
        "The licence covers its own files only, and allows them in larger works under other licences. They are shipped "
        "unmodified, with their licence text.",
    ),
}
DEVELOPMENT_EXCEPTIONS = {
    "hypothesis": ("MPL-2.0", "Tests import it; nothing that Alex distributes holds it."),
    "psycopg2-binary": (
        "LGPL-3.0-or-later",
        "ministack imports it, as a separate package that can be replaced; nothing that Alex distributes holds it.",
    ),
}
EXCEPTIONS = SHIPPED_EXCEPTIONS | DEVELOPMENT_EXCEPTIONS
METADATA: dict[str, PackageMetadata] = {
    canonicalize_name(found.metadata["Name"]): found.metadata for found in distributions()
}


def pinned(group: str) -> Iterator[str]:
    """Packages that the requirements file installs on this machine."""
    text = (ROOT / "requirements" / f"{group}.txt").read_text(encoding="utf-8")
    for line in re.findall(r"^(\w[^\\\n]*?) *\\?$", text, re.MULTILINE):
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate():
            yield canonicalize_name(requirement.name)


def stated(metadata: PackageMetadata | Message) -> str:
    """The licence as an SPDX expression; empty when the metadata states none."""
    if expression := metadata["License-Expression"]:
        return expression
    classifiers = metadata.get_all("Classifier") or []
    licences = [label.split(" :: ")[-1] for label in classifiers if label.startswith("License :: ")]
    if not licences and metadata["License"]:
        licences = [metadata["License"].strip()]
    return " AND ".join(SPELLINGS.get(licence, licence) for licence in licences)


def is_permissive(expression: str) -> bool:
    """Whether only permissive licences apply, at the user's choice. Parentheses are not parsed, hence refused."""
    return all(any(term in PERMISSIVE for term in part.split(" OR ")) for part in expression.split(" AND "))


def contradictions(group: str) -> dict[str, str]:
    """Packages whose licence is neither permissive nor an exception of this group, with what is stated."""
    allowed = SHIPPED_EXCEPTIONS if group in SHIPPED else EXCEPTIONS
    installed = {name: stated(METADATA[name]) for name in pinned(group) if name in METADATA}
    return {
        name: licence or "states no licence"
        for name, licence in installed.items()
        if not is_permissive(licence) and not (name in allowed and licence in (allowed[name][0], ""))
    }


def test_the_project_states_its_licence():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert (project["license"], project["license-files"]) == ("Apache-2.0", ["LICENSE"])
    assert "Apache License\n" in text
    assert "Copyright 2026 The Alex authors" in text


@pytest.mark.parametrize("group", [*INSTALLED, *OPTIONAL])
def test_no_licence_of_a_dependency_contradicts_it(group: str):
    assert contradictions(group) == {}


@pytest.mark.parametrize("group", INSTALLED)
def test_every_package_was_looked_at(group: str):
    names = set(pinned(group))

    assert names
    assert names <= METADATA.keys()


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_an_exception_is_needed_and_has_a_reason(name: str):
    licence, reason = EXCEPTIONS[name]

    assert name in {package for group in INSTALLED for package in pinned(group)}
    assert stated(METADATA[name]) in (licence, "")
    assert not is_permissive(licence)
    assert len(reason) > 40


def test_an_exception_for_development_is_not_shipped():
    assert not DEVELOPMENT_EXCEPTIONS.keys() & {package for group in SHIPPED for package in pinned(group)}


@pytest.mark.parametrize(
    ("fields", "licence", "permissive"),
    [
        pytest.param({"License-Expression": "MIT"}, "MIT", True, id="an expression"),
        pytest.param({"License-Expression": "GPL-3.0-only OR MIT"}, "GPL-3.0-only OR MIT", True, id="a choice"),
        pytest.param({"License-Expression": "GPL-3.0-only AND MIT"}, "GPL-3.0-only AND MIT", False, id="both apply"),
        pytest.param({"License": "Apache 2.0"}, "Apache-2.0", True, id="an old field"),
        pytest.param(
            {"License": "MIT", "Classifier": "License :: OSI Approved :: GNU Affero General Public License v3"},
            "GNU Affero General Public License v3",
            False,
            id="a classifier counts before the old field",
        ),
        pytest.param({}, "", False, id="nothing stated"),
    ],
)
def test_metadata_is_read(fields: dict[str, str], licence: str, permissive: bool):
    metadata = Message()
    for name, value in fields.items():
        metadata[name] = value

    assert stated(metadata) == licence
    assert is_permissive(licence) is permissive
