"""Standings are shown as far as the competition's policy lets the reader see."""

from collections import OrderedDict

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist

from jiangong.competitions.enums import Policy
from jiangong.competitions.models import Stage
from jiangong.competitions.selectors import slip_code
from jiangong.competitions.services import EntryRow, register_entries, set_policy
from jiangong.core.scoring import Tables
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.services import correct_marks, import_marks
from jiangong.results.models import Publication, StandingRow
from jiangong.results.selectors import (
    Wanted,
    consequences,
    medal_table,
    medals_of_competition,
    own_line_or_none,
    own_result_or_none,
    preview_correction,
    published_rows,
    published_standings,
    run_standings,
    score_distribution,
    settled,
    the_publication,
    why,
)
from jiangong.results.services import publish_run, settle_event
from tests.factories import (
    RULES,
    a_competition,
    a_judge,
    a_publication,
    a_rulebook,
    a_settled_event,
    a_table,
    an_auditor,
    an_event,
    an_officer,
)

pytestmark = pytest.mark.django_db

TWO_STAGES = RULES.replace(
    "[[stage]]\n",
    '[[stage]]\nid = "heat"\ntitle = { zh = "初赛", en = "Heat" }\n'
    '[stage.criteria.heat_theory]\ntitle = { zh = "初赛理论", en = "Heat theory" }\nrange = [0, 100]\n'
    '[[stage.order]]\nby = "heat_theory"\n[stage.go_on]\nto = "final"\ntop = 2\nreserve = 1\n[[stage]]\n',
    1,
).replace('id = "final"\n', 'id = "final"\nentrants = "gone_on"\n')


def with_policy(publication: Publication, policy: Policy, by) -> Publication:
    set_policy(publication.event.competition, policy=policy, by=by)
    return the_publication(publication.event, publication.number, viewer=by)


def two_stages(officer) -> Publication:
    competition = a_competition(officer)
    a_rulebook(competition, officer, TWO_STAGES)
    event = an_event(officer, competition)
    register_entries(
        event, rows=[EntryRow(f"00{n}", unit="临澜重工" if n < 3 else "青溪造船") for n in range(1, 5)], by=officer
    )
    lines = ["stage,entry,criterion,value", *(f"heat,00{n},heat_theory,{90 - n}" for n in range(1, 5))]
    lines += [f"final,00{n},{criterion},80" for n in (1, 2) for criterion in ("theory", "practice")]
    import_marks(event, tables=Tables(marks=a_table("\n".join(lines))), by=officer)
    return publish_run(settle_event(event, by=officer), by=officer)


@pytest.mark.parametrize(
    ("policy", "score", "columns"),
    [
        (Policy.PLACES, "", []),
        (Policy.SCORES, "83.50", ["theory", "practice"]),
        (Policy.MARKS, "83.50", ["theory", "practice"]),
    ],
)
def test_everybody_reads_as_much_as_the_policy_says(policy: Policy, score: str, columns: list[str]):
    officer = an_officer()
    publication = with_policy(a_publication(officer), policy, officer)

    for viewer in (AnonymousUser(), a_judge()):
        page = published_standings(publication, viewer=viewer)
        assert [column.name for column in page.columns] == columns
        assert (page.lines[0].place, page.lines[0].score, len(page.lines[0].scores)) == ("1", score, len(columns))
        assert (page.ranking is None, page.formula is None) == (policy == Policy.PLACES,) * 2


def test_those_who_look_behind_read_everything():
    officer = an_officer()
    publication = with_policy(a_publication(officer), Policy.PLACES, officer)

    for viewer in (officer, an_auditor()):
        assert published_standings(publication, viewer=viewer).lines[0].score == "83.50"


def test_a_page_says_what_it_holds():
    page = published_standings(a_publication(an_officer()), viewer=None)

    assert (page.stage.code, page.count, page.total, page.entry_count, page.ranked_count) == ("final", 3, 3, 3, 2)
    assert page.units == ("临澜重工", "云渡轨道车辆", "青溪造船")
    assert page.ranking.name == "total"
    assert page.formula.zh.startswith("总分 = 理论 × 30% + 实操 × 70%")
    assert page.cut is None


