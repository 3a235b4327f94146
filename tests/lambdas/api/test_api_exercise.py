"""The exercise of the whole system calls every route of the API."""

from __future__ import annotations

import re

from api.app import create_app
from cli.exercise.routes import ROUTES


def test_the_exercise_calls_every_route_of_the_document() -> None:
    paths = create_app().openapi()["paths"]
    documented = {(method.upper(), path) for path, operations in paths.items() for method in operations}

    assert {(step.method, step.path) for step in ROUTES} == documented
    assert all(re.fullmatch(r"/api/[\w/{}]+", step.path) for step in ROUTES)
