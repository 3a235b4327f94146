"""`alex versions`: what may be deleted of the deployed functions, and that it is deleted and nothing else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from cli.versions import published as versions
from cli.versions.published import Published, published, show_versions
from components.foundation.names import LIVE


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
    # What a rollback would need stays, because an alias stands for it.
    client.create_alias(FunctionName=name, Name="pinned", FunctionVersion=first)
    second, third, fourth = (_release(client, name, str(number)) for number in (2, 3, 4))
    client.update_alias(FunctionName=name, Name=LIVE, FunctionVersion=fourth)
    try:
        assert _of(account, client, name).old == [int(second)]

        show_versions("local", delete_old=True, yes=True)

        assert _of(account, client, name).versions == [int(first), int(third), int(fourth)]
        assert "deleted 1 version\n" in capsys.readouterr().out
        assert alex.stack.invoke("charter", {"job": {}})["error"]["kind"] == "bad_request"
    finally:
        client.update_alias(FunctionName=name, Name=LIVE, FunctionVersion=first)
        client.delete_alias(FunctionName=name, Name="pinned")
        for version in (third, fourth):
            client.delete_function(FunctionName=name, Qualifier=version)
        client.update_function_configuration(FunctionName=name, Description="")


def _release(client: Any, name: str, description: str) -> str:
    """Publishes a version that differs from the one before."""
    client.update_function_configuration(FunctionName=name, Description=description)
    return client.publish_version(FunctionName=name)["Version"]


def _of(account: Any, client: Any, name: str) -> Published:
    (found,) = [one for one in published(account, client) if one.function == name]
    return found
