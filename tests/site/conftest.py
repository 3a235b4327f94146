"""The built site behind the local edge, with the real program deployed once per session, in a real Chromium."""

from __future__ import annotations

import importlib.util
import itertools
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.run.portfolio_file import PortfolioFile, read_portfolio
from local.aws.edge import edge
from local.issuer.users import USERS, User
from local.stack import LocalAlex
from tests.attack.browser import HOW_TO_GET_IT, chromium, launched
from tests.e2e.conftest import SAMPLES, Alex
from tests.site.visit import ROOT, Visit

#: The page may wait for the whole system, on a machine that does other things too.
PATIENCE_MS = 60_000
LONG_SECONDS = 3600
_numbers = itertools.count(1)

if importlib.util.find_spec("playwright"):
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE_MS)
else:
    # `make test` installs no Playwright, and would not run these tests.
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session", autouse=True)
def _everything_is_there() -> None:
    """Exit with one line before anything is deployed."""
    if chromium() is None:
        pytest.exit(HOW_TO_GET_IT, returncode=1)
    if not (ROOT / "build" / "site" / "index.html").is_file():
        pytest.exit("these tests need the built site: `make site`", returncode=1)


@pytest.fixture(scope="session")
def alex() -> Iterator[Alex]:
    with LocalAlex(model_latency=0.5) as stack:
        yield Alex(stack)


@pytest.fixture
def model_fails(alex: Alex) -> Iterator[Callable[..., None]]:
    """Sets failures of the fake model until the end of the test."""
    yield alex.model_fails
    alex.model_fails()


@pytest.fixture(scope="session")
def site(alex: Alex) -> Iterator[str]:
    with edge(alex.stack) as url:
        yield url


@pytest.fixture(scope="session")
def chrome() -> Iterator[Any]:
    with launched() as browser:
        yield browser


@dataclass(frozen=True)
class Person:
    """A user that nobody else is, and their way to the site and to the API."""

    user: User
    alex: Alex
    visit: Callable[..., Visit]
    """Opens the site on another device. Arguments are those of Playwright's `new_context`."""

    def api(self) -> Any:
        return self.alex.api(self.user.subject)

    def analysed(self, portfolio: PortfolioFile) -> dict[str, Any]:
        """The ended job of a new analysis."""
        return self.alex.analyse(self.user.subject, portfolio)

    def has(self, portfolio: PortfolioFile) -> None:
        with self.api() as api:
            api.replace_portfolio(portfolio)


@contextmanager
def people(alex: Alex, site: str, chrome: Any) -> Generator[Callable[[], Person]]:
    """Makes users without data; the sign-in page offers them until the end of the block."""
    visits: list[Visit] = []
    users: list[User] = []

    def make() -> Person:
        number = next(_numbers)
        user = User(f"site-user-{number}", f"Visitor {number}")
        users.append(user)
        USERS[user.subject] = user

        def visit(**options: Any) -> Visit:
            context = chrome.new_context(**options)
            context.set_default_timeout(PATIENCE_MS)
            visits.append(Visit(context, site, alex.stack.issuer.url, user.name))
            return visits[-1]

        return Person(user, alex, visit)

    yield make
    for user in users:
        del USERS[user.subject]
    for visit in visits:
        visit.context.close()


def administer(alex: Alex, **form: str) -> None:
    answer = httpx.post(f"{alex.stack.issuer.url}/test", data=form)
    assert answer.status_code == httpx.codes.SEE_OTHER, answer.text


@pytest.fixture
def tokens_live(alex: Alex) -> Iterator[Callable[[int], None]]:
    """Sets the lifetime of the next tokens, in seconds, until the end of the test."""

    def live(seconds: int) -> None:
        administer(alex, seconds=str(seconds))

    yield live
    live(LONG_SECONDS)


@pytest.fixture
def person(alex: Alex, site: str, chrome: Any) -> Iterator[Callable[[], Person]]:
    """Makes users without data; the sign-in page offers them until the end of the test."""
    with people(alex, site, chrome) as make:
        yield make


@pytest.fixture(scope="session")
def analysed(
    alex: Alex, site: str, chrome: Any, sample: Callable[[str], PortfolioFile]
) -> Iterator[tuple[Person, dict[str, Any]]]:
    """Somebody with `growth` and the completed job of its analysis. For tests that change neither."""
    with people(alex, site, chrome) as make:
        grown = make()
        job = grown.analysed(sample("growth"))
        assert job["status"] == "completed"
        yield grown, job


@pytest.fixture
def ada(person: Callable[[], Person]) -> Person:
    return person()


@pytest.fixture(scope="session")
def sample() -> Callable[[str], PortfolioFile]:
    """Read a sample portfolio. In `growth`, ARKK and SOFI are unclassified; in `starter`, nothing is."""
    return lambda name: read_portfolio(Path(SAMPLES) / f"{name}.json")
