from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from policies.engine import (
    EVERY_AWS_TYPE,
    Config,
    Finding,
    Findings,
    Option,
    Resource,
    Severity,
    Stack,
    StackRule,
    Verdict,
)
from policies.rules.cost._budgets import BUDGET, MONTHS, narrows

if TYPE_CHECKING:
    from estimate.month import Estimate

_NAMED = 3


class _Priced(NamedTuple):
    """A resource as the estimate reads it."""

    type: str
    name: str
    inputs: Mapping[str, Any]


def check(stack: Stack, config: Config) -> Findings:
    budgets = [budget for budget in stack.of_type(BUDGET) if budget["budgetType"].text == "COST"]
    limits = {budget.urn: _usd_a_month(budget) for budget in budgets if narrows(budget) is Verdict.NO}
    known = {urn: usd for urn, usd in limits.items() if usd is not None}
    if not known:
        return
    # Prices are loaded for a budget only: without them the pack starts sooner.
    from estimate.month import estimate
    from estimate.workload import Workload

    urn, usd = min(known.items(), key=lambda item: item[1])
    idle = estimate((_Priced(it.type, it.name, it.properties) for it in stack.resources), Workload(analyses=0, users=0))
    if idle.idle_usd > usd * config["percent"] / 100:
        yield Finding(_message(idle, usd, config["percent"]), "limitAmount", resource=stack.find(urn))


def _usd_a_month(budget: Resource) -> float | None:
    """None where the limit is not known before the deployment, or is not in US dollars: other rules judge that."""
    try:
        amount = float(budget["limitAmount"].text)
    except ValueError:
        return None
    months = MONTHS.get(budget["timeUnit"].text)
    return amount / months if months and budget["limitUnit"].text == "USD" else None


def _message(idle: Estimate, usd: float, percent: float) -> str:
    dearest = sorted(idle.lines, key=lambda line: -line.idle_usd)[:_NAMED]
    lines = ", ".join(f"{line.what} {line.idle_usd:.2f}" for line in dearest)
    share = "" if percent == 100 else f"{percent:g} % of "
    return f"an idle month costs about {idle.idle_usd:.2f} USD, over {share}the budget of {usd:.2f}; most: {lines}"


RULE = StackRule(
    name="budget-covers-idle",
    title="The budget covers what the stack costs without any use.",
    why="A budget that is spent before the first request warns each month, and soon nobody reads it.",
    fix="Remove what costs most, or raise limit_amount of aws.budgets.Budget to what the stack is worth.",
    severity=Severity.LOW,
    types=EVERY_AWS_TYPE,
    link="https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html",
    options={
        "percent": Option(
            {"type": "number", "exclusiveMinimum": 0, "description": "Highest share of the budget, in percent."}, 100
        )
    },
    check=check,
)
