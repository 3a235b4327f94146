"""Examples of what rules ask for, in Pulumi Python: `rules/<service>/examples.md`.

A heading names the rules that the code below it satisfies. A test runs every example, judges it by its rules, and finds
a change to it that they refuse. Names that an example does not define stand for resources of the program.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

RULES = Path(__file__).resolve().parent / "rules"
_MODULES = frozenset({"aws", "json", "pulumi"})
_SECTION = re.compile(r"^## (?P<rules>.+?)\n(?P<text>.*?)^```python\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    rules: tuple[str, ...]
    """Names of the rules that share it."""
    code: str
    file: Path

    @property
    def refers_to(self) -> list[str]:
        """Names that it uses without defining them, sorted."""
        return sorted(undefined(self.code) - _MODULES)


@cache
def examples() -> Mapping[str, Example]:
    """Rule to its example. Raises ValueError if a rule has two."""
    found: dict[str, Example] = {}
    for example in all_examples():
        for rule in example.rules:
            if rule in found:
                raise ValueError(f"{rule} has an example in {found[rule].file} and in {example.file}")
            found[rule] = example
    return found


def undefined(code: str) -> set[str]:
    """Names that a program uses without defining them, built-in ones aside."""
    tree = ast.parse(code)
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    defined = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            defined |= {node.name, *(argument.arg for argument in node.args.args)}
        elif isinstance(node, ast.Lambda):
            defined |= {argument.arg for argument in node.args.args}
    return {node.id for node in names} - defined - set(dir(builtins))


def all_examples() -> Iterator[Example]:
    for file in sorted(RULES.glob("*/examples.md")):
        for section in _SECTION.finditer(file.read_text(encoding="utf-8")):
            rules = tuple(rule.strip() for rule in section["rules"].split(","))
            yield Example(rules, section["code"], file)
