"""Marking in a real browser: five sheets sealed in aeroplane mode arrive; two clerks disagree and resolve; nothing is lost on the way."""

import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.windows import Visitor, a_browser, a_served_site, faults_of, has_so_many, press, signed_in, until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[str]:
    """Where the small site is served with an event that is being judged."""
    with a_served_site(tmp_path_factory.mktemp("marking-home"), "marking") as served:
        yield served


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """One headless browser."""
    with a_browser(chromium) as opened:
        yield opened


def stage_address(visitor: Visitor) -> str:
    """The address of the stage that is being judged, found as a judge finds it."""
    page = visitor.go("/desk/marking/")
    return str(page.get_attribute("main a:has-text('做第二人')", "href")).replace("second/", "")


def fill_in(page: Any, look: int, holes: int) -> None:
    """Choose a level for both aspects, and count the holes where this judge measures. `look`: 1 is the best level."""
    page.wait_for_selector("button[data-check][aria-disabled]")  # until then the sheet is a plain form
    page.click(f"label[for=f1-{look}]")
    page.click(f"label[for=f2-{look}]")
    if page.locator("[data-forward]").is_visible():
        page.click("[data-forward]")
        for _ in range(holes + 1):
            page.click("[data-by='+']")
        page.click("[data-by='-']")


def seal(page: Any, following: str = "") -> None:
    """Look at the whole sheet once, seal it, and come to the page that follows."""
    here = page.url
    page.click("button[data-check]")
    page.click("button[data-seal]")
    page.wait_for_url(f"**{following}" if following else lambda url: url != here)


def test_five_sheets_sealed_in_aeroplane_mode_arrive_with_receipts(browser, address):
    visitor = signed_in(browser, address, "judge-1", width=360)
    here = stage_address(visitor)
    page = visitor.go(here)
    page.wait_for_selector("text=断网也能评：已备好 6 份，共 6 份")
    assert faults_of(page) == []

    visitor.context.set_offline(True)
    page.goto(address + here)
    page.wait_for_selector("text=没有网络，可以照常评分")
    page.click("[data-open='01']")
    for number, work in enumerate(["01", "02", "03", "04", "05"], start=1):
        page.wait_for_selector(f".jg-station >> text='{work}'")
        page.wait_for_selector("[data-net]:not([hidden])")
        assert "核对并封存" in page.inner_text("button[data-check]")
        assert page.get_attribute("button[data-check]", "aria-disabled") == "true"
        fill_in(page, look=2, holes=number)
        if work == "03":  # a flat battery, or a finger on reload
            page.wait_for_selector("text=草稿存在本机")
            page.reload()
            page.wait_for_selector("text=3/3")
        seal(page, f"/works/{number + 1:02d}/")
    page.wait_for_selector("text=没有网络，5 份封存的评分表存在本机，联网后自动送出")
    page.goto(address + here)
    page.wait_for_selector("[data-open='05'].is-local")

    visitor.context.set_offline(False)
    page.wait_for_selector("text=已连上，封存的都已送达")
    page = visitor.go_until(here, ".jg-works .is-sealed >> nth=4")
    assert page.locator(".jg-works .is-sealed").count() == 5
    receipt = page.inner_text("[data-open='03'] .jg-code")
    press(page, "[data-open='03']")
    page.wait_for_selector("dl.jg-facts dt")
    assert [
        words.strip().split(" · ")[-1] for words in page.locator("dl.jg-facts dt, dl.jg-facts dd").all_inner_texts()
    ][:4] == ["joint", "2", "bead", "2"]
    stranger = Visitor(browser, address)
    page = stranger.go(f"/receipts/?receipt={receipt}")
    assert "已封存，有效" in page.inner_text("main") and "焊工省决赛" in page.inner_text("main")
    assert [words for words in visitor.complaints if "net::ERR_" not in words] == []
    stranger.context.close()
    visitor.context.close()


