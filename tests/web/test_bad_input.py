"""Bad input: a clear page that names row and column, status 400 or 413, and nothing stored."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jiangong.competitions.models import Entry
from jiangong.evidence.judging.models import Mark, MarkSheet
from jiangong.foundation.models import StoredFile
from tests.factories import RULES

GOOD = "entry,criterion,value\n001,theory,90\n001,practice,80\n"
FILES = {
    "an unknown column": ("marks.csv", GOOD.replace("value", "valeu").encode(), ("valeu",)),
    "a mark outside its range": ("marks.csv", GOOD.replace("90", "190").encode(), ("190", "2")),
    "no number": ("marks.csv", GOOD.replace("90", "九十").encode(), ("九十",)),
    "a repeated key": ("marks.csv", (GOOD + "001,theory,91\n").encode(), ("4",)),
    "an unknown criterion": ("marks.csv", GOOD.replace("theory", "theroy").encode(), ("theroy", "theory")),
    "an empty file": ("marks.csv", b"", ("marks.csv",)),
    "names and no rows": ("marks.csv", b"entry,criterion,value\n", ("一行评分也没有",)),
    "a binary file": ("marks.csv", bytes(range(256)) * 20, ("marks.csv",)),
    "a picture that says it is a workbook": ("marks.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 400, ("marks.xlsx",)),
    "half a workbook": ("marks.xlsx", b"PK\x03\x04" + b"\0" * 400, ("marks.xlsx",)),
    "brackets": ("marks.csv", b"[" * 3000, ("marks.csv",)),
}


def stored():
    return (MarkSheet.objects.count(), Mark.objects.count(), StoredFile.objects.count(), Entry.objects.count())


def send(desk, site, name, data, **more):
    page = site.of(site.empty, "marks/", desk=True)
    return desk.post(page, {"marks": SimpleUploadedFile(name, data), **more})


@pytest.mark.parametrize("case", FILES)
def test_a_marks_file_that_cannot_be_taken_is_refused_in_words(site, desk, case):
    name, data, words = FILES[case]
    before = stored()
    response = send(desk, site, name, data)
    assert response.status_code == 400
    body = response.content.decode()
    assert "没有保存任何内容" in body and "Traceback" not in body
    assert all(word in body for word in words), words
    assert stored() == before


def test_every_problem_of_a_file_is_listed_at_once(site, desk):
    body = send(desk, site, "marks.csv", GOOD.replace("90", "190").replace("80", "x").encode()).content.decode()
    assert "有 2 处要改" in body and "190" in body


def test_the_form_without_a_file_says_what_is_missing(site, desk):
    response = desk.post(site.of(site.empty, "marks/", desk=True), {})
    assert response.status_code == 400
    body = response.content.decode()
    assert "没有保存" in body and "请选择文件。" in body


def test_where_the_list_is_cut_the_count_is_a_least(site, desk):
    many = "entry,criterion,value\n" + "".join(f"{n},theory,900\n" for n in range(300))
    assert "至少有 200 处要改" in send(desk, site, "marks.csv", many.encode()).content.decode()


def test_an_upload_over_the_limit_is_answered_in_plain_words(site, desk, settings):
    settings.UPLOAD_LIMIT = 1024
    before = stored()
    response = send(desk, site, "marks.csv", GOOD.encode() + b"#" * 200_000)
    assert response.status_code == 413
    body = response.content.decode()
    assert "文件太大，没有接收" in body and f'href="{site.of(site.empty, "marks/", desk=True)}"' in body
    desk.cookies["django_language"] = "en"
    assert "too large" in send(desk, site, "marks.csv", b"#" * 200_000).content.decode()
    assert stored() == before


RULEBOOKS = {
    "an unknown key": (RULES.replace("weights_total", "weight_total"), "weights_total"),
    "weights that do not add up": (RULES.replace('"70%"', '"60%"'), "weights_total"),
    "no TOML": ("rulebook = = 1\n", "1"),
    "brackets": ("x = " + "[" * 3000 + "]" * 3000, "rules.toml"),
    "empty": ("", "rules.toml"),
    "not text": ("\ufffd\x00\x01", "二进制内容"),
}


@pytest.mark.parametrize("case", RULEBOOKS)
def test_a_rulebook_that_cannot_be_taken_is_refused_with_line_and_key(site, desk, case):
    text, word = RULEBOOKS[case]
    events, versions = site.competition.events.count(), site.competition.rulebooks.count()
    page = f"/desk/competitions/{site.competition.code}/new-event/"
    response = desk.post(
        page, {"source": "upload", "file": SimpleUploadedFile("rules.toml", text.encode()), "code": "x"}
    )
    body = response.content.decode()
    assert response.status_code == 400
    assert "没有保存任何内容" in body and word in body and "Traceback" not in body
    assert (site.competition.events.count(), site.competition.rulebooks.count()) == (events, versions)


def test_an_upload_that_was_chosen_but_is_missing_is_said(site, desk):
    page = f"/desk/competitions/{site.competition.code}/new-event/"
    response = desk.post(page, {"source": "upload"})
    assert response.status_code == 400
    assert "还没有选文件" in response.content.decode()


def test_a_source_that_was_not_offered_is_refused(site, desk):
    page = f"/desk/competitions/{site.competition.code}/new-event/"
    assert desk.post(page, {"source": "gallery:../../etc"}).status_code == 400


def test_a_code_that_is_taken_leaves_no_new_version_of_the_rules(site, desk):
    page = f"/desk/competitions/{site.competition.code}/new-event/"
    versions = site.competition.rulebooks.count()
    other = RULES.replace('"30%"', '"40%"').replace('"70%"', '"60%"')
    upload = SimpleUploadedFile("rules.toml", other.encode())
    assert desk.post(page, {"source": "upload", "file": upload, "code": "draft"}).status_code == 400
    assert site.competition.rulebooks.count() == versions


def test_a_form_from_elsewhere_is_refused(site):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(site.officer, backend="django.contrib.auth.backends.ModelBackend")
    response = strict.post(site.of(site.event, "settle/", desk=True))
    assert response.status_code == 403
    assert "表单已过期" in response.content.decode()


@pytest.mark.parametrize("page", ["abc", "-1", "0", "99999999999999999999"])
def test_a_page_number_that_is_none_shows_standings_all_the_same(site, client, page):
    assert client.get(site.published(f"?page={page}")).status_code == 200


def test_signs_that_no_database_takes_are_not_a_defect(site, client):
    for path in (
        "/search/?q=%00",
        "/verify/?fingerprint=%00",
        site.published("?words=%00"),
        site.published("why/?entry=%00"),
    ):
        assert client.get(path).status_code in (200, 404), path
