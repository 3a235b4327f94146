"""The whole portfolio as one resource, and the prices and rates that value it."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Response

from api.dependencies import Database
from api.exact_json import ExactRoute
from api.identity import UserId
from api.openapi import error_responses
from api.portfolio_view import PortfolioView, portfolio_view
from api.preconditions import IfMatch, IfNoneMatch, put_tag
from api.requests import PortfolioBody, PricesBody, RatesBody
from api.responses import Stored
from database.portfolio.portfolios import Portfolios
from database.valuation import store_prices, store_rates

router = APIRouter(tags=["portfolio"], route_class=ExactRoute)


@router.get("/portfolio", summary="Get the whole portfolio")
def get_portfolio(user_id: UserId, db: Database, known: IfNoneMatch, response: Response) -> PortfolioView:
    """Get profile, accounts, cash and positions as of one moment, with values in the base currency, the rates that they
    were converted with, and date and origin of every price. Its ETag serves for If-Match."""
    found = Portfolios(db).get(user_id)
    known.answer(response, found.tag)
    return portfolio_view(found.portfolio, found.today)


@router.put("/portfolio", summary="Replace the whole portfolio")
def put_portfolio(
    user_id: UserId, db: Database, body: PortfolioBody, tags: IfMatch, response: Response
) -> PortfolioView:
    """Replace profile, accounts, cash and positions with those of the body: all of them, or nothing if any is refused.

    An account keeps its id if the body gives that id or the broker's, or else its name and kind. Positions of one
    instrument, account and currency are added up. What is the same already does not change.
    """
    stored = Portfolios(db).replace(user_id, body, tags)
    put_tag(response, stored.tag)
    return portfolio_view(stored.portfolio, stored.today)


@router.put("/prices", responses=error_responses(HTTPStatus.CONFLICT), summary="Bring in prices")
def put_prices(user_id: UserId, db: Database, body: PricesBody) -> Stored:
    """Keep prices of symbols for the caller, whose portfolio alone is valued with them.

    The newest price that is known counts for a position; an older one does not replace a newer one.
    """
    return Stored(stored=store_prices(db, user_id, body.prices))


@router.put("/rates", responses=error_responses(HTTPStatus.CONFLICT), summary="Bring in exchange rates")
def put_rates(user_id: UserId, db: Database, body: RatesBody) -> Stored:
    """Keep exchange rates for the caller. An older one does not replace a newer one."""
    return Stored(stored=store_rates(db, user_id, body.rates))
