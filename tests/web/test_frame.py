"""The frame: preferences by plain links, vendored files that are what they say, error pages in words, glyphs that exist."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.test import Client

from jiangong.web import errors, glyphs
from jiangong.web.templatetags import jg
from jiangong.web.vendoring import PACKAGES, TEST_VENDOR, VENDOR, without_source_map

WEB = Path(errors.__file__).parent


@pytest.mark.parametrize("folder", [VENDOR, TEST_VENDOR])
def test_vendored_files_are_what_the_manifest_says(folder):
    rows = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    known = {(package.name, package.version) for package in PACKAGES if package.target == folder}
    assert {(row["name"], row["version"]) for row in rows} == known
    for row in rows:
        assert row["licence"]
        for name, digest in row["sha256"].items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
    listed = {name for row in rows for name in row["sha256"]}
    assert {file.name for file in folder.iterdir()} == listed | {"manifest.json"}


def test_a_pointer_to_a_source_map_is_left_out():
    assert without_source_map(b"a\n//# sourceMappingURL=a.map\n") == b"a\n"
    assert without_source_map(b"a") == b"a"


def test_every_glyph_that_a_template_names_exists():
    named = set()
    for template in (WEB / "templates").rglob("*.html"):
        named |= set(re.findall(r'{% glyph "([^"]+)" %}', template.read_text(encoding="utf-8")))
    assert named <= set(glyphs.GLYPHS)
    with pytest.raises(KeyError):
        glyphs.use("s-nothing")


def test_no_template_and_no_sheet_loads_from_another_host():
    for file in [*(WEB / "templates").rglob("*.html"), *(WEB / "static").glob("*.*")]:
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text and "https://" not in text and "//cdn" not in text, file
        assert "data:" not in text.replace("data:", "", 0) or file.suffix == ".js", file


def test_text_size_theme_and_language_are_set_by_links(site, client):
    assert client.get("/preferences/text/larger/?next=/rules/").headers["Location"] == "/rules/"
    client.get("/preferences/theme/dark/")
    client.get("/preferences/language/en/")
    body = client.get("/").content.decode()
    assert '<html lang="en" data-bs-theme="dark" data-text-size="larger">' in body
    client.get("/preferences/text/normal/")
    client.get("/preferences/theme/light/")
    assert "data-bs-theme" not in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/preferences/text/huge/", "/preferences/colour/red/", "/preferences/language/fr/"])
def test_a_preference_that_does_not_exist_is_404(db, client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("away", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_a_preference_link_never_leads_away(db, client, away):
    assert client.get("/preferences/theme/dark/", {"next": away}).headers["Location"] == "/"


def test_a_defect_is_told_without_a_traceback(site, monkeypatch):
    from jiangong.web.public import home

    def breaks(*_args, **_kwargs):
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(home.results, "figures", breaks)
    response = Client(raise_request_exception=False).get("/counted/")
    assert response.status_code == 500
    body = response.content.decode()
    assert "这是网站的问题" in body and "secret" not in body and "Traceback" not in body


def test_a_defect_of_the_frame_itself_still_gives_a_sentence(rf, monkeypatch):
    def breaks(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(errors, "render", breaks)
    response = errors.server_error(rf.get("/"))
    assert response.status_code == 500 and "网站出了问题" in response.content.decode()


def test_a_request_that_cannot_be_read_is_told(site, rf):
    assert errors.bad_request(rf.get("/")).status_code == 400


def test_figures_are_written_as_the_house_does():
    assert jg.figure("-0.50") == "−0.50" and jg.figure(12345) == "12,345" and jg.figure(9999) == "9999"
    assert jg.figure(None) == "" and jg.figure("A-17") == "A-17"
    assert jg.grouped("9f3c71ab04e8d25b00") == "9f3c 71ab 04e8 d25b"
    assert jg.day(None) == "" and jg.say(None) == "" and jg.spoken(None) == ""
