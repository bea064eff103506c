"""Where places are counted within each group: a first of one group shares nothing with the first of another, and everybody is told which."""

import pytest
from django.core.exceptions import ObjectDoesNotExist

from jiangong.competitions.enums import Policy
from jiangong.competitions.services import EntryRow, register_entries, set_policy
from jiangong.core.scoring import Tables
from jiangong.evidence.judging.services import import_marks
from jiangong.results.boards.selectors import board_of, picture, step_count, whole_reveal
from jiangong.results.boards.services import call_place, open_reveal
from jiangong.results.firming.selectors import frozen_page, the_notice_page
from jiangong.results.models import StandingRow
from jiangong.results.promotion.lining import Terms, lined_up
from jiangong.results.promotion.selectors import candidates_in, candidates_of, seats_of
from jiangong.results.promotion.services import answer_seat, fill_link
from jiangong.results.selectors import (
    Wanted,
    own_line_or_none,
    published_rows,
    published_standings,
    run_standings,
    the_publication,
    why,
)
from jiangong.results.selectors.settled import outcome_of
from jiangong.results.services import post_public_notice, publish_run, settle_event
from tests.factories import (
    a_competition,
    a_grouped_publication,
    a_grouped_run,
    a_publication,
    a_rulebook,
    a_table,
    an_event,
    an_officer,
    checked,
)
from tests.factories.promoting import a_link

pytestmark = pytest.mark.django_db

POOLS = """\
rulebook = 1
name = "pools"
title = { zh = "两轮", en = "Two rounds" }
[[stage]]
id = "heats"
title = { zh = "预赛", en = "Heats" }
[stage.criteria.heat]
decimals = 0
[stage.scores.pool]
title = { zh = "名次组", en = "Pool" }
formula = "if(heat >= 80, 1, 2)"
[[stage.order]]
by = "heat"
[[stage]]
id = "final"
title = { zh = "决赛", en = "Final" }
within = "heats.pool"
[stage.criteria.mark]
decimals = 0
[[stage.order]]
by = "mark"
"""


def pools(by):
    """Four entries, two of each pool; the second pool has the higher marks."""
    competition = a_competition(by)
    a_rulebook(competition, by, POOLS)
    event = an_event(by, competition)
    register_entries(event, rows=[EntryRow(number) for number in "1234"], by=by)
    lines = [f"heats,{number},heat,{100 - 10 * int(number)}" for number in "1234"]
    lines += [f"final,{number},mark,{10 * int(number)}" for number in "1234"]
    import_marks(event, tables=Tables(a_table("\n".join(["stage,entry,criterion,value", *lines]))), by=by)
    return publish_run(settle_event(event, by=by), by=by)


def told(rows):
    return [(row.division, row.number, row.place, row.is_shared) for row in rows]


def test_a_place_is_shared_within_its_group_only_and_a_group_stands_together():
    run = a_grouped_run(an_officer())

    assert told(run.rows.order_by("position")) == [
        ("甲组", "101", 1, False),
        ("甲组", "102", 2, True),
        ("甲组", "103", 2, True),
        ("甲组", "104", None, False),
        ("乙组", "201", 1, False),
        ("乙组", "202", 2, False),
        ("乙组", "203", None, False),
    ]


def test_a_page_names_the_groups_in_order_with_how_many_stand_in_each():
    page = run_standings(a_grouped_run(an_officer()))

    assert [(one.value, one.title.zh, one.count) for one in page.divisions] == [
        ("甲组", "甲组", 4),
        ("乙组", "乙组", 3),
    ]
    assert page.division_title.zh == "组"
    assert {line.number: line.division_title.zh for line in page.lines}["201"] == "乙组"


def test_a_number_is_said_behind_what_it_is_of_in_both_languages():
    page = published_standings(pools(an_officer()), viewer=None)

    assert [(one.value, one.title.zh, one.title.en) for one in page.divisions] == [
        ("1", "预赛的名次组 1", "Heats: Pool 1"),
        ("2", "预赛的名次组 2", "Heats: Pool 2"),
    ]
    assert [(line.number, line.place) for line in page.lines] == [("2", "1"), ("1", "2"), ("4", "1"), ("3", "2")]


def test_a_stage_without_groups_has_none_and_its_files_no_such_column():
    publication = a_publication(an_officer())
    page = published_standings(publication, viewer=None)

    assert (page.divisions, page.lines[0].division_title) == ((), None)
    assert "division" not in published_rows(publication, viewer=None)[0]


def test_a_run_from_before_has_no_headings():
    by = an_officer()
    run = a_grouped_run(by)
    publication = publish_run(run, by=by)
    earlier = settle_again_as_before(publication)

    page = published_standings(earlier, viewer=None)
    assert (page.divisions, {line.division_title for line in page.lines}) == ((), {None})


def settle_again_as_before(publication):
    """The same publication over rows that say no group, as a run of an earlier version left them."""
    from django.db import connection

    from jiangong.foundation.keeping import lock_table, unlock_table

    unlock_table(connection, "results_standingrow")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE results_standingrow SET division = '' WHERE run_id = %s", [publication.run_id])
    lock_table(connection, "results_standingrow")
    return publication


