"""The pages in a real browser: accessible, within the screen, without a broken policy, by keyboard, without script."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jiangong.web.vendoring import TEST_VENDOR
from tests.factories.organizations import PASSWORD

pytestmark = pytest.mark.browser
AXE = (TEST_VENDOR / "axe.min.js").read_text(encoding="utf-8")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PUBLISHED = "/competitions/{code}/main/standings/1/"
PUBLIC = [
    "/", "/results/", "/rules/", "/counted/", "/verify/?fingerprint=12345678", "/search/?q=焊工", "/account/sign-in/", "/privacy/",
    "/accessibility/",
    "/competitions/{code}/", "/competitions/{code}/main/", "/competitions/{code}/main/rules/", PUBLISHED,
    PUBLISHED + "why/?entry=001", PUBLISHED + "why/?entry=003", PUBLISHED + "own/?entry=001", "/nothing/",
    "/competitions/{code}/main/appeal/", "/competitions/{code}/main/going-on/", "/appeals/", "/appeals/?receipt=abc",
]  # fmt: skip
DESK = [
    "/desk/", "/desk/competitions/", "/desk/new-competition/", "/desk/competitions/{code}/",
    "/desk/competitions/{code}/new-event/", "/desk/competitions/{code}/main/", "/desk/competitions/{code}/main/marks/",
    "/desk/competitions/{code}/main/correct/?entry=001", "/desk/competitions/{code}/draft/runs/1/",
    "/desk/competitions/{code}/draft/runs/1/publish/", "/desk/competitions/{code}/main/publications/1/check/",
    "/desk/competitions/{code}/main/slips/", "/desk/people/units/linlan/", "/desk/people/units/linlan/?words=无",
    "/desk/people/units/linlan/import/", "/desk/people/units/linlan/export/", "/desk/people/units/linlan/facts/",
    "/desk/competitions/{code}/judged/panel/", "/desk/competitions/{code}/judged/panel/nominate/",
    "/desk/competitions/{code}/judged/panel/recusals/", "/desk/competitions/{code}/judged/panel/works/",
    "/desk/competitions/{code}/judged/panel/works/lots/1/", "/desk/competitions/{code}/judged/chain/",
    "/desk/competitions/{code}/judged/check-in/", "/desk/competitions/{code}/judged/rehearsals/", "/desk/seats/",
    "/desk/competitions/{code}/judged-rehearsal-1/check-in/", "/desk/competitions/{code}/judged-rehearsal-1/check-in/sheet/",
    "/desk/competitions/{code}/judged-rehearsal-1/rehearsals/discard/", "/competitions/{code}/judged/blind/",
    "/desk/people/imports/2/", "/desk/people/workers/1/", "/desk/people/workers/1/correct/skill/", "/desk/people/requests/",
    "/desk/appeals/", "/desk/seats/", "/desk/competitions/{code}/outcome/", "/desk/competitions/{code}/outcome/publication/",
    "/desk/competitions/{code}/outcome/appeals/result/", "/desk/competitions/{code}/main/amend/",
    "/desk/competitions/{code}/main/amend/late/", "/desk/competitions/{code}/main/amend/state/?entry=001",
    "/desk/competitions/{code}/main/amend/evidence/", "/desk/competitions/{code}/main/promotion/",
    "/desk/competitions/{code}/main/promotion/new/", "/desk/competitions/{code}/main/publications/1/postings/",
    "/desk/rulebooks/", "/desk/rulebooks/1/adopt/", "/desk/rulebooks/1/history/", "/desk/rulebooks/1/history/1/",
    "/desk/versions/{code}/1/", "/desk/analysis/", "/desk/kinds/{code}/", "/desk/working-days/", "/desk/applications/waiting/",
]  # fmt: skip
LOOKS = [(360, {}), (1440, {}), (1440, {"jg_theme": "dark"}), (360, {"jg_text": "larger"})]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[str]:
    """Where the small site is served, from a process and a database of its own."""
    home = str(tmp_path_factory.mktemp("browser-home"))
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), str(root / "src")])}
    command = [sys.executable, "-W", "ignore", "-m", "tests.web.browser_site", home]
    with subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True) as served:
        try:
            assert served.stdout is not None
            yield served.stdout.readline().strip()
        finally:
            served.terminate()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """One headless browser for all looks."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


