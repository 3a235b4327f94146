"""A person at the site: a browser context with its own cookies, and one page that is watched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.attack.browser import Watch

ROOT = Path(__file__).parents[2]
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = ROOT / "build" / "browser"
#: Reported from any document of the page, so that going to another address loses none.
REPORT = """
    addEventListener("securitypolicyviolation", (event) => {
        window.alexReport(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
    });
"""


def abort(route: Any) -> None:
    """The request fails, as without a connection."""
    route.abort()


def answers(**answer: Any) -> Callable[[Any], None]:
    """Every request gets this answer, with the arguments of Playwright's `fulfill`."""

    def fulfil(route: Any) -> None:
        route.fulfill(**answer)

    return fulfil


class Visit:
    """One tab of one person.

    Args:
        context: Playwright's, with a fresh profile.
        site: address of the site, without a trailing slash.
        issuer: address of the issuer.
        name: of the user, as the issuer's sign-in page has it.
    """

    def __init__(self, context: Any, site: str, issuer: str, name: str) -> None:
        self.context, self.site, self.name = context, site, name
        self.reports: list[str] = []
        context.expose_function("alexReport", self._reported)
        context.add_init_script(REPORT)
        self.page = context.new_page()
        self.watch = Watch(self.page, (site, issuer, "blob:"))

    def _reported(self, report: str) -> None:
        self.reports.append(report)

    def answers(self, pattern: str, **answer: Any) -> None:
        """Requests there get this answer instead of the API's. Arguments are those of Playwright's `fulfill`."""

        def fulfil(route: Any) -> None:
            route.fulfill(**answer)

        self.page.route(pattern, fulfil)

    def sign_in(self, path: str = "/") -> None:
        """Ends on the page of `path`, whose code may still be on its way."""
        self.page.goto(self.site + path)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_role("button", name=f"Continue as {self.name}", exact=True).click()
        self.page.get_by_role("button", name="Sign out").wait_for()

    def go(self, path: str) -> None:
        """To another page by its address: over the issuer, whose session answers."""
        self.page.goto(self.site + path, wait_until="commit")
        self.page.wait_for_url(self.site + path)
        self.page.get_by_role("button", name="Sign out").wait_for()

    def picture(self, name: str) -> None:
        """Keeps a picture of the whole page, to look at."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    def is_unharmed(self) -> None:
        """Nothing foreign ran or was loaded, nothing broke, and the policy had nothing to stop."""
        assert self.watch.ran == []
        assert self.watch.errors == []
        assert self.reports == []

    def accessibility(self) -> list[str]:
        """What axe finds on the page as it is. It runs beside the page's policy, by the browser's protocol."""
        protocol = self.context.new_cdp_session(self.page)
        protocol.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
        expression = "axe.run().then((found) => found.violations.map((one) => `${one.id}: ${one.nodes[0].html}`))"
        found = protocol.send(
            "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
        )
        protocol.detach()
        return found["result"]["value"]
