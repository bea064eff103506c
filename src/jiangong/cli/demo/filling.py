"""Fills the demo: the province, its programme, its competitions and their life up to today."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.utils.translation import override

from jiangong.cli.demo.boards import plan_boards
from jiangong.cli.demo.contests import TRACKS, own_contests
from jiangong.cli.demo.diary import Diary
from jiangong.cli.demo.entering import plan_entering
from jiangong.cli.demo.gallery import SHOWS, gallery_contests, settle_gallery
from jiangong.cli.demo.late import plan_late
from jiangong.cli.demo.life import Life
from jiangong.cli.demo.marking import plan_marking
from jiangong.cli.demo.panels import plan_panels
from jiangong.cli.demo.people import Province, found_province
from jiangong.cli.demo.promoting import plan_promotion
from jiangong.cli.demo.roster import a_personal_link, plan_workers
from jiangong.cli.demo.shaping import plan_shaping
from jiangong.cli.demo.telling import DemoSite, SlipShown
from jiangong.cli.demo.whole import plan_whole
from jiangong.competitions.models import Track
from jiangong.competitions.selectors import slip_code
from jiangong.competitions.services import add_track, open_programme
from jiangong.foundation import clock
from jiangong.results.freezes.selectors import STANDS, seen_by
from jiangong.results.models import Publication

FOUNDED = 40  # days ago
FROZEN = "forklift-2026"


def fill(
    *,
    gallery: Path,
    shared: Path | None,
    full: bool,
    tell: Callable[[str], None],
    progress: Callable[[int, int], None] | None,
) -> DemoSite:
    """Fill an empty, migrated database; see `fill_demo`."""
    with override("zh-hans"):
        diary = Diary(clock.now())
        with clock.stopped_at(diary.made_at - timedelta(days=FOUNDED)):
            province = found_province()
            tracks = _tracks(province)
        lines = settle_gallery(gallery, shared=shared, tell=tell)
        for contest in (*own_contests(), *gallery_contests(gallery, shared=shared, full=full)):
            show = SHOWS.get(contest.gallery)
            track = tracks["own" if show is None or show.is_union else "open", contest.slot.value]
            Life(contest, track, province, diary).plan()
        plan_workers(province, diary, full=full)
        plan_entering(province, tracks, diary)
        plan_shaping(province, diary)
        panel = plan_panels(province, tracks["own", "region"], diary)
        plan_marking(diary)
        plan_promotion(province, tracks["own", "plant"], diary)
        plan_late(province, tracks["own", "plant"], diary)
        plan_whole(province, tracks["own", "lotus"], diary)
        plan_boards(province, diary, competition=FROZEN)
        diary.live(progress)
        link = a_personal_link(province)
    return DemoSite((*province.accounts, *panel), lines, _slips(), link)


def _tracks(province: Province) -> dict[tuple[str, str], Track]:
    """The programme with its five tracks, and a second one for recomputing published results."""
    by, federation = province.officer, province.federation
    own = open_programme(
        "2026 年度劳动竞赛和技能大比武", code="2026", year=2026, organization=federation, by=by,
        words={
            "title_en": "Labour competitions and skills tournament 2026",
            "theme": "百万职工 同台建功", "theme_en": "A million workers, one stage",
        },
    )  # fmt: skip
    tracks = {}
    for slot, name, english, summary, summary_en in TRACKS:
        words = {"name_en": english, "summary": summary, "summary_en": summary_en}
        tracks["own", slot.value] = add_track(own, slot=slot, name=name, by=by, words=words)
    published = open_programme(
        "公开赛果复算", code="recomputed", year=2026, organization=federation, by=by,
        words={
            "title_en": "Published results, recomputed",
            "theme": "同一套引擎，逐位复算", "theme_en": "One engine, to the digit",
        },
    )  # fmt: skip
    words = {
        "name_en": "Published results", "summary": "把公开的原始评分按公开的规则再算一遍，与公布的结果逐位相同",
        "summary_en": "Published raw marks, computed again by the published rules: the same result to the digit",
    }  # fmt: skip
    slot = TRACKS[0][0]
    tracks["open", slot.value] = add_track(published, slot=slot, name="公开赛果", by=by, words=words)
    return tracks


def _slips() -> tuple[SlipShown, ...]:
    """One slip of each competition with workers whose result stands published."""
    public = seen_by(Publication.objects.all(), None)
    standing = public.filter(STANDS, event__competition__gallery="").exclude(event__feeds__isnull=False).order_by("pk")
    slips = []
    for publication in standing.select_related("event__competition")[:4]:
        event = publication.event
        entry = event.entries.order_by("number")[2]
        path = f"/competitions/{event.competition.code}/{event.slug}/standings/{publication.number}/own/?entry={entry.number}"
        slips.append(SlipShown(event.title, entry.number, slip_code(entry), path))
    return tuple(slips)
