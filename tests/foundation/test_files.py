"""Files are kept under their SHA-256."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from jiangong.foundation.models import StoredFile
from jiangong.foundation.refusals import Declined
from jiangong.foundation.selectors import stored_bytes
from jiangong.foundation.services import keep_file

pytestmark = pytest.mark.django_db


def test_a_file_comes_back_as_it_was_and_knows_its_digest():
    file = keep_file("成绩.csv", data=b"entry,value\n1,2\n", by="user:shu")

    assert stored_bytes(file) == b"entry,value\n1,2\n"
    assert file.sha256 == hashlib.sha256(b"entry,value\n1,2\n").hexdigest()
    assert (str(file), file.size) == ("成绩.csv", 16)


@pytest.fixture
def empty_store(tmp_path, settings):
    """A store that holds nothing of other tests, so that all of a folder can be listed."""
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": backend}


def test_the_same_bytes_lie_in_the_store_once(empty_store):
    first = keep_file("a.csv", data=b"same", by="user:shu")
    second = keep_file("b.csv", data=b"same", by="user:li")

    assert first.path == second.path
    assert StoredFile.objects.count() == 2
    assert default_storage.listdir(first.sha256[:2])[1] == [first.sha256]


def test_a_file_over_the_limit_is_declined_and_not_stored(settings):
    settings.UPLOAD_LIMIT = 1024 * 1024
    data = b"x" * (1024 * 1024 + 1)

    with pytest.raises(Declined, match="1 MB"):
        keep_file("large.csv", data=data, by="user:shu")

    assert not StoredFile.objects.exists()
    assert keep_file("own.zip", data=data, by="user:shu", has_limit=False).size == len(data)


def test_bytes_that_were_changed_in_the_store_are_not_handed_out():
    file = keep_file("a.csv", data=b"true marks", by="user:shu")
    default_storage.delete(file.path)
    default_storage.save(file.path, ContentFile(b"other marks"))

    with pytest.raises(ValueError, match="SHA-256"):
        stored_bytes(file)

    default_storage.delete(file.path)
