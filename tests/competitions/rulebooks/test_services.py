"""Drafts through their services: whose they are, who may change and adopt them, and that nobody's work is written over."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

import jiangong
from jiangong.competitions.applications.services import accept_application, approve_application
from jiangong.competitions.models import Competition, Event, RulebookVersion
from jiangong.competitions.programmes.selectors import signatures_behind
from jiangong.competitions.programmes.services import RulesGiven, set_programme_rules
from jiangong.competitions.rulebooks.changing import OUTLINE
from jiangong.competitions.rulebooks.models import RulebookDraft
from jiangong.competitions.rulebooks.rules import can_adopt_draft, can_draft_in, can_see_draft, can_write_draft
from jiangong.competitions.rulebooks.selectors import (
    drafts_seen_by,
    drafts_to_sign,
    events_to_move,
    planned_events,
    revisions_of,
    signatures_of,
    the_revision,
)
from jiangong.competitions.rulebooks.services import (
    adopt_directly,
    adopt_draft,
    assign_draft,
    begin_draft,
    copy_with_drafts,
    drop_draft,
    restore_revision,
    title_of,
    write_draft,
)
from jiangong.competitions.services import EventDetails, create_event
from jiangong.core.problems import Refused
from jiangong.core.rulebook.limits import CHARACTERS
from jiangong.foundation import clock
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from jiangong.organizations.models import User
from tests.factories import (
    a_city,
    a_competition,
    a_federation,
    a_judge,
    a_settled_event,
    a_unit,
    an_administrator,
    an_application,
    an_auditor,
    an_event,
    an_officer,
)

pytestmark = pytest.mark.django_db
CHANGED = OUTLINE.replace("range = [0, 100]", "range = [0, 120]")


@pytest.fixture
def city():
    """A city of the federation."""
    return a_city()


@pytest.fixture
def officer(city):
    """Who runs the city's competitions."""
    return an_officer(city, username="officer")


@pytest.fixture
def draft(city, officer):
    """The outline, drafted for a competition of the city."""
    return begin_draft(city, text=OUTLINE, by=officer, competition=a_competition(officer, host=city))


def test_who_may_do_what(city, officer, draft):
    people = {
        "officer": officer,
        "above": an_officer(a_federation(), username="above"),
        "below": an_officer(a_unit(city), username="below"),
        "elsewhere": an_officer(a_city("云渡市总工会", "yundu"), username="elsewhere"),
        "auditor": an_auditor(city, username="auditor"),
        "judge": a_judge(city, username="judge"),
        "administrator": an_administrator(city, username="administrator"),
        "nobody": None,
    }
    asked = {
        "draft": lambda who: can_draft_in(who, city),
        "see": lambda who: can_see_draft(who, draft),
        "write": lambda who: can_write_draft(who, draft),
        "adopt": lambda who: can_adopt_draft(who, draft),
    }
    allowed = {name: {who for who, user in people.items() if may(user)} for name, may in asked.items()}
    runs = {"officer", "above"}
    assert allowed == {"draft": runs, "see": runs | {"auditor"}, "write": runs, "adopt": runs}
    seen = {who for who, user in people.items() if drafts_seen_by(user).filter(pk=draft.pk).exists()}
    assert seen == runs | {"auditor"}


def test_every_step_is_in_the_trail(officer, draft):
    write_draft(draft, text=CHANGED, revision=1, by=officer)
    adopt_draft(draft, revision=2, events=[], by=officer)
    acts = list(AuditRow.objects.filter(subject=draft.reference).order_by("number").values_list("act", flat=True))
    assert acts == ["begin_draft", "write_draft", "adopt_draft"]


def test_saving_the_same_is_no_revision(officer, draft):
    write_draft(draft, text=OUTLINE, revision=1, by=officer)
    assert RulebookDraft.objects.get(pk=draft.pk).revision == 1


