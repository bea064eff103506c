"""The pages in a real browser: accessible, within the screen, without a broken policy, by keyboard, without script."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.factories.organizations import PASSWORD
from tests.web.windows import Visitor, a_browser, a_served_site, faults_of, has_so_many, press

pytestmark = pytest.mark.browser
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
    with a_served_site(tmp_path_factory.mktemp("browser-home")) as served:
        yield served


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """One headless browser for all looks."""
    with a_browser(chromium) as opened:
        yield opened


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


def own_page_faults(visitor: Visitor) -> dict[str, list[str]]:
    """What is wrong with the pages of a worker, reached by a link as the officer hands it out."""
    page = visitor.go("/desk/people/workers/1/")
    press(page, "form[action$='/link/'] button:first-of-type")
    found = {"link": faults_of(page)}
    page.goto(page.inner_text(".jg-commandline"))
    found["enter"] = faults_of(page)
    press(page, "main button")
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
    page.wait_for_selector("#main:focus")
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
    page.locator(".jg-menubox nav a").first.wait_for(state="visible")
    page.keyboard.press("Escape")
    page.locator(".jg-menubox nav a").first.wait_for(state="hidden")
    visitor.context.close()


def test_pages_read_and_filter_without_script(browser, address):
    visitor = Visitor(browser, address, width=360, java_script_enabled=False)
    code = visitor.code()
    page = visitor.go(PUBLISHED.format(code=code))
    assert page.locator("#standings tbody tr").count() >= 3
    page.fill("#f-words", "003")
    press(page, ".jg-filter button")
    assert page.locator("#standings tbody tr th").all_inner_texts()[0].startswith("路知夏")
    page.click(".jg-menubox summary")
    press(page, ".jg-menubox__tools a >> nth=0")
    assert page.locator("html[data-text-size=large]").count() == 1
    visitor.context.close()


def test_script_only_swaps_the_table(browser, address):
    visitor = Visitor(browser, address)
    page = visitor.go(PUBLISHED.format(code=visitor.code()))
    page.fill("#f-words", "001")
    page.click(".jg-filter button")
    page.wait_for_url("**words=001**")
    has_so_many(page, "#standings tbody tr th", 1)
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
    press(page, "button.btn-seal")
    assert "没有保存" in page.locator("[data-problems]").inner_text()
    page.check("#id_seen")
    page.fill("#id_password", PASSWORD)
    press(page, "button.btn-seal")
    assert page.url.endswith("/standings/1/")
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
    press(page, "main button.btn-primary")
    assert re.search(r"/appeals/[^/]+-[^/]+/$", page.url)
    assert "服务器收到" in page.locator("main").inner_text()
    assert faults_of(page) == []
    receipt = page.url.rstrip("/").split("/")[-1]
    assert receipt in officer.go("/desk/appeals/").locator("main").inner_text()
    assert faults_of(officer.go(f"/desk/appeals/{receipt}/")) == []

    page = officer.go(f"/desk/competitions/{code}/main/correct/mark/?stage=final&entry=001&criterion=practice")
    page.fill("#id_value", "95")
    press(page, "main button.btn-primary")
    for change in ("会变的：5 处", "会变的：5 处"):
        assert change in page.locator("main").inner_text()
        assert faults_of(page) == []
        page.fill("#id_reason", "按签字原件更正")
        page.check("#id_seen")
        page.fill("#id_password", PASSWORD)
        press(page, "button.btn-seal")
        assert re.search(r"/amend/[^/]+/$", page.url)
        if page.locator("text=撤销这项决定").count():
            press(page, "text=撤销这项决定")
    assert "撤销更正决定" in page.locator("main").inner_text()
    assert officer.complaints == phone.complaints == []
    officer.context.close()
    phone.context.close()


IN_HAND = """
    const ask = window.fetch, later = window.setTimeout;
    window.asked = [];
    window.waiting = [];
    window.fetch = (...given) => { window.asked.push(String(given[0])); return ask(...given); };
    window.setTimeout = (act, after, ...given) =>
        act.name === "look" ? window.waiting.push({ act, after }) : later(act, after, ...given);
    Object.defineProperty(document, "hidden", { get: () => Boolean(window.isAway) });
"""
"""The clock of a live board in the test's hand: what it would do later, it does when it is told to."""


def test_a_live_board_asks_only_while_somebody_looks_at_it(browser, address):
    visitor = Visitor(browser, address)
    visitor.context.add_init_script(IN_HAND)
    page = visitor.go(f"/competitions/{visitor.code()}/main/live/")

    def asked_after_waiting() -> int:
        """Let the time pass that the page set itself, and count how often it asked for the newest board."""
        assert page.evaluate("waiting.length") == 1
        page.evaluate("waiting.shift().act()")
        return int(page.evaluate("asked.filter((one) => one.endsWith('.now')).length"))

    def waits() -> float:
        return float(page.evaluate("waiting[0].after"))

    assert 0 <= waits() < 4_000, "a crowd that opens the board at once does not ask at once"
    assert asked_after_waiting() == 1
    assert 3_900 <= waits() <= 4_100
    assert asked_after_waiting() == 2
    page.evaluate("window.isAway = true")
    assert [asked_after_waiting() for _ in range(3)] == [2, 2, 2]
    assert 3_900 <= waits() <= 4_100, "it goes on looking whether somebody is there again"
    page.evaluate("window.isAway = false")
    assert asked_after_waiting() == 3
    assert visitor.complaints == []
    visitor.context.close()
