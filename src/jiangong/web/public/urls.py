"""Addresses of the public pages."""

from django.urls import path

from jiangong.web.public import about, contests, downloads, home, reasons, rules, standings, verification

EVENT = "competitions/<slug:competition>/<str:event>/"
PUBLICATION = EVENT + "standings/<int:number>/"

patterns = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("counted/", home.counted, name="counted"),
    path("privacy/", about.privacy, name="privacy"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("verify/", verification.verify, name="verify"),
    path("results/", standings.publications, name="publications"),
    path("rules/", rules.rulebooks, name="rulebooks"),
    path("programmes/<slug:programme>/", contests.programme, name="programme"),
    path("tracks/<slug:programme>/<slug:slot>/", contests.track, name="track"),
    path("competitions/<slug:competition>/", contests.competition, name="competition"),
    path("competitions/<slug:competition>/medals/", standings.medals, name="medals"),
    path(EVENT, contests.event, name="event"),
    path(EVENT + "rules/", rules.rules, name="rules"),
    path(EVENT + "rulebook.toml", rules.rulebook_file, name="rulebook_file"),
    path(EVENT + "standings/", standings.latest, name="latest"),
    path(PUBLICATION, standings.standings, name="standings"),
    path(PUBLICATION + "own/", reasons.own_result, name="own_result"),
    path(PUBLICATION + "why/", reasons.why, name="why"),
    path(PUBLICATION + "standings.csv", downloads.standings_csv, name="standings_csv"),
    path(PUBLICATION + "standings.json", downloads.standings_json, name="standings_json"),
    path(PUBLICATION + "distribution.csv", downloads.distribution_csv, name="distribution_csv"),
    path(PUBLICATION + "bundle.zip", downloads.bundle, name="bundle"),
]