def test_who_saw_an_older_revision_saves_and_adopts_nothing(officer, draft):
    write_draft(draft, text=CHANGED, revision=1, by=officer)
    for late in (
        lambda: write_draft(draft, text=OUTLINE, revision=1, by=officer),
        lambda: adopt_draft(draft, revision=1, events=[], by=officer),
    ):
        with pytest.raises(Declined):
            late()
    kept = RulebookDraft.objects.get(pk=draft.pk)
    assert (kept.text, kept.revision, kept.state) == (CHANGED, 2, "open")


def test_a_draft_with_mistakes_is_kept_and_never_adopted(officer, draft):
    write_draft(draft, text=OUTLINE.replace("range", "rage"), revision=1, by=officer)
    with pytest.raises(Refused):
        adopt_draft(draft, revision=2, events=[], by=officer)
    assert RulebookDraft.objects.get(pk=draft.pk).state == "open"
    assert not draft.competition.rulebooks.exists()


@pytest.mark.parametrize("text", ["x" * (CHARACTERS.most + 1), "name = 1\0"])
def test_what_no_rulebook_could_be_is_not_kept(city, officer, draft, text):
    with pytest.raises(Declined):
        write_draft(draft, text=text, revision=1, by=officer)
    with pytest.raises(Declined):
        begin_draft(city, text=text, by=officer)
    assert RulebookDraft.objects.get().text == OUTLINE


def test_events_with_marks_keep_their_rules_and_all_or_nothing_moves(city, officer):
    competition = a_competition(officer, host=city)
    marked, free = a_settled_event(officer, competition, code="a"), an_event(officer, competition, code="b")
    draft = begin_draft(city, text=OUTLINE, by=officer, competition=competition)
    assert {line.event.code: line.has_marks for line in events_to_move(competition)} == {"a": True, "b": False}
    with pytest.raises(Declined):
        adopt_draft(draft, revision=1, events=[free, marked], by=officer)
    assert Event.objects.get(pk=free.pk).rulebook.number == 1 and competition.rulebooks.count() == 1
    version = adopt_draft(RulebookDraft.objects.get(pk=draft.pk), revision=1, events=[free], by=officer)
    assert Event.objects.get(pk=free.pk).rulebook == version
    assert [stage.code for stage in Event.objects.get(pk=free.pk).stages.all()] == ["final"]


def test_a_settled_draft_is_changed_by_nobody(officer, draft):
    drop_draft(draft, by=officer)
    for act in (
        lambda: write_draft(draft, text=CHANGED, revision=1, by=officer),
        lambda: adopt_draft(draft, revision=1, events=[], by=officer),
        lambda: drop_draft(draft, by=officer),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_draft_is_given_to_one_competition_by_who_runs_both(city, officer):
    draft = begin_draft(city, text=OUTLINE, by=officer)
    foreign = an_officer(a_city("云渡市总工会", "yundu"), username="foreign")
    theirs = a_competition(foreign, host=foreign.posts.get().organization)
    with pytest.raises(PermissionDenied):
        assign_draft(draft, competition=theirs, by=officer)
    mine = a_competition(officer, host=city)
    assign_draft(draft, competition=mine, by=officer)
    with pytest.raises(Declined):
        assign_draft(draft, competition=mine, by=officer)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('title = "甲"', "甲"),
        ('title = { en = "B" }', "B"),
        ("title = 3", ""),
        ("title = ", ""),
        ("", ""),
        ('title = "\\u0000"', ""),
    ],
)
def test_a_title_is_what_the_text_says(text, title):
    assert title_of(text) == title


def a_second(draft) -> None:
    """Let the programme of the draft's competition ask for two people."""
    programme = draft.competition.track.programme
    set_programme_rules(programme, rules=RulesGiven(needs_second_for_rules=True), by=User.objects.get(username="boss"))


@pytest.fixture
def boss(city):
    """An officer of the federation, who may set its programme's rules."""
    return an_officer(a_federation(), username="boss")


def test_every_saving_is_kept_and_taken_up_again_as_a_new_one(officer, draft):
    write_draft(draft, text=CHANGED, revision=1, by=officer)
    restore_revision(draft, number=1, revision=2, by=officer)

    assert (draft.text, draft.revision) == (OUTLINE, 3)
    kept = [(one.number, the_revision(draft, one.number).text == OUTLINE, one.restores) for one in revisions_of(draft)]
    assert kept == [(3, True, 1), (2, False, None), (1, True, None)]
    row = AuditRow.objects.filter(act="write_draft").last()
    assert row.details["restores"] == 1


