"""The pack judges programs of another team under the real engine, with exactly the expected findings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.paper.program import written
from tests.engine.paper.team import Team, findings
from tests.guardrails.foreign.catalogue import CONFIG, EXPECTED, WITH_MISTAKE
from tests.guardrails.foreign.program import STACK, Program

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def team(cli: Path, tmp_path_factory: pytest.TempPathFactory) -> Team:
    made = Team(tmp_path_factory.mktemp("team") / "shop", cli)
    made.new_stack(STACK)
    return made


@pytest.mark.parametrize("built", WITH_MISTAKE, ids=lambda built: built.__name__)
def test_each_program_is_refused_for_its_mistake_alone(team: Team, built: Callable[[Program], None]) -> None:
    team.write(written(built, WITH_MISTAKE[built]))

    done = team.judge("preview", config=CONFIG, stack=STACK)

    assert findings(done.events) == {name: set(rules) for name, rules in EXPECTED[built.__name__].items()}, done.output
    assert done.code != 0
