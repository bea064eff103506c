"""Rules in the making, and what the analysis counts: drafts in two states, kinds of competitions, and a year before this one."""

from jiangong.cli.demo.contests import TRACKS, rules, skill_rules
from jiangong.cli.demo.diary import Diary
from jiangong.cli.demo.people import Province
from jiangong.competitions.analysis.services import KindGiven, classify_competition
from jiangong.competitions.models import Competition
from jiangong.competitions.rulebooks.services import begin_draft, write_draft
from jiangong.competitions.services import (
    CompetitionDetails,
    EntryRow,
    EventDetails,
    add_track,
    adopt_rulebook,
    announce_competition,
    close_event,
    create_event,
    open_event,
    open_programme,
    register_entries,
)

KINDS = {
    "welding-2026": KindGiven("C", "traditional", "labour", "工程机械", "mixed"),
    "forklift-2026": KindGiven("G", "traditional", "labour", "", "mixed"),
    "crane-2026": KindGiven("E", "traditional", "labour", "工程机械", "state"),
    "robots-2026": KindGiven("C", "modern", "knowledge", "智能装备", "private"),
    "plants-2026": KindGiven("C", "modern", "", "", "mixed"),
    "bridges-2026-q2": KindGiven("E", "traditional", "labour", "", "state"),
    "drone-2026": KindGiven("C", "modern", "knowledge", "智能装备", "private"),
    "cnc-2026": KindGiven("C", "traditional", "knowledge", "工程机械", "mixed"),
    "nursing-2026": KindGiven("O", "modern", "labour", "", "private"),
}
LAST_YEAR = (
    ("焊工", "Welding", 0, 0, 34, KindGiven("C", "traditional", "labour", "工程机械", "mixed")),
    ("砌筑工", "Bricklaying", 0, 1, 22, KindGiven("E", "traditional", "labour", "", "state")),
    ("数控车工", "CNC turning", 1, 0, 18, KindGiven("C", "traditional", "knowledge", "工程机械", "private")),
    ("养老护理员", "Elderly care", 4, 2, 26, KindGiven("Q", "modern", "labour", "", "public")),
    ("网络与信息安全管理员", "Information security", 1, 3, 4, KindGiven("I", "modern", "knowledge", "软件", "private")),
)


def plan_shaping(province: Province, diary: Diary) -> None:
    """Write drafts, kinds and the year before into the diary."""
    diary.write(39, lambda: _last_year(province))
    diary.write(1.2, lambda: _kinds(province))
    diary.write(0.4, lambda: _drafts(province))


def _kinds(province: Province) -> None:
    for competition in Competition.objects.filter(code__in=KINDS):
        classify_competition(competition, given=KINDS[competition.code], by=province.officer)


def _drafts(province: Province) -> None:
    """One that is nearly ready, of a version in force; one with a mistake, for nobody's competition yet."""
    competition = Competition.objects.get(code="cnc-2026")
    version = competition.rulebooks.get(number=1)
    ready = begin_draft(competition.host, text=version.text, by=province.officer, competition=competition, base=version)
    assert 'theory = "30%"' in version.text
    heavier = version.text.replace('theory = "30%"', 'theory = "40%"').replace('practice = "70%"', 'practice = "60%"')
    write_draft(ready, text=heavier, revision=1, by=province.officer)
    wrong = rules("plant").replace("range = [0, 100]", "rage = [0, 100]", 1)
    begin_draft(province.federation, text=wrong, by=province.officer, origin="plant.toml")


def _last_year(province: Province) -> None:
    """Competitions of the year before, over and without marks: the analysis compares with them."""
    by, cities = province.officer, list(province.cities.values())
    programme = open_programme(
        "2025 年度劳动竞赛（演示）", code="2025", year=2025, organization=province.federation, by=by,
        words={"title_en": "Labour competitions 2025 (sample)"},
    )  # fmt: skip
    tracks = [add_track(programme, slot=slot, name=name, by=by, words={"name_en": en}) for slot, name, en, *_ in TRACKS]
    for number, (title, english, track, city, count, kind) in enumerate(LAST_YEAR, start=1):
        competition = announce_competition(
            title, track=tracks[track], host=cities[city], code=f"year-2025-{number}", by=by,
            details=CompetitionDetails(title_en=english, summary="上一年的竞赛，只留参赛数，供分析对照。"),
        )  # fmt: skip
        text = skill_rules(title, english, "决赛", "Final")
        event = create_event(
            competition, rulebook=adopt_rulebook(competition, text=text, by=by), by=by,
            details=EventDetails(title=f"{title}·决赛", title_en=f"{english}, final"),
        )  # fmt: skip
        open_event(event, by=by)
        rows = [EntryRow(number=f"{n:03d}", name=f"演示{n:03d}") for n in range(1, count + 1)]
        register_entries(event, rows=rows, by=by)
        close_event(event, by=by)
        classify_competition(competition, given=kind, by=by)
