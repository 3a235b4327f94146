"""A job's faithfulness is that of the least faithful of its answers."""

from __future__ import annotations

from planner.quality import scores

CHARTS = {"charts": [], "faithfulness": 1.0, "written": "as written"}


def test_the_least_faithful_answer_counts() -> None:
    report = {"sections": [], "faithfulness": 0.75, "written": "repaired"}
    found = {score.name: score for score in scores({"reporter": report, "charter": CHARTS}, ["reporter", "charter"])}
    assert found["faithfulness"].value == 0.75
    assert found["faithfulness"].comment == "charter: 100% as written, reporter: 75% repaired"


def test_answers_that_were_stored_by_an_earlier_version_have_no_such_score() -> None:
    assert "faithfulness" not in {score.name for score in scores({"reporter": {"sections": []}}, ["reporter"])}
