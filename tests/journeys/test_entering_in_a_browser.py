"""Before a competition, in a real browser: an officer opens a registration, a unit enters twenty people, an application is decided."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.windows import a_browser, a_served_site, faults_of, press, signed_in

pytestmark = pytest.mark.browser
HEAD = "姓名,单位,年龄,工号\n"
LOOKED_AT = [
    "/desk/programmes/", "/desk/applications/", "/desk/applications/1/", "/desk/applications/1/write/",
    "/competitions/{code}/empty/register/", "/entering/",
]  # fmt: skip
HOST = [
    "/desk/",
    "/desk/applications/1/",
    "/desk/competitions/{code}/empty/registration/",
    "/desk/competitions/{code}/empty/registration/window/",
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[str]:
    """Where the small site with a unit and its clerk is served."""
    with a_served_site(tmp_path_factory.mktemp("entering-home"), "entering") as served:
        yield served


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """One headless browser."""
    with a_browser(chromium) as opened:
        yield opened


def twenty(*, mistakes: bool) -> str:
    """Twenty people; with three mistakes: an age in words, a missing name, one who is too young."""
    rows = [[f"职工{n:02d}", "", str(20 + n), f"{n:04d}"] for n in range(20)]
    if mistakes:
        rows[4][2], rows[9][0], rows[14][2] = "三十", "", "15"
    return HEAD + "".join(",".join(row) + "\n" for row in rows)


def test_an_officer_opens_a_registration_from_the_gallery_without_typing_a_rule(browser, address):
    visitor = signed_in(browser, address, "officer", java_script_enabled=False)
    page = visitor.go("/desk/new-competition/")
    page.fill("#id_title", "电工")
    page.fill("#id_code", "electric")
    press(page, "main form.jg-form button[type=submit]")
    assert "从规则库选一份规则" in page.inner_text(".jg-messages")
    page = visitor.go("/desk/competitions/electric/new-event/")
    page.check("input[value='gallery:five_judges']")
    press(page, "main form.jg-form button[type=submit]")
    press(page, ".jg-worklinks >> text=报名")
    press(page, "a.btn-primary:has-text('设置报名')")
    page.fill("#id_opens_at", "2026-01-01T08:00")
    page.fill("#id_closes_at", "2099-12-31T18:00")
    page.fill("#id_capacity", "30")
    page.fill("#id_least_age", "16")
    page.select_option("#id_least_level", "3")
    page.check("#id_no_teachers")
    press(page, "text=保存报名设置")
    assert "赛项还是草稿" in page.inner_text("main")
    press(page, "button:has-text('公开赛项') >> nth=0")
    page = visitor.go("/competitions/electric/main/")
    said = page.inner_text("main")
    assert "可报名" in said and "名额 30，还剩 30" in said and "年满 16 周岁" in said and "在职教师不参加" in said
    visitor.context.close()


def test_a_unit_enters_twenty_people_from_a_sheet_with_three_mistakes(browser, address):
    visitor = signed_in(browser, address, "clerk")
    here = f"/competitions/{visitor.code()}/empty/register/"
    page = visitor.go(here)
    upload(page, twenty(mistakes=True))
    problems = page.locator("[data-problems] tbody tr")
    assert problems.count() == 3
    assert [problems.nth(n).locator("td").nth(1).inner_text() for n in range(3)] == ["6", "11", "16"]
    assert "报名条件第 1 条：年满 16 周岁" in problems.nth(2).inner_text()
    assert "一行也没有存" in page.locator("[data-problems]").inner_text()
    assert faults_of(page) == []
    page = visitor.go(here)
    assert "2 条" in page.inner_text("main") and "职工00" not in page.inner_text("main")
    upload(page, twenty(mistakes=False))
    assert "已报名 20 人，20 人候补。" in page.inner_text(".jg-messages")
    assert page.locator("main tbody tr th >> text=职工").count() == 20
    press(page, "main tbody >> text=职工00")
    assert "候补第 2 位" in page.inner_text("main")
    visitor.context.close()


def upload(page: Any, text: str) -> None:
    """Choose a file and hand it in."""
    page.set_input_files("#id_sheet", {"name": "名单.csv", "mimeType": "text/csv", "buffer": text.encode()})
    press(page, "text=检查并报名")


def test_a_reviewer_returns_and_then_approves_an_application(browser, address):
    city, clerk, boss = (signed_in(browser, address, who) for who in ("officer", "clerk", "programme-officer"))
    page = city.go("/desk/")
    press(page, "li:has-text('受理申报：电工技能竞赛') >> text=去审核")
    press(page, "text=受理")
    page.check("text=经费预算没有分项")
    page.fill("#id_return-words", "场地费没有列")
    press(page, "form >> button:has-text('退回补正')")
    page = clerk.go("/desk/")
    press(page, "li:has-text('补正申报') >> text=去补正")
    assert "经费预算没有分项；场地费没有列" in page.inner_text("main")
    page.fill("#id_budget", "60000")
    press(page, "text=提交申报")
    assert "已提交，申报号 1" in page.inner_text("main")
    for visitor, button in ((city, "通过并上报"), (boss, "批准立项")):
        page = visitor.go("/desk/applications/1/")
        press(page, "text=受理")
        press(page, f"form >> button:has-text('{button}')")
    assert "已批准立项" in page.inner_text(".jg-messages") and "电工技能竞赛" in page.inner_text("h1")
    assert "通过" in clerk.go("/desk/applications/1/").inner_text(".jg-situation")
    for visitor in (city, clerk, boss):
        assert visitor.complaints == []
        visitor.context.close()


@pytest.mark.parametrize(("width", "cookies"), [(360, {}), (360, {"jg_text": "larger"}), (1440, {"jg_theme": "dark"})])
def test_pages_are_accessible_and_fit_the_screen(browser, address, width, cookies):
    faults = {}
    for who, paths in (("clerk", LOOKED_AT), ("officer", HOST), ("programme-officer", LOOKED_AT[:2])):
        visitor = signed_in(browser, address, who, width=width, cookies=cookies)
        code = visitor.code()
        for path in paths:
            found = faults_of(visitor.go(path.format(code=code)))
            faults |= {(who, path): found} if found else {}
        visitor.context.close()
    assert faults == {}
