"""Tables that age, such as ends of support, are compared with their source every 90 days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from policies.rules.lambda_ import _runtimes
from policies.rules.rds import _versions
from policies.rules.waf import _managed_groups

_LONGEST = timedelta(days=90)
_TABLES = (_managed_groups, _runtimes, _versions)


@pytest.mark.soak
@pytest.mark.parametrize("table", _TABLES, ids=lambda table: table.__name__)
def test_a_table_was_compared_lately(table) -> None:
    age = datetime.now(UTC).date() - table.READ_ON
    assert age <= _LONGEST, f"compare {table.__name__} with {table.SOURCE}, then set READ_ON"


@pytest.mark.parametrize("table", _TABLES, ids=lambda table: table.__name__)
def test_a_table_names_its_source(table) -> None:
    assert table.SOURCE.startswith("https://docs.aws.amazon.com/")
