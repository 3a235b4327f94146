"""Pictures of every page of the site, light and dark, on a phone and on a desk, in `build/screenshots`.

`make screenshots` runs this against the embedded AWS. Look at every one of them: no test does.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from cli.run.portfolio_file import read_portfolio
from cli.shared.console import console
from local.aws.edge import edge
from local.issuer.users import ADA, GRACE, User
from local.stack import LocalAlex
from tests.attack.browser import HOW_TO_GET_IT, chromium, launched
from tests.e2e.conftest import SAMPLES, Alex
from tests.site.visit import ROOT, Visit

FOLDER = ROOT / "build" / "screenshots"
SCHEMES = ("light", "dark")
WIDTHS = {"phone": (360, 740), "desk": (1280, 900)}
#: Longer than a picture takes on a busy machine.
PATIENCE_MS = 60_000


@dataclass(frozen=True)
class Shot:
    name: str
    path: str
    """With `{first}` and `{second}`, the ids of two ended analyses."""
    user: User | None = ADA
    """None: nobody is signed in."""


#: In the order in which somebody meets them. Grace has no data.
SHOTS = (
    Shot("signed-out", "/", None),
    Shot("first-visit", "/", GRACE),
    Shot("dashboard", "/"),
    Shot("accounts", "/accounts"),
    Shot("import", "/import"),
    Shot("analyses", "/analyses"),
    Shot("analyses-none", "/analyses", GRACE),
    Shot("analysis", "/analyses/{first}"),
    Shot("compare", "/analyses/compare?a={first}&b={second}"),
    Shot("profile", "/profile"),
    Shot("not-found", "/nowhere"),
)


def main() -> int:
    if chromium() is None:
        console.print(HOW_TO_GET_IT)
        return 1
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with LocalAlex(model_latency=0) as stack, edge(stack) as site, launched() as chrome:
        alex = Alex(stack)
        first, second = _analyses(alex)
        for scheme, device in product(SCHEMES, WIDTHS):
            for file in _pictures(chrome, alex, site, {"first": first, "second": second}, scheme, device):
                console.print(file.relative_to(ROOT).as_posix())
    return 0


def _analyses(alex: Alex) -> list[str]:
    """Ids of Ada's ended jobs, the newest of the larger portfolio."""
    return [
        alex.analyse(ADA.subject, read_portfolio(SAMPLES / f"{name}.json"))["job_id"] for name in ("starter", "growth")
    ]


def _pictures(chrome: Any, alex: Alex, site: str, jobs: dict[str, str], scheme: str, device: str) -> Iterator[Path]:
    width, height = WIDTHS[device]
    visits: dict[User | None, Visit] = {}
    for number, shot in enumerate(SHOTS, 1):
        path = shot.path.format(**jobs)
        if shot.user not in visits:
            context = chrome.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
            )
            context.set_default_timeout(PATIENCE_MS)
            name = shot.user.name if shot.user else ""
            visits[shot.user] = Visit(context, site, alex.stack.issuer.url, name)
            visits[shot.user].page.goto(site)
            if shot.user is ADA:
                yield _sign_in_page(visits[ADA], FOLDER / f"00-sign-in-{scheme}-{device}.png")
            if shot.user:
                visits[shot.user].sign_in()
        visit = visits[shot.user]
        if shot.user:
            visit.go(path)
        yield _picture(visit, FOLDER / f"{number:02}-{shot.name}-{scheme}-{device}.png")
    for visit in visits.values():
        visit.context.close()


def _sign_in_page(visit: Visit, file: Path) -> Path:
    visit.page.get_by_role("button", name="Sign in").click()
    visit.page.get_by_role("button", name=f"Continue as {visit.name}").wait_for()
    visit.page.screenshot(path=file, full_page=True)
    return file


def _picture(visit: Visit, file: Path) -> Path:
    visit.page.wait_for_load_state("networkidle")
    visit.watch.until("document.querySelector('h1') && !document.querySelector('main')?.innerText.includes('Loading ')")
    visit.page.screenshot(path=file, full_page=True)
    return file


if __name__ == "__main__":
    sys.exit(main())
