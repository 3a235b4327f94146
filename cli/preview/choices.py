"""What other values of settings would cost, beside a stack's estimate."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from cli.preview.model import readable
from cli.shared.project import ROOT
from cli.shared.tables import Column, Sheet, figures
from cli.shared.text import signed_cents
from estimate.choices import Choice, Variant, choices
from estimate.workload import Workload
from local.engine.preview import Preview
from local.engine.preview import preview as run_preview
from local.engine.stack_config import load_config
from local.errors import LocalError

_LANGFUSE = "alex:components:LangfuseService"
#: Values that only the form of counts for.
_CERTIFICATE = "arn:aws:acm:{region}:123456789012:certificate/00000000-0000-0000-0000-000000000000"
_SECRET = "arn:aws:secretsmanager:{region}:123456789012:secret:ecr-pullthroughcache/hub-AbCdEf"  # noqa: S105 - an ARN


def choices_of(planned: Preview, load: Workload) -> list[Choice]:
    """Of a readable preview. Takes another preview, for Langfuse on ECS."""
    return choices(planned.resources, load, variants=_langfuse(planned))


def _langfuse(planned: Preview) -> list[Variant]:
    """The other place for Langfuse; none where the stack's other settings refuse it."""
    if any(it.type == _LANGFUSE for it in planned.resources):
        variant, settings = ("langfuse: cloud", "another company keeps the traces, at its price"), {"langfuse": "cloud"}
    else:
        variant, settings = (
            ("langfuse: self-hosted", "traces stay in the account; without logs and Container Insights"),
            _self_hosted(planned.stack),
        )
    try:
        with _quiet():
            return [Variant(*variant, readable(run_preview(ROOT, planned.stack, settings)).resources)]
    except LocalError:
        return []


@contextmanager
def _quiet() -> Generator[None]:
    """Without the program's warnings: the stack's preview has printed them."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def _self_hosted(stack: str) -> dict[str, object]:
    region = load_config(ROOT, stack)["aws:region"]
    return {
        "langfuse": "self-hosted",
        "langfuseBaseUrl": "https://langfuse.example",
        "langfuseCertificateArn": _CERTIFICATE.format(region=region),
        "langfuseAdminEmail": "ops@alex.example",
        "langfuseRegistrySecretArn": _SECRET.format(region=region),
    }


def choices_table(found: Sequence[Choice], load: Workload) -> RenderableType:
    """In USD a month more or less."""
    at = f"{load.analyses:,.0f} analyses"
    table = Sheet(Column("another setting", least=24), Column("means", least=24, spare=0), *figures("idle", at))
    for choice in found:
        table.add_row(choice.setting, choice.means, signed_cents(choice.idle_usd), signed_cents(choice.month_usd))
    return Group(Text("What another setting would change, USD a month", style="bold"), table)


def choices_markdown(found: Sequence[Choice], load: Workload) -> Iterator[str]:
    """As a table."""
    yield f"| another setting | means | idle | {load.analyses:,.0f} analyses |"
    yield "|---|---|--:|--:|"
    for it in found:
        yield f"| `{it.setting}` | {it.means} | {signed_cents(it.idle_usd)} | {signed_cents(it.month_usd)} |"


def choices_json(found: Sequence[Choice]) -> list[dict[str, Any]]:
    """USD are not rounded."""
    return [
        {"setting": it.setting, "means": it.means, "idle_usd": it.idle_usd, "month_usd": it.month_usd} for it in found
    ]