class Visitor:
    """A browser window that remembers what the console complained of."""

    def __init__(
        self, browser: Any, address: str, *, width: int = 1440, cookies: dict[str, str] | None = None, **more: Any
    ) -> None:
        self.address = address
        self.context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", **more)
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

    def code(self) -> str:
        """The code of the site's only competition."""
        link = self.go("/rules/").locator("a[href^='/competitions/']").first.get_attribute("href")
        return str(link).split("/")[2]

    def sign_in(self) -> None:
        """Sign in as the officer."""
        page = self.go("/account/sign-in/")
        page.fill("#id_username", "officer")
        page.fill("#id_password", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/desk/")


def faults_of(page: Any) -> list[str]:
    """What axe finds, and whether the page is wider than the screen."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    said = [
        f"{one['id']}: {node['target']} {node['failureSummary'][:200]}" for one in found for node in one["nodes"][:3]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return said + ([f"wider than the screen by {wide}"] if wide > 0 else [])


@pytest.mark.parametrize(("width", "cookies"), LOOKS)
def test_pages_are_accessible_and_fit_the_screen(browser, address, width, cookies):
    visitor = Visitor(browser, address, width=width, cookies=cookies)
    code = visitor.code()
    faults = {path: faults_of(visitor.go(path.format(code=code))) for path in PUBLIC}
    visitor.sign_in()
    faults |= {path: faults_of(visitor.go(path.format(code=code))) for path in DESK}
    faults |= {f"own page {path}": found for path, found in own_page_faults(visitor).items()}
    assert {path: found for path, found in faults.items() if found} == {}
    assert visitor.complaints == []
    visitor.context.close()


def own_page_faults(visitor: "Visitor") -> dict[str, list[str]]:
    """What is wrong with the pages of a worker, reached by a link as the officer hands it out."""
    page = visitor.go("/desk/people/workers/1/")
    page.click("form[action$='/link/'] button:first-of-type")
    found = {"link": faults_of(page)}
    page.goto(page.inner_text(".jg-commandline"))
    found["enter"] = faults_of(page)
    page.click("main button")
    found["own"] = faults_of(page)
    for path in ("/me/data/", "/me/correct/trade/", "/me/delete/"):
        found[path] = faults_of(visitor.go(path))
    return found


def test_a_keyboard_is_enough_to_reach_the_content(browser, address):
    visitor = Visitor(browser, address)
    page = visitor.go("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "jg-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("/programmes/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    visitor.context.close()


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(browser, address):
    visitor = Visitor(browser, address, width=360)
    page = visitor.go("/")
    page.focus(".jg-menubox summary")
    page.keyboard.press("Enter")
    assert page.locator(".jg-menubox nav a").first.is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".jg-menubox nav a").first.is_visible()
    visitor.context.close()


def test_pages_read_and_filter_without_script(browser, address):
    visitor = Visitor(browser, address, width=360, java_script_enabled=False)
    code = visitor.code()
    page = visitor.go(PUBLISHED.format(code=code))
    assert page.locator("#standings tbody tr").count() >= 3
    page.fill("#f-words", "003")
    page.click(".jg-filter button")
    assert page.locator("#standings tbody tr th").all_inner_texts()[0].startswith("路知夏")
    page.click(".jg-menubox summary")
    page.click(".jg-menubox__tools a >> nth=0")
    assert page.locator("html[data-text-size=large]").count() == 1
    visitor.context.close()


def test_script_only_swaps_the_table(browser, address):
    visitor = Visitor(browser, address)
    page = visitor.go(PUBLISHED.format(code=visitor.code()))
    page.fill("#f-words", "001")
    page.click(".jg-filter button")
    page.wait_for_url("**words=001**")
    page.wait_for_function("document.querySelectorAll('#standings tbody tr th').length === 1")
    assert visitor.complaints == []
    visitor.context.close()


def test_charts_are_drawn_beside_their_tables_and_the_bars_stay_without_script(browser, address):
    visitor, plain = Visitor(browser, address), Visitor(browser, address, java_script_enabled=False)
    for one in (visitor, plain):
        one.sign_in()
        one.go("/desk/analysis/")
    charts = visitor.page.locator(".jg-chart")
    lists = plain.page.locator("ul[data-bars]")
    assert charts.count() == lists.count() > 0 and charts.locator("canvas").count() == charts.count()
    assert charts.first.get_attribute("role") == "img" and "赛道" in str(charts.first.get_attribute("aria-label"))
    assert lists.first.is_visible() and not visitor.page.locator("ul[data-bars]").first.is_visible()
    assert visitor.complaints == [], "the content policy lets the library draw"
    assert not visitor.go("/desk/").locator("script[src*=echarts]").count(), "no other page loads it"
    for one in (visitor, plain):
        one.context.close()


def test_an_officer_publishes_by_hand(browser, address):
    visitor = Visitor(browser, address)
    code = visitor.code()
    visitor.sign_in()
    page = visitor.go(f"/desk/competitions/{code}/draft/runs/1/publish/")
    page.click("button.btn-seal")
    assert "没有保存" in page.locator("[data-problems]").inner_text()
    page.check("#id_seen")
    page.fill("#id_password", PASSWORD)
    page.click("button.btn-seal")
    page.wait_for_url("**/standings/1/")
    assert page.locator(".jg-cycle .is-now").inner_text().startswith("暂定")
    visitor.context.close()


def test_an_appeal_is_lodged_on_a_phone_and_a_correction_is_signed_and_reversed(browser, address):
    """The stories of after publication, by hand: a list is seen, signed, and taken back by another."""
    officer, phone = Visitor(browser, address), Visitor(browser, address, width=360)
    code = officer.code()
    officer.sign_in()
    slip = (
        officer.go(f"/desk/competitions/{code}/main/slips/")
        .locator("tr", has_text="001")
        .locator(".jg-code")
        .inner_text()
    )

    page = phone.go(f"/competitions/{code}/main/appeal/")
    page.fill("#id_entry", "001")
    page.fill("#id_slip", slip.lower())
    page.fill("#id_text", "第 3 项尺寸漏记，请复测。")
    page.click("main button.btn-primary")
    page.wait_for_url("**/appeals/*-*/")
    assert "服务器收到" in page.locator("main").inner_text()
    assert faults_of(page) == []
    receipt = page.url.rstrip("/").split("/")[-1]
    assert receipt in officer.go("/desk/appeals/").locator("main").inner_text()
    assert faults_of(officer.go(f"/desk/appeals/{receipt}/")) == []

    page = officer.go(f"/desk/competitions/{code}/main/correct/mark/?stage=final&entry=001&criterion=practice")
    page.fill("#id_value", "95")
    page.click("main button.btn-primary")
    for change in ("会变的：5 处", "会变的：5 处"):
        assert change in page.locator("main").inner_text()
        assert faults_of(page) == []
        page.fill("#id_reason", "按签字原件更正")
        page.check("#id_seen")
        page.fill("#id_password", PASSWORD)
        page.click("button.btn-seal")
        page.wait_for_url("**/amend/*/")
        if page.locator("text=撤销这项决定").count():
            page.click("text=撤销这项决定")
    assert "撤销更正决定" in page.locator("main").inner_text()
    assert officer.complaints == phone.complaints == []
    officer.context.close()
    phone.context.close()


def test_a_live_board_asks_only_while_somebody_looks_at_it(browser, address):
    visitor = Visitor(browser, address)
    hide = "Object.defineProperty(document, 'hidden', { get: () => Boolean(window.isAway) })"
    visitor.context.add_init_script(hide)
    asked: list[str] = []
    visitor.context.on("request", lambda request: asked.append(request.url) if request.url.endswith(".now") else None)
    page = visitor.go(f"/competitions/{visitor.code()}/main/live/")
    page.wait_for_timeout(9_000)
    assert 1 <= len(asked) <= 3
    page.evaluate("window.isAway = true")
    before = len(asked)
    page.wait_for_timeout(9_000)
    assert len(asked) == before
    page.evaluate("window.isAway = false")
    page.wait_for_timeout(5_000)
    assert len(asked) > before
    visitor.context.close()
