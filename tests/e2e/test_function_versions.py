"""`alex versions`: what may be deleted of the deployed functions, and that it is deleted and nothing else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from cli import versions
from cli.versions import Published, published, show_versions
from components.names import LIVE


@pytest.mark.parametrize(
    ("live", "used", "old"),
    [
        pytest.param(4, {4}, [1, 2], id="all before the one before the live one"),
        pytest.param(4, {4, 1}, [2], id="not what another alias stands for"),
        pytest.param(2, {2}, [], id="not what was published later"),
        pytest.param(1, {1}, [], id="nothing is before the first"),
    ],
)
def test_old_is_what_nobody_can_call_any_more(live: int, used: set[int], old: list[int]) -> None:
    assert Published("f", [1, 2, 3, 4], frozenset(used), live).old == old


@pytest.mark.local
def test_old_versions_are_deleted_and_the_live_one_still_answers(
    alex: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    client = alex.stack.client("lambda")
    account: Any = SimpleNamespace(stack="local", client=alex.stack.client)
    monkeypatch.setattr(versions, "account_of", lambda _: account)
    name = alex.stack.outputs["functions"]["charter"]
    first = client.get_alias(FunctionName=name, Name=LIVE)["FunctionVersion"]
    for description in ("second", "third"):
        client.update_function_configuration(FunctionName=name, Description=description)
        newest = client.publish_version(FunctionName=name)["Version"]
    client.update_alias(FunctionName=name, Name=LIVE, FunctionVersion=newest)
    try:
        (before,) = [one for one in published(account, client) if one.function == name]
        assert int(first) in before.old

        show_versions("local", delete_old=True, yes=True)

        (after,) = [one for one in published(account, client) if one.function == name]
        assert after.old == []
        assert after.live == int(newest)
        assert "old versions deleted" in capsys.readouterr().out
        assert alex.stack.invoke("charter", {"job": {}})["error"]["kind"] == "bad_request"
    finally:
        client.update_function_configuration(FunctionName=name, Description="")
