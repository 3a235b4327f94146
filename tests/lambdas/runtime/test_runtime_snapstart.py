"""Sandboxes that start from one snapshot must not draw the same ids."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import snapshot_restore_py
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

from agent_runtime.start import snapstart

AGENTS = Path(__file__).resolve().parents[3] / "agents"


def test_copies_of_a_snapshot_draw_different_trace_ids() -> None:
    snapshot, ids = random.getstate(), set[int]()
    for _ in range(2):
        random.setstate(snapshot)
        snapstart.after_restore()
        ids.add(RandomIdGenerator().generate_trace_id())

    assert len(ids) == 2


def test_without_the_hook_they_draw_the_same() -> None:
    snapshot, ids = random.getstate(), set[int]()
    for _ in range(2):
        random.setstate(snapshot)
        ids.add(RandomIdGenerator().generate_trace_id())

    assert len(ids) == 1


def test_the_runtime_calls_the_hook() -> None:
    snapstart.register()

    registered: Any = snapshot_restore_py.get_after_restore()
    assert snapstart.after_restore in [hook for hook, *_ in registered]


def test_no_function_makes_a_client_or_connects_while_it_loads() -> None:
    """A snapshot must hold no connection: it would be dead in a restored copy."""
    program = """
import socket, sys
def refuse(*_): raise AssertionError("connected while loading")
socket.socket.connect = refuse
import boto3
boto3.client = boto3.resource = refuse
boto3.Session.client = refuse
import planner.handler, tagger.handler, reporter.handler, charter.handler, retirement.handler
"""
    environment = {"PYTHONPATH": str(AGENTS), "AWS_LAMBDA_FUNCTION_NAME": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, capture_output=True)
