"""What is kept out of a cold start is really out, really imported by the SDK otherwise, and not missed."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from agent_runtime import lean_start
from components.roster import ROSTER

AGENTS = Path(__file__).resolve().parents[2] / "agents"


def printed(program: str) -> str:
    """What a fresh interpreter prints."""
    environment = {"PYTHONPATH": str(AGENTS), "POWERTOOLS_SERVICE_NAME": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("name", sorted(lean_start.KEPT_OUT))
def test_the_sdk_would_import_what_is_kept_out(name: str) -> None:
    assert printed(f"import agents, sys; print(hasattr(sys.modules[{name!r}], '__file__'))") == "True"


@pytest.mark.parametrize("function", [spec.name for spec in ROSTER])
def test_a_handler_loads_none_of_it_and_collects_garbage_again(function: str) -> None:
    program = f"""
import gc, sys, {function}.handler
out = {set(lean_start.KEPT_OUT)!r}
real = [name for name, module in sys.modules.items() if hasattr(module, '__file__')]
print([name for name in real if name.partition('.')[0] in out], gc.isenabled())
"""
    assert printed(program) == "[] True"


def test_the_api_does_not_load_the_agents_sdk() -> None:
    assert (
        printed("import sys, api.handler; print('agents' in sys.modules, 'langfuse' in sys.modules)") == "False False"
    )


def test_getting_ready_freezes_what_is_loaded() -> None:
    lean_start.ready()
    assert gc.get_freeze_count() > 0
    assert gc.isenabled()
    gc.unfreeze()
