"""From a marks file to a result in effect, a correction, and the second publication beside the first."""

import pytest

from jiangong.competitions.enums import NamesBasis, Policy, Slot
from jiangong.competitions.models import Event
from jiangong.competitions.selectors import slip_code, the_event
from jiangong.competitions.services import (
    CompetitionDetails,
    EntryRow,
    EventDetails,
    add_track,
    adopt_rulebook,
    announce_competition,
    create_event,
    open_event,
    open_programme,
    register_entries,
    set_names_rule,
)
from jiangong.core.problems import Refused
from jiangong.core.scoring import Tables
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.selectors import mark_sheets
from jiangong.evidence.judging.services import correct_marks, import_marks
from jiangong.foundation import clock
from jiangong.foundation.selectors import trail_rows, verify_trail
from jiangong.foundation.sheets import read_table
from jiangong.organizations.enums import Level, Role
from jiangong.organizations.models import User
from jiangong.organizations.selectors import federation_or_none
from jiangong.organizations.services import appoint, create_site, enrol_user, found_organization
from jiangong.results.bundle import verify_bundle
from jiangong.results.selectors import (
    bundle_bytes,
    consequences,
    own_result_or_none,
    preview_correction,
    publications_of,
    published_standings,
    what_may_be_shown,
    why,
)
from jiangong.results.services import check_publication, post_public_notice, publish_run, put_in_effect, settle_event
from tests.factories import MARKS, RULES, an_officer
from tests.factories.organizations import PASSWORD

pytestmark = pytest.mark.django_db


def a_city_officer() -> User:
    """A site is made; a city is founded in it; its officer gets a post."""
    administrator = create_site("澄江省总工会", administrator="root", administrator_name="温景舟", password=PASSWORD)
    city = found_organization("临澜市总工会", under=federation_or_none(), level=Level.CITY, by=administrator)
    officer = enrol_user("shu", name="舒宁岩", password=PASSWORD, by=administrator)
    appoint(officer, organization=city, role=Role.OFFICER, by=administrator)
    programme = open_programme("建功", code="2026", year=2026, organization=federation_or_none(), by=administrator)
    add_track(programme, slot=Slot.REGION, name="区域性引领竞赛", by=administrator)
    return officer


def an_open_event(officer: User) -> Event:
    city, track = officer.posts.get().organization, federation_or_none().programmes.get().tracks.get()
    details = CompetitionDetails(policy=Policy.MARKS)
    competition = announce_competition("焊工", track=track, host=city, code="welding", by=officer, details=details)
    set_names_rule(competition, basis=NamesBasis.GROUND, ground="规程第九条", by=officer)
    rulebook = adopt_rulebook(competition, text=RULES, by=officer)
    event = create_event(competition, rulebook=rulebook, by=officer, details=EventDetails(title="焊工·市决赛"))
    rows = [EntryRow("001", name="岑佳禾"), EntryRow("002", name="闻一川"), EntryRow("003", name="路知夏")]
    register_entries(event, rows=rows, by=officer)
    open_event(event, by=officer)
    return event


def test_from_a_file_to_a_corrected_publication():
    officer = a_city_officer()
    event = an_open_event(officer)

    # A file with a mistake is refused with its row; the mended one is sealed.
    wrong = MARKS.replace("002,practice,85", "002,practice,850").encode()
    with pytest.raises(Refused) as refused:
        import_marks(event, tables=Tables(read_table(wrong, name="m.csv"), files={"marks": "m.csv"}), by=officer)
    assert [(problem.file, problem.row, problem.column) for problem in refused.value.problems] == [
        ("m.csv", 5, "value")
    ]
    assert not mark_sheets(event).exists()
    data = MARKS.encode()
    import_marks(event, tables=Tables(read_table(data, name="m.csv")), by=officer, file=("m.csv", data))

    # The run is a draft; published, everybody reads it; checked by another person, it hardens into effect.
    another = an_officer(officer.posts.get().organization)
    first = settle_event(event, by=officer)
    assert what_may_be_shown(event, viewer=None).publication is None
    publication = publish_run(first, by=officer)
    check_publication(publication, by=another)
    check_publication(publication, by=an_officer(officer.posts.get().organization))
    until = post_public_notice(publication, by=officer).notice_until
    with clock.stopped_at(until):
        put_in_effect(publication, by=officer, document="临工发〔2026〕7 号")
    page = published_standings(publication, viewer=None)
    assert [(line.place, line.name) for line in page.lines] == [("1", "闻一川"), ("2", "岑佳禾"), ("", "路知夏")]

    # The entry itself asks why, with its slip; anyone recomputes the bundle.
    slip = slip_code(event.entries.get(number="001"))
    assert [line.score for line in own_result_or_none(publication, number="001", slip=slip)] == ["83.00"]
    assert why(publication, number="001", viewer=None, slip=slip).explanation.place == "2"
    assert verify_bundle(bundle_bytes(first)).is_identical

    # A mark was copied wrongly: the consequences are seen first, then the new run stands beside the old.
    changes = [MarkChange("final", "001", "practice", value="86.5")]
    expected = preview_correction(event, changes=changes)
    correct_marks(event, changes=changes, reason="抄录有误", by=officer)
    second = settle_event(event, by=officer)
    assert consequences(first, second) == expected
    assert {(change.entry, change.kind, change.after) for change in expected} >= {
        ("001", "place", "1"),
        ("002", "award", ""),
    }
    assert published_standings(publication, viewer=None).lines[0].name == "闻一川"

    # Published again, for a reason; the first publication stays readable and says by what it was superseded.
    publish_run(second, by=officer, reason="更正一项抄录错误")
    shown = what_may_be_shown(the_event("welding", event.slug, viewer=None), viewer=None)
    assert (shown.publication.number, shown.publication.run) == (2, second)
    assert [(old.number, old.state, old.successor) for old in shown.superseded] == [(1, "in_effect", shown.publication)]
    assert published_standings(shown.publication, viewer=None).lines[0].name == "岑佳禾"
    assert published_standings(shown.superseded[0], viewer=None).lines[0].name == "闻一川"
    assert len(publications_of(event)) == 2

    # Everything is on the trail, and the trail is whole.
    assert verify_trail().is_whole
    acts = [row.act for row in trail_rows(subject=event.reference)]
    assert acts[:3] == ["sign_publication", "publish_run", "settle_event"]
    assert acts.count("seal_mark_sheet") == 2
