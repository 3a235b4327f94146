"""Users, accounts, positions and instruments, on a real PostgreSQL."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from agent_runtime.portfolio.snapshot import AssetClass, Classification, Region, RetirementGoal, Sector
from database import accounts, positions
from database.accounts import Account, Accounts
from database.clock import now
from database.data_api import DataApi
from database.errors import AlreadyThere, LimitReached, NotOwned
from database.instruments import Instruments, StoredInstrument
from database.job_claims import JobClaims
from database.jobs import Jobs
from database.portfolio.outline import outline
from database.positions import Positions
from database.users import Users
from holdings.document import AccountKind
from tests.lambdas.database_fixtures import hold, meanwhile

pytestmark = pytest.mark.local

HOSTILE = "'; DROP TABLE accounts; -- :user_id $1 %s \" \\ \U0001f4c8"
SPLIT = Classification(
    asset_classes={AssetClass.EQUITY: 100}, regions={Region.NORTH_AMERICA: 100}, sectors={Sector.TECHNOLOGY: 100}
)


def account_of(db: DataApi, user_id: str, cash: str = "100.25") -> Account:
    return Accounts(db).create(user_id, "Brokerage", AccountKind.TAXABLE, Decimal(cash))


def instrument(db: DataApi, user_id: str, symbol: str = "VTI") -> StoredInstrument:
    found = Instruments(db).find(user_id, symbol)
    assert found is not None
    return found


def test_text_that_looks_like_sql_is_stored_as_it_is(db: DataApi, user_id: str) -> None:
    Users(db).put(user_id, HOSTILE, None, HOSTILE)
    stored = Accounts(db).create(user_id, HOSTILE, AccountKind.IRA, Decimal(0))
    assert Users(db).get(user_id).notes == HOSTILE
    assert Accounts(db).get(user_id, UUID(stored.account_id)).name == HOSTILE
    assert Instruments(db).find(user_id, "' OR 1 = 1 --") is None


def test_a_user_who_stored_nothing_has_an_empty_profile(db: DataApi, user_id: str) -> None:
    assert Users(db).get(user_id).version == 0


def test_a_profile_is_replaced_as_a_whole(db: DataApi, user_id: str) -> None:
    goal = RetirementGoal(years_until_retirement=20, target_annual_income=80_000.5)
    assert Users(db).put(user_id, "Ada", goal, "notes").goal == goal
    stored = Users(db).put(user_id, "Ada", None, "")
    assert (stored.goal, stored.notes, stored.version) == (None, "", 2)


def test_money_comes_back_to_the_cent(db: DataApi, user_id: str) -> None:
    assert account_of(db, user_id, "12345678901.10").cash == Decimal("12345678901.10")


def test_a_user_cannot_reach_another_users_account(db: DataApi, user_id: str) -> None:
    account_id = UUID(account_of(db, user_id).account_id)
    thief = Accounts(db)
    with pytest.raises(NotOwned):
        thief.get("thief", account_id)
    with pytest.raises(NotOwned):
        thief.update("thief", account_id, "Mine", AccountKind.OTHER, Decimal(0))
    with pytest.raises(NotOwned):
        thief.delete("thief", account_id)
    with pytest.raises(NotOwned):
        Positions(db).list_for("thief", account_id)
    with pytest.raises(NotOwned):
        hold(db, "thief", account_id)
    assert Accounts(db).get(user_id, account_id).version == 1


def test_a_user_cannot_reach_another_users_position(db: DataApi, user_id: str) -> None:
    account_id = UUID(account_of(db, user_id).account_id)
    held = hold(db, user_id, account_id)
    with pytest.raises(NotOwned):
        Positions(db).update("thief", UUID(held.position_id), Decimal(2), None)
    with pytest.raises(NotOwned):
        Positions(db).delete("thief", UUID(held.position_id))
    assert Positions(db).list_for(user_id, account_id) == [held]


def test_a_position_keeps_its_last_price_with_its_date(db: DataApi, user_id: str) -> None:
    account_id = account_of(db, user_id).account_id
    held = hold(db, user_id, account_id, "VTI", Decimal("0.000000000000000001"), Decimal("1.5"))
    assert (held.quantity, held.unit_price) == (Decimal("0.000000000000000001"), Decimal("1.5"))
    changed = Positions(db).update(user_id, UUID(held.position_id), Decimal(3))
    assert (changed.quantity, changed.unit_price, changed.version) == (Decimal(3), Decimal("1.5"), 2)
    assert changed.price_date == held.price_date == now(db).date()


def test_a_position_without_a_price_has_the_catalogues_with_its_date(db: DataApi, user_id: str) -> None:
    vti = instrument(db, user_id)
    held = hold(db, user_id, account_of(db, user_id).account_id)
    assert (held.unit_price, held.price_date, held.price_source) == (vti.unit_price, vti.price_date, "catalogue")


def test_an_account_holds_an_instrument_once(db: DataApi, user_id: str) -> None:
    account_id = UUID(account_of(db, user_id).account_id)
    hold(db, user_id, account_id)
    with pytest.raises(AlreadyThere, match="holds VTI already"):
        hold(db, user_id, account_id)


def test_a_user_can_have_only_so_many_accounts_and_positions(
    db: DataApi, user_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "MAX_ACCOUNTS", 1)
    monkeypatch.setattr(positions, "MAX_POSITIONS", 1)
    account_id = UUID(account_of(db, user_id).account_id)
    with pytest.raises(LimitReached, match="at most 1 accounts"):
        account_of(db, user_id)
    hold(db, user_id, account_id)
    with pytest.raises(LimitReached, match="at most 1 positions"):
        hold(db, user_id, account_id, "BND")


@pytest.mark.parametrize("known", [True, False], ids=["of a known user", "of a new user"])
def test_an_account_that_is_not_committed_counts_for_the_next_request(
    db: DataApi, user_id: str, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    monkeypatch.setattr(accounts, "MAX_ACCOUNTS", 1)
    if known:
        Users(db).put(user_id, "Ada", None, "")
    opened, other = meanwhile(db, lambda db: account_of(db, user_id))
    with pytest.raises(LimitReached):
        other.result()
    assert Accounts(db).list_for(user_id) == [opened]


def test_a_position_that_is_not_committed_counts_for_the_next_request(
    db: DataApi, user_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(positions, "MAX_POSITIONS", 1)
    account_id = UUID(account_of(db, user_id).account_id)
    symbols = iter(("VTI", "BND"))
    added, other = meanwhile(db, lambda db: hold(db, user_id, account_id, next(symbols)))
    with pytest.raises(LimitReached):
        other.result()
    assert Positions(db).list_for(user_id, account_id) == [added]


def test_deleting_an_account_deletes_its_positions(db: DataApi, user_id: str) -> None:
    account_id = UUID(account_of(db, user_id).account_id)
    held = hold(db, user_id, account_id)
    Accounts(db).delete(user_id, account_id)
    with pytest.raises(NotOwned):
        Positions(db).delete(user_id, UUID(held.position_id))


def test_only_its_owner_sees_an_added_instrument(db: DataApi, user_id: str) -> None:
    hold(db, user_id, account_of(db, user_id).account_id, "ARKK", 1, Decimal("70.27"), name="ARK Innovation ETF")
    assert instrument(db, user_id, "ARKK").name == "ARK Innovation ETF"
    assert Instruments(db).find("another-user", "ARKK") is None
    symbols = [found.symbol for found in Instruments(db).list_for(user_id, 500)]
    assert "ARKK" in symbols
    assert symbols == sorted(set(symbols))


def test_a_classification_reaches_the_owners_instrument_and_never_the_catalogue(db: DataApi, user_id: str) -> None:
    hold(db, user_id, account_of(db, user_id).account_id, "ARKK", 1, Decimal("70.27"))
    hold(db, "another-user", account_of(db, "another-user").account_id, "ARKK", 1, Decimal("70.27"))
    before = instrument(db, user_id, "VTI")
    tags = {
        symbol: {"classification": SPLIT.model_dump(), "rationale": "because"} for symbol in ("ARKK", "VTI", "NONE")
    }
    claims = JobClaims(db)
    job_id = Jobs(db).create(user_id, str(uuid4())).job_id
    claims.claim(job_id, "t", 60)

    assert not claims.store_result(job_id, "another planner's", "tagger", {}, {"tagger": {}}, tags)
    assert instrument(db, user_id, "ARKK").classification is None
    assert claims.store_result(job_id, "t", "tagger", {}, {"tagger": {}}, tags)

    found = instrument(db, user_id, "ARKK")
    assert (found.classification, found.rationale) == (SPLIT, "because")
    assert instrument(db, "another-user", "ARKK").classification is None
    assert instrument(db, user_id, "VTI") == before


def test_a_classification_of_another_description_is_left_out(db: DataApi, user_id: str) -> None:
    """The user has described the instrument anew while the model was asked about the old description."""
    hold(db, user_id, account_of(db, user_id).account_id, "ARKK", 1, Decimal("70.27"))
    now = instrument(db, user_id, "ARKK")
    claims = JobClaims(db)
    job_id = Jobs(db).create(user_id, str(uuid4())).job_id
    claims.claim(job_id, "t", 60)
    tag = {"classification": SPLIT.model_dump(), "rationale": "because", "name": now.name, "kind": now.kind}
    for old in ({"name": "Xyzw Coin"}, {"kind": "crypto"}):
        assert claims.store_result(job_id, "t", "tagger", {}, {"tagger": {}}, {"ARKK": tag | old})
        assert instrument(db, user_id, "ARKK").classification is None
    assert claims.store_result(job_id, "t", "tagger", {}, {"tagger": {}}, {"ARKK": tag})
    assert instrument(db, user_id, "ARKK").classification == SPLIT


def test_only_cash_or_a_position_can_be_analysed(db: DataApi, user_id: str) -> None:
    assert not outline(db, user_id).holdings
    account_id = UUID(account_of(db, user_id, "0").account_id)
    assert not outline(db, user_id).holdings
    hold(db, user_id, account_id)
    assert outline(db, user_id).holdings
    other = f"{user_id}-{uuid4()}"
    account_of(db, other, "0.01")
    assert outline(db, other).holdings