def test_a_line_has_titles_beside_its_codes():
    first, _second, last = published_standings(a_publication(an_officer()), viewer=None).lines

    assert (first.number, first.name, first.unit, first.place, first.scores) == (
        "002",
        "闻一川",
        "青溪造船",
        "1",
        ("80.0", "85.0"),
    )
    assert [(award.id, award.title.zh) for award in first.awards] == [("first", "一等奖")]
    assert (last.place, last.state, last.state_title.zh) == ("", "absent", "缺考")


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(sort="-place"), ["003", "001", "002"]),
        (Wanted(sort="score"), ["001", "002", "003"]),
        (Wanted(sort="-score"), ["002", "001", "003"]),
        (Wanted(sort="score:theory"), ["002", "001", "003"]),
        (Wanted(sort="-score:theory"), ["001", "002", "003"]),
        (Wanted(sort="-score:total"), ["002", "001", "003"]),
        (Wanted(sort="name"), ["001", "003", "002"]),
        (Wanted(sort="score:unknown"), ["002", "001", "003"]),
        (Wanted(sort="; DROP TABLE"), ["002", "001", "003"]),
        (Wanted(unit="青溪造船"), ["002"]),
        (Wanted(words="一川"), ["002"]),
        (Wanted(words=" 003 "), ["003"]),
        (Wanted(words="没有"), []),
        (Wanted(offset=1, limit=1), ["001"]),
    ],
)
def test_lines_are_sorted_filtered_and_cut(wanted: Wanted, numbers: list[str]):
    page = published_standings(a_publication(an_officer()), viewer=None, wanted=wanted)

    assert [line.number for line in page.lines] == numbers


def test_a_score_that_is_kept_back_cannot_be_sorted_by():
    officer = an_officer()
    publication = with_policy(a_publication(officer), Policy.PLACES, officer)

    for sort in ("score", "score:theory"):
        page = published_standings(publication, viewer=None, wanted=Wanted(sort=sort))
        assert [line.number for line in page.lines] == ["002", "001", "003"]


def test_the_last_stage_stands_first_and_others_are_asked_for():
    publication = two_stages(an_officer())

    last = published_standings(publication, viewer=None)
    heat = published_standings(publication, viewer=None, wanted=Wanted(stage="heat"))

    assert [stage.code for stage in last.stages] == ["heat", "final"]
    assert (last.stage.code, [line.is_shared for line in last.lines]) == ("final", [True, True])
    assert [(line.goes_on, line.reserve) for line in heat.lines] == [("1", ""), ("1", ""), ("0", "1"), ("0", "")]
    assert heat.cut is not None
    assert heat.formula is None
    with pytest.raises(Stage.DoesNotExist):
        published_standings(publication, viewer=None, wanted=Wanted(stage="semi"))


def test_own_line_is_found_by_number():
    publication = two_stages(an_officer())

    assert own_line_or_none(publication, number=" 001 ", viewer=None).stage == "final"
    assert own_line_or_none(publication, number="001", viewer=None, stage="heat").stage == "heat"
    assert own_line_or_none(publication, number="009", viewer=None) is None


def test_own_result_opens_in_full_with_the_slip():
    officer = an_officer()
    publication = with_policy(two_stages(officer), Policy.PLACES, officer)
    slip = slip_code(publication.event.entries.get(number="001"))

    lines = own_result_or_none(publication, number="001", slip=slip)

    assert [(line.stage, line.score) for line in lines] == [("heat", "89.00"), ("final", "80.00")]
    assert own_result_or_none(publication, number="002", slip=slip) is None


def test_a_download_holds_what_the_policy_opens():
    officer = an_officer()
    publication = a_publication(officer)

    full = published_rows(publication, viewer=None)
    places = published_rows(with_policy(publication, Policy.PLACES, officer), viewer=None)

    assert (full[0]["entry"], full[0]["score"], full[0]["score:total"], full[0]["award"]) == (
        "002",
        "83.50",
        "83.50",
        "first",
    )
    assert (places[0]["place"], places[0]["score"], "score:total" in places[0]) == ("1", "", False)


def test_a_run_is_read_in_full_before_it_is_published():
    officer = an_officer()
    run = a_settled_event(officer, a_competition(officer, policy=Policy.PLACES)).runs.get()

    assert [line.score for line in run_standings(run).lines] == ["83.50", "83.00", ""]


def test_scores_are_spread_over_round_bins():
    publication = two_stages(an_officer())

    found = score_distribution(publication, viewer=None, stage="heat")

    assert (found.lowest, found.median, found.highest, found.count) == ("86.00", "87.50", "89.00", 4)
    assert [(one.low, one.high, one.count) for one in found.bins] == [
        ("86", "86.5", 1),
        ("86.5", "87", 0),
        ("87", "87.5", 1),
        ("87.5", "88", 0),
        ("88", "88.5", 1),
        ("88.5", "89", 0),
        ("89", "89.5", 1),
    ]


