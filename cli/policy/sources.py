"""The files that define a rule and test it, as paths from the project's root."""

from __future__ import annotations

import re
from functools import cache

from cli.shared.project import ROOT
from policies.engine.rule import Rule

_TESTS = ROOT / "tests" / "guardrails"


@cache
def _texts() -> dict[str, str]:
    """Path to the text of every test of the pack."""
    files = sorted(file for file in _TESTS.glob("*.py") if not file.name.startswith("examples_"))
    return {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in files}


def source_of(rule: Rule) -> str:
    module = rule.name.replace("-", "_")
    (file,) = (ROOT / "policies" / "rules").glob(f"*/{module}.py")
    return str(file.relative_to(ROOT))


def covering_tests(rule: Rule) -> list[str]:
    """Files that name the rule, or its module. Empty without the tests, e.g. beside a copy of the pack."""
    word = re.compile(rf"(?<![\w-])({re.escape(rule.name)}|{rule.name.replace('-', '_')})(?![\w-])")
    return [path for path, text in _texts().items() if word.search(text)]