def test_an_earlier_saving_is_not_taken_up_over_somebodys_work(officer, draft, boss):
    write_draft(draft, text=CHANGED, revision=1, by=boss)
    for number, revision, said in ((1, 1, "或者它就是现在的一稿"), (2, 2, "现在的一稿"), (9, 2, "没有这一次")):
        with pytest.raises(Declined, match=said):
            restore_revision(draft, number=number, revision=revision, by=officer)
    write_draft(draft, text=CHANGED + "# 注", revision=2, by=boss)
    with pytest.raises(Declined, match="没有保存"):
        restore_revision(draft, number=1, revision=2, by=officer)
    restore_revision(draft, number=2, revision=3, by=officer)
    with pytest.raises(Declined, match="一字不差"):
        restore_revision(draft, number=2, revision=4, by=officer)
    with pytest.raises(PermissionDenied):
        restore_revision(draft, number=1, revision=4, by=an_auditor(draft.organization, username="looker"))


def test_where_the_programme_asks_two_people_sign_before_rules_are_adopted(officer, draft, boss):
    a_second(draft)
    assert adopt_draft(draft, revision=1, events=[], by=officer) is None
    assert [one.by for one in signatures_of(draft)] == [officer] and draft.competition.rulebooks.count() == 0
    assert drafts_to_sign(boss) == [draft] and drafts_to_sign(officer) == []
    with pytest.raises(Declined, match="已经签过字"):
        adopt_draft(draft, revision=1, events=[], by=officer)

    version = adopt_draft(draft, revision=1, events=[], by=boss)

    assert (version.number, draft.state, drafts_to_sign(boss)) == (1, "adopted", [])
    assert list(AuditRow.objects.filter(act="sign_draft").values_list("actor", flat=True)) == [
        officer.reference,
        boss.reference,
    ]


def test_a_signature_is_for_the_text_that_was_signed(officer, draft, boss):
    a_second(draft)
    adopt_draft(draft, revision=1, events=[], by=officer)
    write_draft(draft, text=CHANGED, revision=1, by=officer)
    assert signatures_of(draft) == [] and drafts_to_sign(boss) == []
    assert adopt_draft(draft, revision=2, events=[], by=boss) is None
    assert adopt_draft(draft, revision=2, events=[], by=officer).text == CHANGED


def test_nobody_signs_rules_with_a_mistake(officer, draft, boss):
    a_second(draft)
    write_draft(draft, text=OUTLINE.replace("range", "rage"), revision=1, by=officer)
    with pytest.raises(Refused):
        adopt_draft(draft, revision=2, events=[], by=officer)
    assert signatures_of(draft) == []


def test_two_people_are_not_got_round_by_handing_in_a_file(officer, draft, boss):
    competition = draft.competition
    first = adopt_directly(competition, text=OUTLINE, by=officer, file="rulebook.toml")
    a_second(draft)
    with pytest.raises(Declined, match="两人签字"):
        adopt_directly(competition, text=CHANGED, by=officer, file="rulebook.toml")
    assert adopt_directly(competition, text=OUTLINE, by=officer, file="rulebook.toml") == first


def test_rules_come_in_by_one_way_only():
    """`adopt_rulebook` asks nobody for a second signature, so only `put_in_force` may call it (and the demo, whose officers are invented)."""
    source = Path(jiangong.__file__).parent
    callers = {str(file.relative_to(source)) for file in source.rglob("*.py") if "adopt_rulebook(" in file.read_text()}

    assert {name for name in callers if not name.startswith("cli/demo/")} == {
        "competitions/services.py",
        "competitions/programmes/adopting.py",
    }


def signed_by(version) -> list[tuple[str, str]]:
    return [(one.by.username, one.way) for one in signatures_behind(version)]


