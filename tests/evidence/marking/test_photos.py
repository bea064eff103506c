"""Photos beside a sheet: optional, bare, encrypted, for few eyes."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jiangong.evidence.blind.selectors import lots_under_earlier_keys
from jiangong.evidence.marking import services
from jiangong.evidence.marking.models import PhotoSeal, SheetPhoto
from jiangong.evidence.marking.selectors import photos_under_earlier_keys, picture_of, the_photo
from jiangong.evidence.marking.services import PhotoSent, keep_photo, reseal_photos
from jiangong.evidence.marking.services.photos import LARGEST, MOST_PHOTOS
from jiangong.foundation.refusals import Declined
from jiangong.foundation.secrecy import keyring, new_key
from jiangong.foundation.selectors import stored_bytes
from jiangong.organizations.enums import Role
from tests.factories import a_blind_event, a_drawn_chain, an_auditor, an_officer
from tests.factories.keeping import kept
from tests.factories.marking import A_PNG, a_judged_event, chief_of, judges_of, stage_of
from tests.factories.organizations import _holding

pytestmark = pytest.mark.django_db
PHOTO = "/desk/marking/photo/"
BACKEND = "django.contrib.auth.backends.ModelBackend"


made, event = kept(lambda: a_judged_event(an_officer()))


def kept(event, **more):
    given = {"work": "01", "data": A_PNG, "client": "", **more}
    by = given.pop("by", None) or judges_of(event)[0].user
    return keep_photo(event, stage_of(event), sent=PhotoSent(**given), by=by)


def signed_in(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def test_a_photo_lies_encrypted_without_its_name_and_opens_again(event):
    photo = kept(event)
    assert photo.file.name == "photo"
    assert A_PNG not in stored_bytes(photo.file) and b"IHDR" not in stored_bytes(photo.file)
    assert picture_of(photo) == A_PNG


@pytest.mark.parametrize(
    ("data", "said"), [(b"no picture", "不是 JPEG 或 PNG"), (b"\x89PNG\r\n\x1a\n" + b"0" * LARGEST, "超过 8 MB")]
)
def test_what_is_no_photo_or_too_large_is_refused(event, data, said):
    with pytest.raises(Declined, match=said):
        kept(event, data=data)


def test_there_is_a_most_and_only_whoever_marks_the_work_adds_one(event):
    for _ in range(MOST_PHOTOS):
        kept(event)
    with pytest.raises(Declined, match="至多 6 张"):
        kept(event)
    with pytest.raises(Declined, match="不由你评分"):
        kept(event, work="99")
    with pytest.raises(PermissionDenied):
        kept(event, by=chief_of(event))


def test_the_judge_the_chief_judge_and_an_auditor_see_it_and_nobody_else(event):
    photo, officer = kept(event), an_officer()
    one, other = judges_of(event)[:2]
    address = f"/desk/marking/{event.competition.code}/{event.slug}/final/photos/{photo.pk}/"
    for user in (one.user, chief_of(event), an_auditor()):
        answer = signed_in(user).get(address)
        assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, A_PNG, "image/png")
        assert answer["Cache-Control"] == "private, no-store"
    clerk = _holding(Role.CLERK, event.competition.host, "clerk-of-photos")
    assert {signed_in(user).get(address).status_code for user in (other.user, officer, clerk)} <= {403, 404}
    assert Client().get(address).status_code == 302


def test_a_judge_adds_a_photo_on_the_page_and_the_sheet_counts_it(event):
    client = signed_in(judges_of(event)[0].user)
    root = f"/desk/marking/{event.competition.code}/{event.slug}/final/works/01/"
    assert "选填" in client.get(root).content.decode()
    done = client.post(root + "photos/", {"photo": SimpleUploadedFile("IMG.png", A_PNG)}, follow=True)
    assert "照片已保存" in done.content.decode()
    assert "照片 1 张" in client.get(root).content.decode()
    wrong = client.post(root + "photos/", {"photo": SimpleUploadedFile("IMG.svg", b"<svg/>")})
    assert wrong.status_code == 400 and SheetPhoto.objects.count() == 1


def sent_from_a_device(client, event, *, work="01", data=A_PNG, number="n" * 32, **more):
    facts = {
        "competition": event.competition.code,
        "event": event.slug,
        "stage": "final",
        "work": work,
        "client": number,
    }
    return client.post(PHOTO, {**facts, "photo": SimpleUploadedFile("photo", data), **more})


def test_a_device_sends_a_photo_and_one_that_is_sent_twice_is_kept_once(event):
    one, other = judges_of(event)[:2]
    client = signed_in(one.user)
    first = sent_from_a_device(client, event).json()
    assert first == {"is_done": True, "said": ""} == sent_from_a_device(client, event).json()
    assert SheetPhoto.objects.count() == 1
    assert sent_from_a_device(client, event, number="m" * 32).json()["is_done"] and SheetPhoto.objects.count() == 2
    assert sent_from_a_device(signed_in(other.user), event).json()["is_done"], "another's number is not mine"
    assert SheetPhoto.objects.filter(seat=other.code).count() == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"work": "99"}, "不由你评分"),
        ({"data": b"<svg/>"}, "不是 JPEG 或 PNG"),
        ({"number": ""}, "没有编号"),
        ({"photo": "text"}, "没有编号"),
    ],
)
def test_a_device_is_told_what_cannot_be_taken(event, more, said):
    answer = sent_from_a_device(signed_in(judges_of(event)[0].user), event, **more)
    assert answer.status_code == 200 and answer.json()["is_done"] is False and said in answer.json()["said"]
    assert not SheetPhoto.objects.exists()


def test_whoever_does_not_judge_there_or_is_signed_out_sends_nothing(event):
    assert sent_from_a_device(signed_in(chief_of(event)), event).json()["is_done"] is False
    assert sent_from_a_device(signed_in(an_officer()), event).json()["is_done"] is False
    assert sent_from_a_device(Client(), event).status_code == 302
    assert signed_in(judges_of(event)[0].user).get(PHOTO).status_code == 405
    assert not SheetPhoto.objects.exists()


@pytest.mark.parametrize("provider", ["aes", "sm"])
def test_a_new_key_seals_photos_anew_and_a_broken_run_goes_on(
    event, settings, monkeypatch, provider, django_capture_on_commit_callbacks
):
    photos = [kept(event, work=work) for work in ("01", "02", "03")]
    PhotoSeal.objects.filter(photo=photos[2]).delete()  # as one that was kept before anybody noted the key
    earlier = [photo.file for photo in photos]
    assert reseal_photos() == 0 and not photos_under_earlier_keys().exists()
    settings.DATA_KEYS = [new_key("fresh", provider).written(), *settings.DATA_KEYS]
    assert photos_under_earlier_keys().count() == 3

    whole = services.photos._reseal_one
    numbers = iter(range(3))
    monkeypatch.setattr(services.photos, "_reseal_one", lambda photo: whole(photo) if next(numbers) < 1 else 1 / 0)
    with pytest.raises(ZeroDivisionError):
        reseal_photos()
    assert photos_under_earlier_keys().count() == 2
    monkeypatch.undo()
    with django_capture_on_commit_callbacks(execute=True):
        assert reseal_photos() == 2
    assert not photos_under_earlier_keys().exists() and reseal_photos() == 0
    settings.DATA_KEYS = settings.DATA_KEYS[:1]  # the earlier key is thrown away
    for photo in photos:
        assert picture_of(the_photo(event, "final", photo.pk)) == A_PNG
    with pytest.raises(FileNotFoundError):
        stored_bytes(earlier[2])


def test_lots_that_were_sealed_by_an_earlier_key_say_that_it_has_to_stay(settings):
    officer = an_officer()
    a_drawn_chain(a_blind_event(officer), officer)
    assert lots_under_earlier_keys() == 0
    settings.DATA_KEYS = [new_key("fresh").written(), *settings.DATA_KEYS]
    assert lots_under_earlier_keys() == 3 and keyring().current.name == "fresh"
