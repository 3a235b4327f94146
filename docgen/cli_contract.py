"""The parts of the CLI reference that scripts rely on: exit codes, environment variables, and the shapes of `--json`.

Tests compare them with the commands: tests/cli/test_contract.py and tests/e2e/test_operators_environment.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from docgen.markdown import table

EXIT_CODES = {
    0: "success",
    1: "a failure, or a finding: a failed check, an unused grant, a refused preview",
    2: "wrong options or arguments, or an unknown stack: nothing was done",
    130: "interrupted by Ctrl-C",
    141: "the reader of the output went away, e.g. `head`",
}

ENVIRONMENT = {
    "ALEX_API_TOKEN": "a user's token, for `analyze`, `portfolio`, imports and `doctor` of a deployed stack",
    "ALEX_API_URL": "address before `/api` of a deployed stack: its output `siteUrl`. Default: `alex:siteDomain`",
    "ALEX_TRACEBACK": "set to anything: an unexpected error prints its traceback too",
    "AWS_PROFILE": "and boto3's other variables: credentials for a deployed stack. The local stack reads none of them",
    "COLUMNS": "width of tables. Default: the terminal's; without a terminal, tables have their full width",
    "HTTPS_PROXY": "and `HTTP_PROXY`, `ALL_PROXY`: proxies for everything but loopback. SOCKS is not supported",
    "LANGFUSE_BASE_URL": (
        "with `LANGFUSE_PUBLIC_KEY` and `LANGFUSE_SECRET_KEY`: source of `trace` and `costs` while no `alex up` runs, "
        "and where `evaluate --langfuse` stores"
    ),
    "NO_COLOR": "set to anything: no colours",
    "NO_PROXY": "hosts that are reached without a proxy. Loopback always is",
    "OPENAI_API_KEY": "key of the server named by `--model openai:…`",
}


@dataclass(frozen=True)
class Shape:
    """What `--json` prints."""

    kind: Literal["object", "list", "lines"]
    """One object, a list of objects, or one object on each line."""
    fields: tuple[str, ...]
    """Of the object, or of each one. Later versions may add more."""


def _shape(kind: Literal["object", "list", "lines"], fields: str) -> Shape:
    return Shape(kind, tuple(fields.split()))


SHAPES = {
    "demo": _shape("object", "job seconds"),
    "analyze": _shape("object", "job_id status summary errors results usage cost_usd created_at finished_at"),
    "portfolio": _shape("object", "display_name goal notes currency total unvalued rates accounts"),
    "import": _shape(
        "list",
        "file broker as_of base_currency fx_to_base total_in_base accounts rows totals disagreements warnings mapping "
        "replaces portfolio changes stored",
    ),
    "prices import": _shape("object", "read stored"),
    "rates import": _shape("object", "rate_date read stored"),
    "evaluate": _shape("object", "model models misbehave threshold rows totals"),
    "trace": _shape(
        "object",
        "id name user_id session_id environment release tags observations job_id seconds tokens cost agents",
    ),
    "logs": _shape("lines", "time line"),
    "costs": _shape("object", "by since source note rows total"),
    "costs --estimate": _shape("object", "stack since until share_of_month analyses lines"),
    "costs --forecast": _shape("object", "stack since until whole_account services total aws_rest_usd aws_month_usd"),
    "costs --per-analysis": _shape("object", "by since source note rows total steps unknown"),
    "doctor": _shape("list", "check state found advice"),
    "alarms": _shape("list", "name severity state since reason runbook"),
    "jobs": _shape(
        "list",
        "job_id user_id status created_at age_seconds attempts lease_until cost_usd errors degraded_reason dead_letter "
        "stuck",
    ),
    "redrive": _shape("object", "dead_letters queued deleted"),
    "iam": _shape("list", "role grants"),
    "preview": _shape("object", "stack resources outputs site unknown_documents violations refused"),
    "preview --cost": _shape("object", "stack resources outputs site unknown_documents cost violations refused"),
    "preview --diff": _shape("object", "stack resources outputs site unknown_documents changes violations refused"),
    "preview --remediate": _shape(
        "object", "stack resources outputs site unknown_documents violations remediations refused"
    ),
    "package": _shape("list", "artefacts functions checks"),
    "versions": _shape("list", "function live versions old"),
    "policy list": _shape("list", "name title level severity controls fix"),
    "policy report": _shape("object", "stack violations refused"),
    "policy show": _shape(
        "object",
        "name title level severity why fix options controls documentation types remediation example source tests",
    ),
    "migrate": _shape("object", "applied seeded"),
    "users show": _shape(
        "object", "user_id pseudonym created_at accounts positions instruments jobs results unfinished"
    ),
    "users erase": _shape("object", "user_id pseudonym stored unfinished erased"),
    "secrets list": _shape("list", "name purpose has_value changed rotation unfinished"),
}
"""Command, with an option where that changes the result, to the shape of its JSON."""

_KINDS = {"object": "one object", "list": "list of objects", "lines": "one object per line"}


def contract() -> str:
    """The sections, Markdown."""
    exits = [f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items()]
    variables = [f"| `{name}` | {meaning} |" for name, meaning in ENVIRONMENT.items()]
    shapes = [
        f"| `alex {command}` | {_KINDS[shape.kind]} | {', '.join(f'`{field}`' for field in shape.fields)} |"
        for command, shape in SHAPES.items()
    ]
    return "\n\n".join(
        [
            "## Exit codes",
            "A problem is printed on standard error as `alex: PROBLEM`, its remedy on a line `hint: REMEDY`.",
            table("| code | meaning |", exits),
            "## Environment variables",
            table("| variable | effect |", variables),
            "## JSON",
            "With `--json`, standard output holds nothing but the JSON; progress and problems go to standard error. "
            "Times are ISO 8601. Later versions may add fields, and keep these:",
            table("| command | form | fields |", shapes),
        ]
    )
