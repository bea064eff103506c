"""Addresses of the officers' pages."""

from django.urls import path

from jiangong.web.officer import contests, corrections, desk, events, marks, publishing, runs

COMPETITION = "desk/competitions/<slug:competition>/"
EVENT = COMPETITION + "<str:event>/"

patterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/competitions/", contests.contests, name="managed"),
    path("desk/new-competition/", contests.new_competition, name="new_competition"),
    path(COMPETITION, contests.manage, name="manage_competition"),
    path(COMPETITION + "names/", contests.names, name="names_rule"),
    path(COMPETITION + "new-event/", events.new_event, name="new_event"),
    path(EVENT, events.manage, name="manage_event"),
    path(EVENT + "open/", events.open_to_all, name="open_event"),
    path(EVENT + "slips/", events.slips, name="slips"),
    path(EVENT + "marks/", marks.bring, name="import_marks"),
    path(EVENT + "correct/", corrections.choose, name="correct_entry"),
    path(EVENT + "correct/mark/", corrections.correct, name="correct_mark"),
    path(EVENT + "settle/", runs.settle, name="settle"),
    path(EVENT + "runs/<int:number>/", runs.run, name="run"),
    path(EVENT + "runs/<int:number>/publish/", publishing.publish, name="publish"),
    path(EVENT + "publications/<int:number>/<slug:act>/", publishing.advance, name="advance"),
]
