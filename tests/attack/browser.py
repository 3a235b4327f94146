"""A headless Chromium and a page in it that notices whether anything ran."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PATIENCE_MS = 30_000
POLL_MS = 50
HOW_TO_GET_IT = "these tests need Chromium: `apt-get install chromium`, or name an executable in CHROMIUM"
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)
#: What every payload of the corpus calls; defined by us, past the page's policy, so that the policy cannot hide a call.
MARKER = """
    window.alexRan = [];
    window.ran = (what) => window.alexRan.push(what);
    window.alexViolations = [];
    addEventListener("securitypolicyviolation", (event) => window.alexViolations.push(event.violatedDirective));
"""


def chromium() -> str | None:
    """Path of an executable, None where there is none."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


class Watch:
    """What happened in a page.

    Args:
        page: of Playwright, before anything is loaded.
        home: begins the address of everything the page may ask for.
    """

    def __init__(self, page: Any, home: str) -> None:
        self.page, self._home = page, home
        self.dialogs: list[str] = []
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.add_init_script(MARKER)
        page.on("dialog", self._dialog)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    @property
    def ran(self) -> list[str]:
        """What payloads did: calls of the marker, also in frames, dialogs, and requests to elsewhere."""
        called = [what for frame in self.page.frames for what in frame.evaluate("window.alexRan || []")]
        foreign = [url for url in self.requests if not url.startswith(self._home)]
        return [*called, *self.dialogs, *foreign]

    def until(self, expression: str) -> None:
        """Waits for it to become true. Playwright's own waiting evaluates text, which the site's policy forbids."""
        for _ in range(PATIENCE_MS // POLL_MS):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(POLL_MS)
        raise AssertionError(f"never true: {expression}")

    @property
    def violations(self) -> list[str]:
        """Directives of the page's policy that something went against."""
        return self.page.evaluate("window.alexViolations")


@contextmanager
def browser(profile: Path) -> Iterator[Any]:
    """A context of Playwright in a Chromium of its own, with a new profile; it resolves no name but this machine's."""
    from playwright.sync_api import sync_playwright  # only `make browser` installs it

    resolver = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium(), headless=True, args=[*FLAGS, resolver]
        )
        try:
            yield context
        finally:
            context.close()