@pytest.mark.parametrize("policy", list(Policy))
def test_the_group_is_public_with_the_place_under_every_policy(policy):
    by = an_officer()
    publication = a_grouped_publication(by)
    set_policy(publication.event.competition, policy=policy, by=by)
    publication = the_publication(publication.event, 1, viewer=None)

    assert own_line_or_none(publication, number="201", viewer=None).division_title.zh == "乙组"
    assert [one.value for one in published_standings(publication, viewer=None).divisions] == ["甲组", "乙组"]
    row = published_rows(publication, viewer=None)[4]
    assert (row["entry"], row["division"], row["place"]) == ("201", "乙组", "1")
    assert list(row)[:8] == ["event", "stage", "entry", "name", "unit", "team", "division", "place"]


def test_nobody_reads_a_group_before_it_is_published():
    run = a_grouped_run(an_officer())

    with pytest.raises(ObjectDoesNotExist):
        the_publication(run.event, 1, viewer=None)
    assert board_of(run.event)["lines"] == []


def test_a_reader_filters_by_group_and_the_firsts_of_all_come_first_where_wanted():
    publication = a_grouped_publication(an_officer())

    own = published_standings(publication, viewer=None, wanted=Wanted(division="乙组"))
    assert ([line.number for line in own.lines], own.count, own.total) == (["201", "202", "203"], 3, 7)
    best = published_standings(publication, viewer=None, wanted=Wanted(sort="best", limit=3))
    assert [line.number for line in best.lines] == ["101", "201", "102"]


def test_the_reason_compares_within_the_group():
    found = why(a_grouped_publication(an_officer()), number="202", viewer=None)

    assert found.line.division_title.zh == "乙组"
    assert "在“乙组”中第 2 名" in found.explanation.answer.zh
    assert not any(number.startswith("1") for number in found.names)


def test_a_reveal_calls_one_group_after_the_other_each_up_to_its_first():
    by = an_officer()
    publication = a_grouped_publication(by)
    reveal = open_reveal(publication, by=by)

    steps = [
        (g.division.zh if g.division else "", g.place, [line.number for line in g.lines])
        for g in whole_reveal(reveal, viewer=by)
    ]
    assert steps == [
        ("", "", ["104", "203"]),
        ("甲组", "2", ["102", "103"]),
        ("甲组", "1", ["101"]),
        ("乙组", "2", ["202"]),
        ("乙组", "1", ["201"]),
    ]
    assert step_count(reveal) == 5
    for position in range(1, 5):
        call_place(reveal, position=position, by=by)
    assert picture(reveal).earlier == ()  # the second group begins with an empty list
    call_place(reveal, position=5, by=by)
    assert [line.number for line in picture(reveal).earlier] == ["202"]
    assert picture(reveal).is_over


def test_the_live_board_says_the_group_in_both_languages():
    board = board_of(a_grouped_publication(an_officer()).event)

    assert [(line["entry"], line["division"], line["is_shared"]) for line in board["lines"]][3:5] == [
        ("104", ("甲组", "甲组"), False),
        ("201", ("乙组", "乙组"), False),
    ]


def test_the_frozen_notice_says_the_group():
    by = an_officer()
    publication = a_grouped_publication(by)
    post_public_notice(checked(publication), by=by)

    shown = frozen_page(the_notice_page(publication))
    assert [(row["number"], row["division"]) for row in shown["rows"]] == [
        *(("101", "甲组"), ("102", "甲组"), ("103", "甲组"), ("201", "乙组"), ("202", "乙组")),
    ]


def test_both_ways_to_line_up_agree_and_take_the_firsts_before_the_seconds():
    run = a_grouped_run(an_officer())
    stored, settled = candidates_of(run, "final"), candidates_in(outcome_of(run), run.event, "final")

    assert stored == settled
    assert [(one.number, one.division, one.place, one.position) for one in stored] == [
        *(("101", "甲组", 1, 1), ("201", "乙组", 1, 2)),
        *(("102", "甲组", 2, 3), ("103", "甲组", 2, 4), ("202", "乙组", 2, 5)),
    ]


def test_the_same_place_of_two_groups_is_not_parted_by_the_quota():
    run = a_grouped_run(an_officer())
    every = [one for one in candidates_of(run, "final") if one.goes_on]
    terms = Terms(quota=1, most_of_unit=None, reserves=5, takes_equals=False)

    assert [(one.candidate.number, one.goes_on, one.why) for one in lined_up(every, terms)] == [
        ("101", False, "甲组，第 1 名，各组同名次的，都在晋级线上"),
        ("201", False, "乙组，第 1 名，各组同名次的，都在晋级线上"),
    ]


def test_a_seat_that_is_given_up_goes_to_the_next_of_its_own_group():
    by = an_officer()
    publication = a_grouped_publication(by)
    link = a_link(an_event(by), publication.event, by, quota=None, reserves=5, confirm_hours=24)
    fill_link(link, by=by)
    second = next(seat for seat in seats_of(link) if seat.entry.number == "201")
    assert (second.division, second.place, second.why) == ("乙组", 1, "乙组，第 1 名")

    answer_seat(second, comes=False, by=by, reason="生病")

    called = {seat.entry.number for seat in seats_of(link) if seat.state == "called"}
    assert called == {"101", "202"}


@pytest.mark.parametrize("limit", [1, 7])
def test_a_page_with_groups_costs_the_same_for_one_and_seven(limit, django_assert_num_queries):
    publication = the_publication(a_grouped_publication(an_officer()).event, 1, viewer=None)

    with django_assert_num_queries(10):
        assert len(published_standings(publication, viewer=None, wanted=Wanted(limit=limit)).lines) == limit
    assert StandingRow.objects.filter(run=publication.run).count() == 7
