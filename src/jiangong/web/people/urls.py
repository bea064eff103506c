"""Addresses of the pages about workers."""

from django.urls import path

from jiangong.web.people import exports, imports, own, records, requests, roster, units

DESK = "desk/people/"
UNIT = DESK + "units/<str:unit>/"
WORKER = DESK + "workers/<int:worker>/"

patterns = [
    path(DESK, roster.landing, name="people"),
    path(DESK + "template.<slug:suffix>", imports.template, name="roster_template"),
    path(UNIT, roster.roster, name="roster"),
    path(UNIT + "import/", imports.bring, name="import_roster"),
    path(UNIT + "enrol/", units.enrol, name="enrol_worker"),
    path(UNIT + "export/", exports.ask, name="export_roster"),
    path(UNIT + "facts/", units.facts, name="unit_facts"),
    path(UNIT + "ground/", units.ground, name="publication_ground"),
    path(DESK + "imports/<int:number>/", imports.report, name="roster_report"),
    path(DESK + "imports/<int:number>/confirm/", imports.confirm, name="confirm_roster"),
    path(DESK + "imports/<int:number>/drop/", imports.drop, name="drop_roster"),
    path(DESK + "imports/<int:number>/resume/", imports.resume, name="resume_roster"),
    path(DESK + "imports/<int:number>/checked.<slug:suffix>", imports.checked, name="checked_roster"),
    path(DESK + "exports/<int:number>/", exports.state, name="export_state"),
    path(DESK + "exports/<int:number>/file", exports.fetch, name="export_file"),
    path(WORKER, records.record, name="worker"),
    path(WORKER + "correct/<slug:fact>/", records.correct, name="correct_fact"),
    path(WORKER + "identity/", records.identity, name="store_identity"),
    path(WORKER + "reveal/", records.reveal, name="reveal_identity"),
    path(WORKER + "link/", records.link, name="worker_link"),
    path(WORKER + "left/", records.left, name="note_departure"),
    path(DESK + "retention/", units.retention, name="retention"),
    path(DESK + "requests/", requests.queue, name="worker_requests"),
    path(DESK + "requests/<str:receipt>/", requests.answer, name="answer_request"),
    path("me/", own.page, name="own"),
    path("me/enter/<str:token>/", own.enter, name="own_enter"),
    path("me/leave/", own.leave, name="own_leave"),
    path("me/data.json", own.data, name="own_data"),
    path("me/data/", own.readable, name="own_readable"),
    path("me/correct/<slug:fact>/", own.correct, name="own_correct"),
    path("me/delete/", own.delete, name="own_delete"),
    path("me/consent/<slug:kind>/", own.consent, name="own_consent"),
    path("me/requests/<str:receipt>/withdraw/", own.withdraw, name="own_withdraw"),
]
