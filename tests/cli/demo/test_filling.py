"""The demo shows five tracks, a person for each role, and results in every state."""

from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from jiangong.cli.demo import DemoSite, fill_demo
from jiangong.cli.demo.figures import drawn, half_point, workers
from jiangong.competitions.models import Competition
from jiangong.competitions.selectors import current_programme_or_none, entry_by_slip_or_none, tracks_of
from jiangong.evidence.marking.models import SealedSheet
from jiangong.foundation.refusals import Declined
from jiangong.foundation.selectors import verify_trail
from jiangong.organizations.enums import Level
from jiangong.organizations.models import Organization
from jiangong.organizations.people.models import Roster, Worker, WorkerRequest
from jiangong.organizations.people.selectors import person_behind_or_none
from jiangong.organizations.selectors import federation_or_none
from jiangong.results.bundle import verify_bundle
from jiangong.results.enums import PublicationState
from jiangong.results.models import Publication, Run
from jiangong.results.promotion.models import LateSeat
from jiangong.results.selectors import bundle_bytes, consequences, events_in_progress, latest_publications
from tests.factories import a_federation

pytestmark = pytest.mark.django_db


@pytest.fixture
def gallery(root: Path, tmp_path: Path) -> Path:
    """A gallery of one union case, one real case that the project carries, and one whose data is not here."""
    for name in ("five_judges", "wca_clock", "imo"):
        (tmp_path / name).symlink_to(root / "rulebooks" / name)
    return tmp_path


def test_the_demo_is_whole(gallery: Path):
    told: list[str] = []
    steps: list[tuple[int, int]] = []
    site = fill_demo(
        gallery=gallery, shared=None, tell=told.append, progress=lambda done, total: steps.append((done, total))
    )

    the_table_is_told_line_by_line(site, told)
    assert steps[-1][0] == steps[-1][1]
    assert federation_or_none().is_demonstration
    assert Organization.objects.filter(level=Level.CITY).count() == 14
    every_account_signs_in(site)
    every_track_holds_something()
    results_stand_in_every_state()
    one_contest_has_gone_all_the_way()
    a_correction_moved_a_prize()
    a_late_seat_waits_for_its_panel()
    every_slip_opens_its_own_result(site)
    the_rosters_hold_made_up_workers(site)
    assert all(verify_bundle(bundle_bytes(run)).is_identical for run in Run.objects.all()[:3])
    assert verify_trail().is_whole


def a_late_seat_waits_for_its_panel() -> None:
    late = LateSeat.objects.get(act="")
    assert late.seat.link.upper.competition.code == "masonry-linlan"
    assert late.seat.state == "held"


def one_contest_has_gone_all_the_way() -> None:
    final = Publication.objects.get(event__competition__code="floral-2026")
    assert final.state == PublicationState.IN_EFFECT
    assert final.event.entries.count() == 14
    assert SealedSheet.objects.filter(event=final.event).count() == 14 * 5
    assert set(final.event.fed_by.values_list("filled_from__steps__state", flat=True)) >= {"in_effect"}


def the_rosters_hold_made_up_workers(site: DemoSite) -> None:
    assert Worker.objects.count() == 2_000
    assert Worker.objects.exclude(number__startswith="演示").count() == 0
    assert WorkerRequest.objects.filter(state="open").count() == 3
    waiting = Roster.objects.get(stage="checked")
    assert (waiting.added_count, waiting.refused_count) == (1, 4)
    assert person_behind_or_none(site.link.split("/")[3]) is not None


def the_table_is_told_line_by_line(site: DemoSite, told: list[str]) -> None:
    assert told == [str(line) for line in site.cases]
    assert {line.case: line.verdict for line in site.cases} == {"five_judges": "ok", "imo": "absent", "wca_clock": "ok"}


def every_account_signs_in(site: DemoSite) -> None:
    request = RequestFactory().post("/")
    assert len({account.role for account in site.accounts}) == 8
    for account in site.accounts:
        assert authenticate(request, username=account.username, password=account.password) is not None


def every_track_holds_something() -> None:
    tracks = list(tracks_of(current_programme_or_none()))
    assert [track.slot for track in tracks] == ["region", "plant", "project", "park", "lotus"]
    assert all(track.competition_count and track.entry_count for track in tracks)
    assert set(Competition.objects.exclude(gallery="").values_list("gallery", flat=True)) == {
        "five_judges",
        "wca_clock",
    }


def results_stand_in_every_state() -> None:
    states = {publication.state for publication in latest_publications(viewer=None, limit=50)}
    assert states == {"provisional", "checked", "public_notice", "in_effect"}
    assert {one.event.competition.code for one in events_in_progress(viewer=None)} == {"pastry-2026", "crane-2026"}


def a_correction_moved_a_prize() -> None:
    first, second = Publication.objects.filter(event__competition__code="bridges-2026-q2").order_by("number")
    assert first.is_superseded
    assert {change.kind for change in consequences(first.run, second.run)} >= {"place", "award", "score"}


def every_slip_opens_its_own_result(site: DemoSite) -> None:
    assert site.slips
    for slip in site.slips:
        code, event = slip.path.split("/")[2:4]
        found = Competition.objects.get(code=code).events.get(slug=event)
        assert entry_by_slip_or_none(found, number=slip.number, slip=slip.slip) is not None


def test_a_real_site_is_not_filled(gallery: Path):
    a_federation()

    with pytest.raises(Declined):
        fill_demo(gallery=gallery, shared=None, tell=lambda line: None)

    assert not Competition.objects.exists()


def test_invented_figures_are_the_same_every_time():
    assert drawn("a", 0, 10) == drawn("a", 0, 10) != drawn("b", 0, 10)
    assert all(60 <= float(half_point(str(n), 60, 90)) <= 90 for n in range(200))
    assert workers("welding", 3) == workers("welding", 3)
    assert len({row["entry"] for row in workers("welding", 60)}) == 60
