"""Photos beside a sheet: optional, bare, encrypted, for few eyes."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jiangong.evidence.marking.models import SheetPhoto
from jiangong.evidence.marking.selectors import picture_of
from jiangong.evidence.marking.services import keep_photo
from jiangong.evidence.marking.services.photos import LARGEST, MOST_PHOTOS
from jiangong.foundation.refusals import Declined
from jiangong.foundation.selectors import stored_bytes
from jiangong.organizations.enums import Role
from tests.factories import an_auditor, an_officer
from tests.factories.marking import A_PNG, a_judged_event, chief_of, judges_of, stage_of
from tests.factories.organizations import _holding

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def event():
    return a_judged_event(an_officer())


def kept(event, **more):
    given = {"work": "01", "data": A_PNG, "by": judges_of(event)[0].user, **more}
    return keep_photo(event, stage_of(event), **given)


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
