from __future__ import annotations

import pytest

from local.aws.emulator.rds_data.sql_text import has_several_statements, number_placeholders


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("SELECT 1;", id="a trailing semicolon"),
        pytest.param("SELECT ';'; -- and; nothing", id="semicolons in a literal and a comment"),
        pytest.param("DO $$ BEGIN PERFORM 1; PERFORM 2; END $$", id="a block in dollar quotes"),
        pytest.param("SELECT E'it\\'s; one'", id="an escaped quote"),
        pytest.param('SELECT 1 AS ";" /* ; */', id="a quoted name and a block comment"),
    ],
)
def test_one_statement_is_one_statement(sql: str) -> None:
    assert not has_several_statements(sql)


def test_two_statements_are_several() -> None:
    assert has_several_statements("SELECT 1; SELECT 2")


def test_each_occurrence_of_a_placeholder_gets_its_own_number() -> None:
    sql = "SELECT :a::int, ':a', \"x:a\" FROM t WHERE a = :b OR a = :a -- :c"
    assert number_placeholders(sql, {"a", "b"}) == (
        "SELECT $1::int, ':a', \"x:a\" FROM t WHERE a = $2 OR a = $3 -- :c",
        ["a", "b", "a"],
    )


def test_a_placeholder_without_a_value_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="missing"):
        number_placeholders("SELECT :missing", {"other"})
