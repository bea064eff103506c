"""An officer sets up an event from the gallery to "registration open" in a real browser: clicks are counted, no rule is typed."""

import time
from typing import Any

import pytest

from tests.journeys.test_entering_in_a_browser import address, browser  # noqa: F401 - fixtures
from tests.web.windows import faults_of, press, signed_in, until

pytestmark = pytest.mark.browser
MOST_CLICKS = 12
MOST_SECONDS = 120
"""Of the machine's time; a person's ten minutes are for reading."""


class Clicks:
    """Presses what an officer would press, and counts."""

    def __init__(self, page: Any) -> None:
        self.page, self.count = page, 0

    def press(self, what: str) -> None:
        """One click, and the page that it leads to."""
        press(self.page, what)
        self.count += 1


def test_from_the_gallery_to_an_open_registration(browser, address):  # noqa: F811
    visitor = signed_in(browser, address, "officer", java_script_enabled=False)
    page, began = visitor.go("/desk/"), time.monotonic()
    clicks = Clicks(page)
    clicks.press(".jg-side >> text=竞赛和赛项")
    clicks.press("a.btn-primary:has-text('新建竞赛')")
    page.fill("#id_title", "钳工技能竞赛")
    assert page.input_value("#id_code").endswith("-1"), "a code is proposed"
    page.fill("#id_code", "fitters")
    clicks.press("main form.jg-form button[type=submit]")
    assert "下一步：从规则库选一份规则" in page.inner_text(".jg-messages")
    clicks.press(".jg-shelf >> text=作品评审：五名裁判，去高去低")
    clicks.press("text=选用这份规则")
    assert "5 名评分人" in page.inner_text("#beside")
    page.fill("[name='stage/0/criteria/work/count/source']", "7")
    clicks.press("#rules-form .btn-primary")
    assert "规则没有错误" in page.inner_text(".jg-messages") and "7 名评分人" in page.inner_text("#beside")
    clicks.press("main >> text=试算")
    assert "不是任何人的成绩" in page.inner_text("main") and page.locator("main tbody tr").count() >= 8
    clicks.press("text=看改动，采用")
    assert "5 名评分人" in page.inner_text(".jg-said del") and "7 名评分人" in page.inner_text(".jg-said ins")
    clicks.press("text=采用这一稿")
    clicks.press("a.btn-primary:has-text('设置报名')")
    clicks.press("text=保存报名设置")
    clicks.press("button:has-text('公开赛项') >> nth=0")
    assert time.monotonic() - began < MOST_SECONDS
    assert clicks.count <= MOST_CLICKS
    assert "可报名" in page.inner_text(".jg-situation")
    assert "可报名" in visitor.go("/competitions/fitters/main/").inner_text("main")
    visitor.context.close()


def test_forms_and_text_keep_in_step_while_typing(browser, address):  # noqa: F811
    visitor = signed_in(browser, address, "officer")
    page = visitor.go("/desk/rulebooks/gallery/five_judges/")
    press(page, "text=选用这份规则")
    page.fill("[name='stage/0/criteria/work/steps/0/drop_low']", "2")
    page.press("[name='stage/0/criteria/work/steps/0/drop_low']", "Tab")
    page.wait_for_selector("#beside >> text=这是还没有保存的样子")
    until(page, "document.querySelector('#text').value.includes('drop_low = 2')", True)  # before anything is saved
    assert page.get_attribute("#text", "readonly") is not None
    press(page, "#rules-form .btn-primary")
    assert "drop_low = 2" in page.input_value("#text")
    page.fill("#text", page.input_value("#text").replace("drop_low = 2", 'drop_low = "二"'))
    page.wait_for_selector("#beside >> text=要改")
    press(page, "text=保存原文")
    drops = "[name='stage/0/criteria/work/steps/0/drop_low']"
    assert page.input_value(drops) == "二"
    assert "应当是" in page.inner_text(f".jg-field--wrong:has({drops})")
    assert visitor.complaints == []
    visitor.context.close()


@pytest.mark.parametrize(
    ("width", "cookies"), [(360, {}), (360, {"jg_text": "larger"}), (768, {}), (1440, {"jg_theme": "dark"})]
)
def test_the_editor_is_accessible_and_fits_the_screen(browser, address, width, cookies):  # noqa: F811
    visitor = signed_in(browser, address, "officer", width=width, cookies=cookies)
    page = visitor.go("/desk/rulebooks/gallery/theory_gate/")
    press(page, "text=选用这份规则")
    draft = page.url.split("/desk/")[1].split("?")[0]
    faults = {}
    for path in (
        "rulebooks/",
        "rulebooks/new/",
        draft,
        f"{draft}?part=1",
        f"{draft}?part=general",
        f"{draft}text/",
        f"{draft}trial/",
        f"{draft}adopt/",
    ):
        found = faults_of(visitor.go(f"/desk/{path}"))
        faults |= {path: found} if found else {}
    assert faults == {}
    assert visitor.complaints == []
    visitor.context.close()