def test_two_tabs_lose_no_mark_and_the_judge_sees_which_one_counts(browser, address):
    visitor = signed_in(browser, address, "judge-2", width=360)
    here = stage_address(visitor)
    one = visitor.go(f"{here}works/01/")
    other = visitor.context.new_page()
    other.goto(f"{address}{here}works/01/")
    fill_in(one, look=2, holes=0)
    fill_in(other, look=3, holes=0)
    for page in (one, other):
        page.wait_for_selector("text=已连上")
        seal(page, "/works/02/")
        page.wait_for_selector("text=已连上，封存的都已送达")
    said = visitor.go_until(f"{here}works/01/", "text=没有计入").inner_text("main")
    assert "没有计入：与已封存的内容不同" in said and "交裁判长处理" in said
    chief = signed_in(browser, address, "chief")
    page = chief.go(f"{here}live/")
    press(page, "text=处理 >> nth=-1")
    assert page.locator("main tbody tr").first.locator("td").all_inner_texts() == ["2", "1"]
    page.check("input[value=again]")
    page.fill("#id_reason", "两次录入不同，请重评")
    press(page, "text=记录处理")
    assert "已处理：这名裁判重评。" in page.inner_text(".jg-messages")
    visitor.go_until(here, "[data-open='01']:has-text('请重评，第 2 轮')")
    chief.context.close()
    visitor.context.close()


def test_what_lies_on_the_device_is_unreadable_after_signing_out_and_sent_after_signing_in(browser, address):
    visitor = signed_in(browser, address, "judge-3", width=360)
    here = stage_address(visitor)
    page = visitor.go(here)
    page.wait_for_selector("text=断网也能评：已备好 6 份，共 6 份")
    press(page, "[data-open='06']")
    page.wait_for_selector("text=已连上")
    fill_in(page, look=1, holes=0)
    visitor.context.set_offline(True)
    seal(page)
    page.wait_for_selector("text=1 份封存的评分表存在本机")
    kept = page.evaluate(
        """async () => { const rows = await store.all("outbox"), key = await store.held();
        let exported = ""; try { exported = await crypto.subtle.exportKey("raw", key.keys[0]); } catch (error) { exported = "refused"; }
        return { text: new TextDecoder("latin1").decode(rows[0].data), exported }; }"""
    )
    assert "look" not in kept["text"] and kept["exported"] == "refused"
    visitor.context.clear_cookies()
    visitor.context.set_offline(False)
    page.wait_for_selector("text=1 份评分表存在本机，要登录才能送出")
    page.evaluate("store.forget()")
    assert page.evaluate("store.outbox().then((found) => [found.mine.length, found.locked])") == [0, 1]
    visitor.sign_in("judge-3")
    page = visitor.go(here)
    page.wait_for_selector("text=已连上，封存的都已送达")
    visitor.go_until(here, "[data-open='06']:has-text('已封存')")
    visitor.context.close()