def test_a_version_keeps_who_stands_behind_it(officer, draft, boss):
    direct = adopt_directly(draft.competition, text=CHANGED, by=officer, file="rulebook.toml")
    assert signed_by(direct) == [(officer.username, "direct")]
    a_second(draft)
    adopt_draft(draft, revision=1, events=[], by=officer)
    version = adopt_draft(draft, revision=1, events=[], by=boss)

    assert signed_by(version) == [(officer.username, "draft"), ("boss", "draft")]
    assert adopt_directly(draft.competition, text=CHANGED, by=boss, file="rulebook.toml") == direct
    assert signed_by(direct) == [(officer.username, "direct")]


def test_an_approved_application_has_two_people_behind_its_rules(officer, draft, boss):
    a_second(draft)
    unit = a_unit(draft.organization)
    clerk = an_officer(unit, username="clerk")
    filed = an_application(unit, draft.competition.track, clerk)
    competition = None
    for by in (officer, boss):
        accept_application(filed, by=by)
        competition = approve_application(filed, by=by)

    assert competition is not None
    assert signed_by(competition.rulebooks.get()) == [("clerk", "filed"), ("boss", "approved")]


def test_a_copied_programme_gets_round_no_second_person(officer, draft, boss):
    competition = draft.competition
    programme = competition.track.programme
    Competition.objects.filter(pk=competition.pk).update(host=programme.organization)
    competition.refresh_from_db()
    version = adopt_directly(competition, text=OUTLINE, by=boss, file="rulebook.toml")
    create_event(competition, rulebook=version, by=boss)
    a_second(draft)

    copied, drafts = copy_with_drafts(programme, year=2027, code="alone", title="2027", by=boss)
    alone = Competition.objects.get(track__programme=copied.programme)
    assert (alone.rulebooks.count(), alone.events.count()) == (0, 0)
    assert [(one.competition, one.text) for one in drafts] == [(alone, OUTLINE)]

    other = an_officer(programme.organization, username="other")
    copied, drafts = copy_with_drafts(programme, year=2028, code="two", title="2028", by=other)
    made = Competition.objects.get(track__programme=copied.programme)
    assert (drafts, made.events.count()) == ([], 1)
    assert signed_by(made.rulebooks.get()) == [("boss", "before"), ("other", "carried")]


def test_the_events_of_last_year_come_with_the_rules_that_two_people_sign(officer, draft, boss):
    competition = draft.competition
    programme = competition.track.programme
    Competition.objects.filter(pk=competition.pk).update(host=programme.organization)
    competition.refresh_from_db()
    version = adopt_directly(competition, text=OUTLINE, by=boss, file="rulebook.toml")
    for code, title, title_en in (("lathe", "车工", "Turning"), ("fitter", "钳工", ""), ("weld", "焊工", "Welding")):
        create_event(
            competition, rulebook=version, by=boss, details=EventDetails(code=code, title=title, title_en=title_en)
        )
    a_second(draft)
    copied, (waiting,) = copy_with_drafts(programme, year=2027, code="alone", title="2027", by=boss)
    assert [one.title for one in planned_events(waiting)] == ["车工", "钳工", "焊工"]
    made = waiting.competition
    by_hand = create_event(
        made,
        rulebook=RulebookVersion.objects.create(
            competition=made, number=7, text=OUTLINE, hash="7" * 64, adopted_at=clock.now(), adopted_by="x"
        ),
        by=boss,
        details=EventDetails(code="fitter", title="钳工（自己建的）"),
    )

    assert adopt_draft(waiting, revision=1, events=[], by=boss) is None
    assert made.events.get() == by_hand
    adopted = adopt_draft(waiting, revision=1, events=[], by=an_officer(programme.organization, username="other"))

    assert [(one.code, one.title, one.title_en, one.state) for one in made.events.order_by("position")] == [
        ("fitter", "钳工（自己建的）", "", "draft"),
        ("lathe", "车工", "Turning", "draft"),
        ("weld", "焊工", "Welding", "draft"),
    ]
    assert {one.rulebook for one in made.events.exclude(pk=by_hand.pk)} == {adopted}
    waiting.refresh_from_db()
    assert planned_events(waiting) == []
