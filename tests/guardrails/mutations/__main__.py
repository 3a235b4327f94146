"""`make mutations`: what the pack lets through of all mutations of production, and the table in docs/policies.md."""

from __future__ import annotations

import sys

from rich.console import Console

from tests.guardrails.mutations.result import TABLE, run
from tests.guardrails.mutations.survivors import reason_for
from tests.guardrails.program import program


def main() -> int:
    """Exit status 1 if a survivor has no reason."""
    result = run(program())
    show = Console(soft_wrap=True, highlight=False, markup=False).print
    for mutation in result.survivors:
        show(f"let through: {mutation.label}\n  {reason_for(mutation) or 'NO REASON'}")
    TABLE.write_text(result.table() + "\n", encoding="utf-8")
    show(f"\n{result.table()}\n")
    inputs = result.without_tags
    show(
        f"caught {result.share:.1%} of {len(result.planted)}, {inputs.share:.1%} of {len(inputs.planted)} without tags"
    )
    return 1 if result.unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
