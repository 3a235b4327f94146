"""Shell commands in Markdown: the blocks of a page, and the commands that stand in a text."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNBOOKS = ROOT / "docs" / "runbooks"
#: No test runs the blocks below the `limit`, up to the next heading: they need AWS or GitHub.
_PART = re.compile(r"^(?P<heading>## [^\n]+)$|^(?P<limit>From here on \w+ only: not tried\.)$"
                   r"|^(?P<indent> *)```(?:sh|bash)\n(?P<code>.*?)^ *```$", re.MULTILINE | re.DOTALL)  # fmt: skip
_INLINE = re.compile(r"`((?:aws|alex) [^`]+)`")
_SUBSTITUTED = re.compile(r"\$\((.*?)\)", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block of shell commands."""

    heading: str
    """Of its section."""
    code: str
    tried: bool
    """Whether a test has to run it."""


def blocks_of(text: str) -> Iterator[Block]:
    """The blocks of a Markdown page, in order."""
    heading, tried = "", True
    for part in _PART.finditer(text):
        if part["heading"]:
            heading, tried = part["heading"].removeprefix("## "), True
        elif part["limit"]:
            tried = False
        else:
            yield Block(heading, re.sub(rf"^{part['indent']}", "", part["code"], flags=re.MULTILINE), tried)


def commands_of(text: str) -> Iterator[list[str]]:
    """Words of each command of `aws` and `alex` in a page: in blocks, in the text, and in `$(…)`."""
    code = [block.code for block in blocks_of(text)]
    for part in [*code, *(match.replace("\n", " ") for match in _INLINE.findall(text))]:
        for line in part.replace("\\\n", " ").splitlines():
            # Its value is not known; a word of the same kind takes its place.
            for command in [_SUBSTITUTED.sub("VALUE", line), *_SUBSTITUTED.findall(line)]:
                words = shlex.split(command, comments=True)
                if words and words[0] in ("aws", "alex"):
                    yield words[: words.index(">")] if ">" in words else words


class Runbook:
    """A page's blocks for the test that tries them, in their order.

    Args:
        only: of one section.
        but: without one section, which another test tries.
    """

    def __init__(self, name: str, *, only: str = "", but: str = "") -> None:
        blocks = [block for block in blocks_of((RUNBOOKS / f"{name}.md").read_text("utf-8")) if block.tried]
        assert {only, but} - {""} <= {block.heading for block in blocks}
        self._left = [block for block in blocks if block.heading == (only or block.heading) != but]

    def next(self, heading: str) -> str:
        """The next block, which must stand in this section."""
        block = self._left.pop(0)
        assert block.heading == heading, f"the next block is in {block.heading!r}: {block.code}"
        return block.code

    def end(self) -> None:
        """All blocks were taken."""
        assert not self._left, f"not tried: {self._left}"