def a_picture(width: int, height: int) -> bytes:
    """A PNG with an upper half of another colour."""
    rows = b"".join(
        b"\0" + (b"\x20\x50\x9e" if row < height // 2 else b"\xd0\xd0\xd0") * width for row in range(height)
    )
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    chunks = (
        len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big") for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_photos_taken_without_a_network_wait_encrypted_and_follow_the_sheet_without_holding_it_up(browser, address):
    visitor = signed_in(browser, address, "judge-2", width=360)
    here = stage_address(visitor)
    page = visitor.go(here)
    page.wait_for_selector("text=断网也能评：已备好")
    page.goto(f"{address}{here}works/05/")
    page.wait_for_selector("text=已连上")
    page.wait_for_selector("[data-photo-plain]", state="hidden")
    visitor.context.set_offline(True)
    picture = {"name": "IMG_0001.png", "mimeType": "image/png", "buffer": a_picture(640, 480)}
    page.set_input_files("[data-photo-input]", [picture, picture])
    page.wait_for_selector("[data-photo-waiting] canvas >> nth=1")
    page.set_input_files("[data-photo-input]", {**picture, "buffer": b"<svg/>"})
    page.wait_for_selector("text=没有存下：这个文件不是照片")
    page.set_input_files("[data-photo-input]", [picture] * 5)
    page.wait_for_selector("text=没有存下：一件作品至多 6 张照片")
    has_so_many(page, "[data-photo-waiting] li", 6)
    for left in (5, 4, 3, 2):
        page.click("[data-photo-waiting] li:last-child >> text=从本机删除")
        page.wait_for_selector("text=已从本机删除")
        has_so_many(page, "[data-photo-waiting] li", left)
    page.wait_for_selector("text=另有 2 张照片存在本机，待送")
    kept = page.evaluate("store.all('photos').then((rows) => new TextDecoder('latin1').decode(rows[0].data))")
    assert "PNG" not in kept and "IHDR" not in kept
    assert faults_of(page) == []

    fill_in(page, look=2, holes=0)
    seal(page, "/works/06/")
    page.wait_for_selector("text=1 份封存的评分表存在本机")
    page.route("**/marking/photo/", lambda route: route.abort())  # the sheet gets through, the photos do not
    visitor.context.set_offline(False)
    page.wait_for_selector("text=已连上，封存的都已送达")
    page.wait_for_selector("text=另有 2 张照片存在本机，待送")
    page.unroute("**/marking/photo/")
    page = visitor.go(f"{here}works/05/photos/")
    page.wait_for_selector("ul.jg-photos img >> nth=1")
    until(page, "photos.show().then(() => store.all('photos')).then((rows) => rows.length)", 0)
    page = visitor.go(f"{here}works/05/photos/")  # what arrived renewed the page by itself; now nothing does
    has_so_many(page, "ul.jg-photos img", 2)
    page.wait_for_selector("[data-photo-plain]", state="hidden")
    page.wait_for_selector("[data-net-photos]", state="hidden")
    page.set_input_files("[data-photo-input]", picture)
    page.wait_for_selector("ul.jg-photos img >> nth=2")
    assert faults_of(page) == []
    visitor.context.close()


def test_without_script_the_sheet_is_a_plain_form(browser, address):
    visitor = signed_in(browser, address, "judge-3", width=360, java_script_enabled=False)
    here = stage_address(visitor)
    page = visitor.go(f"{here}works/02/")
    page.click("label[for=f1-1]")
    press(page, "button[data-check]")
    assert "还不能封存" in page.inner_text("[data-problems]") and "还没有评" in page.inner_text("[data-problems]")
    assert page.is_checked("#f1-1")
    page.click("label[for=f2-2]")
    press(page, "button[data-check]")
    assert "封存后不能改" in page.inner_text("main")
    press(page, "button[value=seal]")
    assert "已封存，回执" in page.inner_text("main")
    assert "已封存" in page.inner_text("[data-open='02']")
    visitor.context.close()


def test_two_clerks_disagree_about_a_sheet_of_paper_and_resolve(browser, address):
    one, other = (signed_in(browser, address, name) for name in ("clerk-1", "clerk-2"))
    judge = signed_in(browser, address, "judge-3")
    here = stage_address(judge)
    judge.context.close()

    def typed(visitor: Visitor, *numbers: str) -> Any:
        page = visitor.go(f"{here}paper/")
        page.fill("#work", "04")
        page.fill("#seat", "j03")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.wait_for_selector("form[data-typing]")
        return enter(page, *numbers)

    def enter(page: Any, *numbers: str) -> Any:
        page.focus("form[data-typing] input.jg-markbox")
        for number in numbers[:-1]:
            page.keyboard.type(number)
            page.keyboard.press("Enter")
        page.keyboard.type(numbers[-1])
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.wait_for_selector(".jg-messages")
        return page

    assert "等第二人录入" in typed(one, "3", "1").inner_text(".jg-messages")
    page = typed(other, "3", "2")
    assert faults_of(page) == []
    assert "两人不同" in page.inner_text("main")
    press(page, "text=看不同处")
    assert page.locator("main table >> nth=0").locator("tbody td").all_inner_texts() == ["1", "2"]
    page = one.go(f"{here}paper/")
    press(page, "text=看不同处")
    enter(page, "3", "2")
    assert "两人一致，已计入" in page.inner_text("main tr:has-text('J03'):has-text('04')")
    one.context.close()
    other.context.close()


LOOKS = [(360, {}), (1440, {"jg_theme": "dark"}), (360, {"jg_text": "larger"})]
PAGES = {
    "judge-1": ["works/06/", "works/06/report/", "works/01/", "second/"],
    "chief": ["live/", "live/works/01/", "live/incident/", "live/severity/", "paper/filled/"],
    "clerk-1": ["paper/", "paper/blank/", "paper/J02/05/"],
}


@pytest.mark.parametrize("who", PAGES)
@pytest.mark.parametrize(("width", "cookies"), LOOKS)
def test_the_pages_are_accessible_and_within_the_screen(browser, address, who, width, cookies):
    visitor = signed_in(browser, address, who, width=width, cookies=cookies)
    judge = signed_in(browser, address, "judge-1")
    here = stage_address(judge)
    judge.context.close()
    for page in PAGES[who]:
        assert faults_of(visitor.go(here + page)) == [], page
    assert [words for words in visitor.complaints if "net::ERR_" not in words] == []
    visitor.context.close()
