"""Reads of the results: what may be shown, standings, reasons, medals, the desk."""

from jiangong.results.selectors.board import (
    ComingDate,
    EventLine,
    Progress,
    coming_dates,
    event_lines,
    events_in_progress,
    publications_by_fingerprint,
)
from jiangong.results.selectors.desk import Figures, QueueLine, figures, next_act, officer_queue
from jiangong.results.selectors.distribution import Bin, Distribution, score_distribution
from jiangong.results.selectors.medals import MedalRow, MedalTable, medal_table, medals_of_competition
from jiangong.results.selectors.publications import (
    Shown,
    current_publication_or_none,
    latest_publications,
    publications_of,
    the_publication,
    what_may_be_shown,
)
from jiangong.results.selectors.reasons import Why, consequences, preview_correction, why
from jiangong.results.selectors.runs import bundle_bytes, events_awaiting_run, latest_run_or_none, runs_of, the_run
from jiangong.results.selectors.standings import (
    AwardShown,
    ScoreColumn,
    StandingLine,
    StandingsPage,
    Wanted,
    own_line_or_none,
    own_result_or_none,
    published_rows,
    published_standings,
    run_standings,
)

__all__ = [
    "AwardShown",
    "Bin",
    "ComingDate",
    "Distribution",
    "EventLine",
    "Figures",
    "MedalRow",
    "MedalTable",
    "Progress",
    "QueueLine",
    "ScoreColumn",
    "Shown",
    "StandingLine",
    "StandingsPage",
    "Wanted",
    "Why",
    "bundle_bytes",
    "coming_dates",
    "consequences",
    "current_publication_or_none",
    "event_lines",
    "events_awaiting_run",
    "events_in_progress",
    "figures",
    "latest_publications",
    "latest_run_or_none",
    "medal_table",
    "medals_of_competition",
    "next_act",
    "officer_queue",
    "own_line_or_none",
    "own_result_or_none",
    "preview_correction",
    "publications_by_fingerprint",
    "publications_of",
    "published_rows",
    "published_standings",
    "run_standings",
    "runs_of",
    "score_distribution",
    "the_publication",
    "the_run",
    "what_may_be_shown",
    "why",
]
