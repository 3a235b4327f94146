from __future__ import annotations

from typing import Any

import pytest

from policies.engine import UNKNOWN
from policies.rules.tags._taggable import LIST, installed_types
from policies.rules.tags.required_tags import RULE
from policies.testing import changed, config_for, judge, make, violations
from tests.guardrails.rule_table import Row, table_tests

TAGS = {"Project": "alex", "Environment": "production", "Owner": "alex-team", "Component": "job-queue"}
QUEUE = make("aws:sqs/queue:Queue", {"tags": TAGS}, name="queue")

ROWS = (
    Row(RULE, QUEUE, "tags.Project", noncompliant=("other", "", None)),
    Row(RULE, QUEUE, "tags.Environment", noncompliant=("local", "Production", None)),
    Row(RULE, QUEUE, "tags.Owner", noncompliant=("", " ", None), compliant=("somebody",)),
    Row(RULE, QUEUE, "tags", noncompliant=({}, None)),
)


TestTable = table_tests(ROWS)


def test_types_that_take_no_tags_pass() -> None:
    assert not judge(RULE, make("aws:iam/rolePolicy:RolePolicy"))


def test_the_environment_belongs_to_the_stack() -> None:
    assert violations(RULE, QUEUE, stack="local") == ["the tag Environment must be local"]
    assert not judge(RULE, QUEUE, stack="anything-else")


def test_allowed_owners_are_configurable() -> None:
    assert violations(RULE, QUEUE, owners=["platform", "data"]) == ["the tag Owner must be platform or data"]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (TAGS, None),
        ({"Owner": "me"}, {"Owner": "me", "Project": "alex", "Environment": "production"}),
        (TAGS | {"Project": "other"}, TAGS),
        (TAGS | {"Project": UNKNOWN}, None),
        (UNKNOWN, None),
        (None, {"Project": "alex", "Environment": "production"}),
    ],
    ids=["complete", "two missing", "one wrong", "one unknown", "all unknown", "no tags"],
)
def test_remediation_sets_what_can_have_one_value_only(tags: Any, expected: Any) -> None:
    assert RULE.remediate
    found = RULE.remediate(changed(QUEUE, "tags", tags), config_for(RULE))
    assert found == (expected and {"tags": expected})


def test_remediation_leaves_types_without_tags_alone() -> None:
    assert RULE.remediate
    assert RULE.remediate(make("aws:iam/rolePolicy:RolePolicy"), config_for(RULE)) is None


def test_the_list_of_taggable_types_is_that_of_the_installed_pulumi_aws() -> None:
    """If not, run `python policies/rules/tags/_taggable.py`."""
    assert LIST.read_text().split() == installed_types()


def test_missing_tags_are_one_finding() -> None:
    assert violations(RULE, make(QUEUE.type)) == ["the tags Project, Environment and Owner are missing"]
    assert violations(RULE, changed(QUEUE, "tags.Owner", None)) == ["the tag Owner is missing"]


def test_another_team_names_its_own_tags_and_values() -> None:
    queue = make(QUEUE.type, {"tags": {"CostCenter": "4711", "Stage": "live"}})
    options: dict[str, Any] = {"tags": ["CostCenter", "Stage"], "values": {"Stage": ["live", "test"]}}
    assert not judge(RULE, queue, **options)
    assert violations(RULE, changed(queue, "tags.Stage", "prod"), **options) == ["the tag Stage must be live or test"]
    assert violations(RULE, changed(queue, "tags.CostCenter", None), **options) == ["the tag CostCenter is missing"]
    assert not judge(RULE, QUEUE, values={"Project": ["alex", "shop"]})
