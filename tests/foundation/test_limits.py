"""A text that a table cannot hold is declined in words, the same on every database."""

import pytest

from jiangong.competitions.services import EntryRow, register_entries
from jiangong.core.problems import Refused
from jiangong.core.scoring import Tables
from jiangong.evidence.judging.services import import_marks
from jiangong.foundation.limits import is_storable, refuse_unstorable, text_limits
from jiangong.foundation.models import Job, StoredFile
from jiangong.foundation.refusals import Declined
from tests.factories import MARKS, a_table, an_event, an_officer


def test_limits_are_those_of_the_table():
    assert text_limits(StoredFile) == {"name": 255, "sha256": 64, "by": 200}


@pytest.mark.parametrize(("text", "answer"), [("", True), ("建功", True), ("建功了", False), ("a\0", False)])
def test_a_text_is_storable_up_to_its_limit(text: str, answer: bool):
    assert is_storable(text, 2) is answer


def test_a_row_with_too_long_a_text_is_declined_with_the_text_and_the_limit():
    refuse_unstorable(Job(title="导入"))

    with pytest.raises(Declined, match="导导导导导导导导导导导导….*201.*200"):
        refuse_unstorable(Job(title="导" * 201))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["长" * 201, "a\0b"])
def test_an_entry_with_such_a_name_is_declined(name: str):
    officer = an_officer()

    with pytest.raises(Declined):
        register_entries(an_event(officer), rows=[EntryRow("001", name=name)], by=officer)


@pytest.mark.django_db
def test_a_mark_with_such_a_code_is_refused_with_its_row():
    officer = an_officer()
    event = an_event(officer)
    marks = a_table(MARKS.replace("002", "9" * 101))

    with pytest.raises(Refused) as refused:
        import_marks(event, tables=Tables(marks=marks), by=officer)

    assert [(problem.row, problem.column) for problem in refused.value.problems] == [(4, "entry"), (5, "entry")]
