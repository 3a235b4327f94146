"""The pack judges programs of another team under the real engine, with exactly the expected findings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.paper.team import Team, findings
from tests.engine.pulumi import ROOT
from tests.guardrails.foreign.catalogue import ALONE, EXPECTED, OPTIONS, STACK, WITH_MISTAKE
from tests.guardrails.foreign.program import Program

pytestmark = pytest.mark.engine
CONFIG = {**OPTIONS, **dict.fromkeys(ALONE, "disabled")}
_PROGRAM = """
import sys

sys.path.insert(0, "{root}")
from tests.guardrails.foreign import data, mistakes, web
from tests.guardrails.foreign.deploy import deploy

deploy({parts})
"""


def program(*parts: Callable[[Program], None]) -> str:
    """A Pulumi program of these parts, e.g. `web.static_site`."""
    named = ", ".join(f"{part.__module__.rpartition('.')[2]}.{part.__name__}" for part in parts)
    return _PROGRAM.format(root=ROOT, parts=named)


@pytest.fixture(scope="module")
def team(cli: Path, tmp_path_factory: pytest.TempPathFactory) -> Team:
    made = Team(tmp_path_factory.mktemp("team") / "shop", cli)
    made.new_stack(STACK)
    return made


@pytest.mark.parametrize("built", WITH_MISTAKE, ids=lambda built: built.__name__)
def test_each_program_is_refused_for_its_mistake_alone(team: Team, built: Callable[[Program], None]) -> None:
    team.write(program(built, WITH_MISTAKE[built]))

    done = team.judge("preview", config=CONFIG, stack=STACK)

    assert findings(done) == {name: set(rules) for name, rules in EXPECTED[built.__name__].items()}, done.output
    assert (done.code != 0) is any("(" not in rule for rules in EXPECTED[built.__name__].values() for rule in rules)
