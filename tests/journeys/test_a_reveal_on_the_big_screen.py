"""From the officer's page to the first place: on the big screen by the keys, on a phone beside it, and from the file without network."""

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories.results import SECRET_SCORE
from tests.web.windows import PATIENCE, Visitor, a_browser, a_served_site, faults_of, press, signed_in

pytestmark = pytest.mark.browser
PHRASE = "桂花开了八月十五"
PAGES = ["/keys/", "/data/", "/competitions/{code}/main/live/", "/competitions/{code}/main/standings/1/exports/"]
DESK = ["/desk/competitions/{code}/main/board/", "/desk/competitions/{code}/main/board/lift/"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[str]:
    """Where the small site is served, with a result that is held back."""
    with a_served_site(tmp_path_factory.mktemp("reveal-home"), "held") as served:
        yield served


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """One headless browser."""
    with a_browser(chromium) as opened:
        yield opened


def code_of(address: str) -> str:
    """The code of the site's competition."""
    with urllib.request.urlopen(address) as home:
        return re.search(r"/competitions/([a-z0-9-]+)/", home.read().decode())[1]


def test_the_pages_hold_on_every_screen(browser, address):
    code = code_of(address)
    for width in (360, 1440):
        for pages, who in ((PAGES, ""), (DESK, "officer")):
            visitor = signed_in(browser, address, who, width=width) if who else Visitor(browser, address, width=width)
            for page in pages:
                assert faults_of(visitor.go(page.format(code=code))) == [], (page, width)


def test_places_are_called_from_the_officers_page_to_the_first(browser, address, tmp_path):
    code = code_of(address)
    officer = signed_in(browser, address, "officer")
    page = officer.go(f"/desk/competitions/{code}/main/board/")
    press(page, "main form:has(#id_from_place) button[type=submit]")
    page.click("details.jg-more-figures summary")
    page.fill("#id_phrase", PHRASE)
    with page.expect_download() as download:
        page.click("form:has(#id_phrase) button[type=submit]")
    file = tmp_path / "reveal.html"
    download.value.save_as(file)
    with page.context.expect_page() as opened:
        page.click("a[target=_blank]")
    screen = opened.value
    screen.wait_for_load_state()
    screen.set_viewport_size({"width": 1920, "height": 1080})
    phone = Visitor(browser, address, width=360)
    seen: list[str] = []
    for key, place in (("PageDown", ""), ("ArrowRight", "第 2 名"), (" ", "第 1 名")):
        assert SECRET_SCORE not in screen.content() and SECRET_SCORE not in phone.go(live(code)).content()
        screen.keyboard.press(key)
        screen.wait_for_selector(f".bd-picture[data-at='{len(seen) + 1}']")
        seen.append(screen.inner_text("#picture"))
        assert place in seen[-1]
        assert fits(screen)
    assert SECRET_SCORE in seen[2] and "岑佳禾" in seen[2] and "揭晓完毕" in seen[2] and "闻一川" in seen[2]
    screen.keyboard.press("ArrowLeft")
    screen.wait_for_selector(".bd-picture[data-at='2']")
    assert SECRET_SCORE not in screen.content()
    assert SECRET_SCORE in phone.go(live(code)).content()
    assert "封榜" not in phone.page.inner_text("main")
    assert_offline(browser, file, seen)


def live(code: str) -> str:
    return f"/competitions/{code}/main/live/"


def fits(screen: Any) -> bool:
    """Nothing is cut off on the wall."""
    return screen.evaluate(
        "document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth"
    )


def assert_offline(browser: Any, file: Path, seen: list[str]) -> None:
    """The file alone gives nothing away; with the phrase it shows the same pictures without a network."""
    text = file.read_text(encoding="utf-8")
    assert not any(word in text for word in (SECRET_SCORE, "岑佳禾", "闻一川", "临澜重工"))
    assert not re.search(r'(?:src|href)="', text)
    context = browser.new_context(offline=True, viewport={"width": 1440, "height": 810})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(file.as_uri())
    page.fill("#phrase", "not the phrase")
    page.keyboard.press("Enter")
    page.wait_for_selector("#wrong:not([hidden])")
    page.fill("#phrase", PHRASE)
    page.keyboard.press("Enter")
    page.wait_for_selector(".bd-picture[data-at='0']")
    for at in (1, 2, 3):
        page.keyboard.press("ArrowRight")
        page.wait_for_selector(f".bd-picture[data-at='{at}']")
        assert fits(page)
    assert SECRET_SCORE in page.inner_text("#picture") and "第 1 名" in page.inner_text("#picture")
    page.keyboard.press("ArrowLeft")
    assert SECRET_SCORE not in page.content()
    context.close()
    assert len(seen) == 3
