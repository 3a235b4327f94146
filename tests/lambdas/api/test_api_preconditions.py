"""ETag, If-Match, If-None-Match: a client cannot overwrite a change that it has not seen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from database.accounts import Account, Accounts
from database.data_api import DataApi
from database.errors import Changed
from database.positions import Position, Positions
from database.users import User, Users
from holdings.document import AccountKind
from tests.lambdas.api_fixtures import Answer, Api
from tests.lambdas.database_fixtures import hold

pytestmark = pytest.mark.local

ACCOUNT: dict[str, Any] = {"name": "Brokerage", "kind": "taxable", "cash": 100.25}
Thing = tuple[str, dict[str, Any], str]
"""Path, body to put, and the ETag of the creating answer."""


@pytest.fixture(params=["account", "position", "user"])
def thing(request: pytest.FixtureRequest, api: Api) -> Thing:
    if request.param == "user":
        profile = {"display_name": "Ada", "goal": None, "notes": ""}
        return "/api/user", profile, api("PUT", "/api/user", profile).headers["etag"]
    account = api("POST", "/api/accounts", ACCOUNT)
    if request.param == "account":
        return account.headers["location"], {**ACCOUNT, "cash": 5}, account.headers["etag"]
    positions = f"{account.headers['location']}/positions"
    position = api("POST", positions, {"symbol": "VTI", "quantity": 1})
    return position.headers["location"], {"quantity": 2}, position.headers["etag"]


def put(api: Api, thing: Thing, tag: str | None) -> Answer:
    path, body, _ = thing
    return api("PUT", path, body, headers={"if-match": tag} if tag else {})


def test_a_new_resource_is_read_with_the_tag_of_its_creation(api: Api, thing: Thing) -> None:
    path, _, tag = thing
    assert api("GET", path).headers["etag"] == tag
    assert tag.startswith('"')


def test_a_change_with_the_current_tag_succeeds_and_changes_the_tag(api: Api, thing: Thing) -> None:
    path, _, tag = thing
    changed = put(api, thing, tag)
    assert changed.status == 200
    assert changed.headers["etag"] != tag
    again = api("GET", path)
    assert (again.headers["etag"], again.json) == (changed.headers["etag"], changed.json)


def test_a_change_with_an_old_tag_is_refused_and_changes_nothing(api: Api, thing: Thing) -> None:
    path, _, old = thing
    assert put(api, thing, old).status == 200
    before = api("GET", path)
    refused = put(api, thing, old)
    assert (refused.status, refused.headers["content-type"]) == (412, "application/problem+json")
    assert "has changed since" in refused.json["detail"]
    after = api("GET", path)
    assert (after.text, after.headers["etag"]) == (before.text, before.headers["etag"])


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("{tag}", 200),
        ("*", 200),
        ('"other", {tag}', 200),
        ('"other",\t{tag} , W/"x"', 200),
        ('"a,b", {tag}', 200),
        ("W/{tag}", 412),
        ('"other"', 412),
        ('""', 412),
        ('"1 OR true"', 422),
    ],
)
def test_lists_of_tags_are_parsed_as_http_defines_them(api: Api, thing: Thing, written: str, status: int) -> None:
    assert put(api, thing, written.format(tag=thing[2])).status == status


@pytest.mark.parametrize("written", ["W/{tag}", 'W/"other", W/{tag}'])
def test_a_weak_tag_is_named_and_the_row_is_not_said_to_have_changed(api: Api, thing: Thing, written: str) -> None:
    refused = put(api, thing, written.format(tag=thing[2]))
    assert refused.status == 412
    assert "has changed" not in refused.json["detail"]
    assert refused.json["errors"] == [
        {"field": "If-Match", "message": 'must have a tag as the ETag header had it, e.g. "7", without W/'}
    ]


def test_without_a_tag_the_last_change_wins(api: Api, thing: Thing) -> None:
    assert put(api, thing, thing[2]).status == 200
    assert put(api, thing, None).status == 200


@pytest.mark.parametrize("written", ["{tag}", "W/{tag}", "*", '"other", W/{tag}'])
def test_a_resource_that_the_client_has_is_not_sent_again(api: Api, thing: Thing, written: str) -> None:
    path, _, tag = thing
    answer = api("GET", path, headers={"if-none-match": written.format(tag=tag)})
    assert (answer.status, answer.text, answer.headers["etag"]) == (304, "", tag)
    assert put(api, thing, tag).status == 200
    changed = api("GET", path, headers={"if-none-match": f'{tag}, "other"'})
    assert changed.status == 200
    assert changed.json


def test_a_changed_resource_is_not_deleted(api: Api) -> None:
    for path, body, tag in (made_account(api), made_position(api)):
        assert put(api, (path, body, tag), tag).status == 200
        assert api("DELETE", path, headers={"if-match": tag}).status == 412
        current = api("GET", path).headers["etag"]
        assert api("DELETE", path, headers={"if-match": current}).status == 204
        assert api("GET", path).status == 403


def made_account(api: Api) -> Thing:
    answer = api("POST", "/api/accounts", ACCOUNT)
    return answer.headers["location"], ACCOUNT | {"cash": 7}, answer.headers["etag"]


def made_position(api: Api) -> Thing:
    path, _, _ = made_account(api)
    answer = api("POST", f"{path}/positions", {"symbol": "BND", "quantity": 1})
    return answer.headers["location"], {"quantity": 3}, answer.headers["etag"]


def test_an_empty_profile_has_a_tag_too(api: Api) -> None:
    tag = api("GET", "/api/user").headers["etag"]
    profile = {"display_name": "Ada", "goal": None, "notes": ""}
    assert api("PUT", "/api/user", profile, headers={"if-match": '"7"'}).status == 412
    assert api("GET", "/api/user").headers["etag"] == tag
    assert api("PUT", "/api/user", profile, headers={"if-match": tag}).status == 200
    assert api("PUT", "/api/user", profile, headers={"if-match": tag}).status == 412


def test_a_newer_price_is_another_tag_of_its_positions_and_a_classification_is_none(
    api: Api, db: DataApi, user_id: str
) -> None:
    account = api("POST", "/api/accounts", ACCOUNT).headers["location"]
    own = {"symbol": "OWN", "quantity": 1, "unit_price": 5}
    made = api("POST", f"{account}/positions", own)
    position = made.headers["location"]
    assert api("PUT", position, {"quantity": 1}).json["unit_price"] == 5
    tag = api("GET", position).headers["etag"]
    # An analysis classifies the instrument: nothing that the position shows.
    db.execute("Test", "UPDATE instruments SET rationale = 'because' WHERE owner_id = :owner", owner=user_id)
    assert api("GET", position, headers={"if-none-match": tag}).status == 304
    price = {"symbol": "OWN", "unit_price": 6, "price_date": "2999-01-01", "source": "me"}
    assert api("PUT", "/api/prices", {"prices": [price]}).json == {"stored": 1}
    read = api("GET", position, headers={"if-none-match": tag})
    assert (read.status, read.json["unit_price"], read.json["price_source"]) == (200, 6, "me")
    assert api("PUT", position, {"quantity": 2}, headers={"if-match": tag}).status == 412
    assert api("PUT", "/api/prices", {"prices": [price]}).json == {"stored": 0}
    assert api("PUT", position, {"quantity": 2}, headers={"if-match": read.headers["etag"]}).status == 200


WRITERS = 8


def winners(write: Any) -> list[Any]:
    """Results of the writers that were not refused with Changed."""

    def attempt(number: int) -> Any:
        try:
            return write(number)
        except Changed:
            return None

    with ThreadPoolExecutor(WRITERS) as executor:
        return [done for done in executor.map(attempt, range(1, WRITERS + 1)) if done is not None]


def test_one_of_several_concurrent_writers_with_the_same_tag_wins(db: DataApi, user_id: str) -> None:
    accounts = Accounts(db)
    account = accounts.create(user_id, "Brokerage", AccountKind.TAXABLE, Decimal(0))
    account_id = UUID(account.account_id)
    position = hold(db, user_id, account_id)
    position_id, user = UUID(position.position_id), Users(db).get(user_id)

    changed: list[list[Account | Position | User]] = [
        winners(lambda n: accounts.update(user_id, account_id, f"{n}", AccountKind.IRA, Decimal(n), [account.tag])),
        winners(lambda n: Positions(db).update(user_id, position_id, Decimal(n), None, [position.tag])),
        winners(lambda n: Users(db).put(user_id, f"{n}", None, "", [user.tag])),
    ]

    stored = [accounts.get(user_id, account_id), Positions(db).get(user_id, position_id), Users(db).get(user_id)]
    assert changed == [[value] for value in stored]


def test_one_of_several_concurrent_first_profiles_is_stored(db: DataApi, user_id: str) -> None:
    stored = winners(lambda n: Users(db).put(user_id, f"{n}", None, "", ["0"]))
    assert stored == [Users(db).get(user_id)]
