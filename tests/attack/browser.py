"""A headless Chromium, and a page that records whether a payload ran."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
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
#: Defines the function that every payload calls; injected past the page's policy, which so cannot hide a call.
MARKER = """
    window.alexRan = [];
    window.ran = (what) => window.alexRan.push(what);
    window.alexViolations = [];
    addEventListener("securitypolicyviolation", (event) => window.alexViolations.push(event.violatedDirective));
"""


def chromium() -> str | None:
    """Path of the executable, None if there is none."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


class Watch:
    """Events of a page.

    Args:
        page: Playwright's, before anything is loaded.
        home: prefix of every URL the page may request, or all such prefixes.
    """

    def __init__(self, page: Any, home: str | tuple[str, ...]) -> None:
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
        """Effects of payloads: calls of the marker (in frames too), dialogs, and requests to other hosts."""
        called = [what for frame in self.page.frames for what in frame.evaluate("window.alexRan || []")]
        foreign = [url for url in self.requests if not url.startswith(self._home)]
        return [*called, *self.dialogs, *foreign]

    def until(self, expression: str) -> None:
        """Wait for the condition. Playwright's own wait evaluates text, which the site's policy forbids."""
        for _ in range(PATIENCE_MS // POLL_MS):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(POLL_MS)
        raise AssertionError(f"never true: {expression}")

    @property
    def violations(self) -> list[str]:
        """Directives of the page's policy that were violated."""
        return self.page.evaluate("window.alexViolations")


#: Only names of this machine resolve.
RESOLVER = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@contextmanager
def launched() -> Generator[Any]:
    """A new Chromium, whose contexts are as good as new profiles."""
    from playwright.sync_api import sync_playwright  # installed by `make browser` only

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), headless=True, args=[*FLAGS, RESOLVER])
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def browser(profile: Path) -> Generator[Any]:
    """A Playwright context in a new Chromium with an empty profile. Only names of this machine resolve."""
    from playwright.sync_api import sync_playwright  # installed by `make browser` only

    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium(), headless=True, args=[*FLAGS, RESOLVER]
        )
        try:
            yield context
        finally:
            context.close()
