"""Real browsers before a site that is served from a process of its own: what every browser test stands on.

Nothing here sleeps, and nothing is read before what a person would wait for has come: `press` ends when the next page is there.
"""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jiangong.web.vendoring import TEST_VENDOR
from tests.factories.organizations import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
AXE = (TEST_VENDOR / "axe.min.js").read_text(encoding="utf-8")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 120_000
"""Milliseconds until a test gives up: a machine under load is slow, and slow is no defect here."""


@contextlib.contextmanager
def a_served_site(home: Path, *parts: str) -> Iterator[str]:
    """Serve the small site with these parts (see `browser_site`) from a database in `home`; its address."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    command = [sys.executable, "-W", "ignore", "-m", "tests.web.browser_site", str(home), *parts]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as served:
        try:
            assert served.stdout is not None
            address = served.stdout.readline().strip()
            if not address:
                pytest.fail(f"the site did not start: exit status {served.wait()}")
            yield address
        finally:
            served.terminate()


@contextlib.contextmanager
def a_browser(chromium: str) -> Iterator[Any]:
    """One headless browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS, timeout=PATIENCE)
        yield opened
        opened.close()


def press(page: Any, what: str) -> None:
    """Press a link or a button that leads to another page, and wait until that page has loaded."""
    with page.expect_navigation(timeout=PATIENCE):
        page.click(what)


def has_so_many(page: Any, what: str, count: int) -> None:
    """Wait until the page shows this many of something."""
    from playwright.sync_api import expect

    expect(page.locator(what)).to_have_count(count, timeout=PATIENCE)


def until(page: Any, asked: str, wanted: object) -> None:
    """Ask the page until it says what is wanted. Playwright's `wait_for_function` asks once and then needs an eval, which the content
    policy forbids."""
    from playwright.sync_api import Error

    ends, said = time.monotonic() + PATIENCE / 1_000, None
    while time.monotonic() < ends:
        with contextlib.suppress(Error):  # the page was renewing itself
            said = page.evaluate(asked)
        if said == wanted:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{asked} stayed {said!r}")


class Visitor:
    """A browser window that remembers what the console complained of."""

    def __init__(
        self, browser: Any, address: str, *, width: int = 1440, cookies: dict[str, str] | None = None, **more: Any
    ) -> None:
        self.address = address
        self.context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", **more)
        self.context.set_default_timeout(PATIENCE)
        self.context.add_cookies([{"name": k, "value": v, "url": address} for k, v in (cookies or {}).items()])
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        if message.type == "error" and "status of 404" not in message.text:
            self.complaints.append(message.text)

    def go(self, path: str) -> Any:
        """Open a page of the site."""
        self.page.goto(self.address + path)
        return self.page

    def go_until(self, path: str, what: str) -> Any:
        """Open a page, and open it again as a person would until it shows `what`.

        For the judge's pages, which come from the device where the network is slower than a few seconds.
        """
        for _ in range(20):
            page = self.go(path)
            if page.locator(what).count():
                return page
        raise AssertionError(f"{path} never showed {what}:\n" + page.inner_text("main"))

    def press(self, what: str) -> None:
        """Press what leads to another page."""
        press(self.page, what)

    def code(self) -> str:
        """The code of the site's only competition."""
        link = self.go("/rules/").locator("a[href^='/competitions/']").first.get_attribute("href")
        return str(link).split("/")[2]

    def sign_in(self, who: str = "officer") -> None:
        """Sign in, by default as the officer."""
        page = self.go("/account/sign-in/")
        page.fill("#id_username", who)
        page.fill("#id_password", PASSWORD)
        press(page, "main button[type=submit]")
        assert page.url.endswith("/desk/")


def signed_in(browser: Any, address: str, who: str, **more: Any) -> Visitor:
    """A window in which somebody is signed in."""
    visitor = Visitor(browser, address, **more)
    visitor.sign_in(who)
    return visitor


def faults_of(page: Any) -> list[str]:
    """What axe finds, and whether the page is wider than the screen."""
    page.wait_for_load_state()
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    said = [
        f"{one['id']}: {node['target']} {node['failureSummary'][:200]}" for one in found for node in one["nodes"][:3]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return said + ([f"wider than the screen by {wide}"] if wide > 0 else [])