def test_scores_that_are_kept_back_are_not_spread_either():
    officer = an_officer()
    publication = with_policy(a_publication(officer), Policy.PLACES, officer)

    assert score_distribution(publication, viewer=None) is None
    assert score_distribution(publication, viewer=officer).count == 2


def test_awards_are_counted_by_unit():
    officer = an_officer()
    publication = a_publication(officer)

    table = medals_of_competition(publication.event.competition, viewer=None)

    assert [column.id for column in table.columns] == ["first"]
    assert [(row.unit, row.counts, row.total) for row in table.rows] == [("青溪造船", (1,), 1)]
    assert medal_table([]).rows == ()


@pytest.mark.parametrize(
    ("policy", "has_explanation", "has_marks"),
    [("places", False, False), ("scores", True, False), ("marks", True, True)],
)
def test_the_reason_is_told_as_far_as_the_policy_says(policy: str, has_explanation: bool, has_marks: bool):
    officer = an_officer()
    publication = with_policy(a_publication(officer), Policy(policy), officer)

    reason = why(publication, number="002", viewer=None)

    assert (reason.line.number, reason.level, reason.is_own) == ("002", policy, False)
    assert (reason.explanation is not None) is has_explanation
    steps = reason.explanation.steps if reason.explanation else ()
    assert any(step.arithmetic.zh or step.rows for step in steps if step.kind in ("marks", "score")) is has_marks


def test_the_entry_itself_reads_its_reason_in_full_and_no_score_of_others():
    officer = an_officer()
    publication = with_policy(a_publication(officer), Policy.PLACES, officer)
    slip = slip_code(publication.event.entries.get(number="002"))

    own = why(publication, number="002", viewer=None, slip=slip)
    other = why(publication, number="001", viewer=None, slip=slip)

    assert (own.is_own, own.line.score, own.explanation.place) == (True, "83.50", "1")
    assert all(not step.rows for step in own.explanation.steps if step.kind == "order")
    assert (other.is_own, other.explanation) == (False, None)


def test_the_comparison_names_the_neighbours():
    reason = why(a_publication(an_officer()), number="002", viewer=None)

    assert reason.names == {"001": "岑佳禾", "002": "闻一川"}


@pytest.fixture
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has answered nobody yet."""
    cache.clear()
    monkeypatch.setattr(settled, "_kept", OrderedDict())


@pytest.mark.usefixtures("nothing_kept")
def test_the_reasons_of_a_run_are_settled_once():
    publication = a_publication(an_officer())
    kept = publication.run.bundle.sha256

    outcomes = []
    for number in ("001", "002"):
        assert why(publication, number=number, viewer=None).explanation.entry == number
        outcomes.append(settled._kept[kept].outcome)

    assert outcomes[0] is outcomes[1] is not None


@pytest.mark.usefixtures("nothing_kept")
def test_no_more_than_a_few_runs_are_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(settled, "KEPT", 1)
    officer = an_officer()
    first, second = a_publication(officer), a_publication(officer, code="other")

    for publication in (first, second):
        why(publication, number="001", viewer=None)

    assert list(settled._kept) == [second.run.bundle.sha256]


@pytest.mark.usefixtures("nothing_kept")
def test_a_large_run_is_not_kept(monkeypatch: pytest.MonkeyPatch):
    publication = a_publication(an_officer())
    monkeypatch.setattr(settled, "LARGE", 1)

    assert why(publication, number="001", viewer=None).explanation.place == "2"
    assert not settled._kept


def test_there_is_no_reason_for_a_number_that_does_not_stand_there():
    with pytest.raises(ObjectDoesNotExist):
        why(a_publication(an_officer()), number="009", viewer=None)


def test_consequences_are_listed_before_anybody_signs():
    officer = an_officer()
    publication = a_publication(officer)
    changes = [MarkChange("final", "001", "practice", value="90")]

    preview = preview_correction(publication.event, changes=changes)
    assert publication.event.mark_sheets.count() == 1

    correct_marks(publication.event, changes=changes, reason="抄录有误", by=officer)
    after = settle_event(publication.event, by=officer)

    assert preview == consequences(publication.run, after)
    moved = {(change.entry, change.kind): (change.before, change.after) for change in preview}
    assert moved["001", "place"] == ("2", "1")
    assert moved["002", "award"] == ("first", "")


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_of_standings_costs_the_same_for_one_and_three(count: int, django_assert_num_queries):
    officer = an_officer()
    publication = a_publication(officer)
    publication = the_publication(publication.event, 1, viewer=None)

    with django_assert_num_queries(9):
        page = published_standings(publication, viewer=None, wanted=Wanted(limit=count))
    assert len(page.lines) == count
    assert StandingRow.objects.filter(run=publication.run).count() == 3
