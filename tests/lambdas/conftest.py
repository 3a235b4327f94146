"""Fixtures: a specialist's Lambda handler on a scripted model instead of Bedrock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from agents.testing import ScriptedModel

from agent_runtime.agent import runner
from agent_runtime.contracts import AgentReply, AgentRequest, JobContext
from agent_runtime.portfolio.snapshot import (
    Account,
    AssetClass,
    Classification,
    Instrument,
    Portfolio,
    Position,
    Region,
    RetirementGoal,
    Sector,
)
from agent_runtime.start.kept_out import KeptOut
from holdings.kinds import InstrumentKind
from tests.lambdas.api_fixtures import api, api_app, api_without_database, queue
from tests.lambdas.database_fixtures import claims, cluster, db, job_id, jobs, user_id
from tests.lambdas.lambda_context import CONTEXT
from tests.lambdas.model_wire import wire
from tests.lambdas.planner_fixtures import attempt

__all__ = [
    "api",
    "api_app",
    "api_without_database",
    "attempt",
    "claims",
    "cluster",
    "db",
    "job_id",
    "jobs",
    "queue",
    "user_id",
    "wire",
]

FUND = Classification(
    asset_classes={AssetClass.EQUITY: 60, AssetClass.FIXED_INCOME: 40},
    regions={Region.NORTH_AMERICA: 70, Region.EUROPE: 30},
    sectors={Sector.TECHNOLOGY: 60, Sector.GOVERNMENT: 40},
)


@pytest.fixture(autouse=True)
def used_of_kept_out_modules(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Must be empty after each test: libraries catch many an error, and log what they could not do."""
    used: list[str] = []
    made = KeptOut.__init__

    def note(error: KeptOut, module: str) -> None:
        used.append(module)
        made(error, module)

    monkeypatch.setattr(KeptOut, "__init__", note)
    yield used
    assert used == []


@pytest.fixture(scope="module", autouse=True)
def event_loop_per_module() -> Iterator[None]:
    """`asyncio.run` in an earlier module removes the thread's loop, which the API's adapter asks for."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    loop.close()


@pytest.fixture
def portfolio() -> Portfolio:
    """100,000 USD: 80,000 in a classified fund, 10,000 in an unclassified stock, 10,000 cash; with a goal."""
    fund = Instrument(symbol="FUND", name="Balanced Fund", kind=InstrumentKind.MUTUAL_FUND, classification=FUND)
    unknown = Instrument(symbol="ARKK", name="ARK Innovation ETF", kind=InstrumentKind.ETF)
    return Portfolio(
        accounts=[
            Account(name="Brokerage", kind="taxable", cash=Decimal(10_000)),
            Account(
                name="Retirement",
                kind="401k",
                positions=[
                    Position(instrument=fund, quantity=Decimal(800), unit_price=Decimal(100)),
                    Position(instrument=unknown, quantity=Decimal(200), unit_price=Decimal(50)),
                ],
            ),
        ],
        goal=RetirementGoal(years_until_retirement=20, target_annual_income=10_000, annual_contribution=5_000),
        notes="I worry about inflation.",
    )


Run = Callable[..., AgentReply]
ScriptModel = Callable[[ScriptedModel], ScriptedModel]
Invoke = Callable[..., tuple[AgentReply, ScriptedModel]]


@pytest.fixture
def run_lambda() -> Run:
    """`run_lambda(handle, **request)` returns the reply as another Lambda gets it."""

    def run(handle: Any, **fields: Any) -> AgentReply:
        request = AgentRequest(job=JobContext(job_id="job-1", user_id="u", session_id="s"), **fields)
        return AgentReply.model_validate(handle(request.model_dump(mode="json"), CONTEXT))

    return run


@pytest.fixture
def script_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptModel]:
    """`script_model(model)` puts a scripted model in Bedrock's place. The test must use all its steps."""
    models: list[ScriptedModel] = []

    def script(model: ScriptedModel) -> ScriptedModel:
        models.append(model)
        monkeypatch.setattr(runner, "bedrock_model", lambda: model)
        return model

    yield script
    for model in models:
        model.assert_complete()


@pytest.fixture
def invoke(script_model: ScriptModel, run_lambda: Run) -> Invoke:
    """`invoke(handle, steps, **request)` returns the reply, and the model with its recorded calls."""

    def call(handle: Any, steps: list[Any], **fields: Any) -> tuple[AgentReply, ScriptedModel]:
        model = script_model(ScriptedModel(steps))
        return run_lambda(handle, **fields), model

    return call
