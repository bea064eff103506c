"""Addresses of marking. Everything that a device keeps for when there is no network lies below desk/marking/."""

from django.urls import path

from jiangong.web.marking import batches, device, judge, live, photos, printing, receipts, twice

STAGE = "desk/marking/<slug:competition>/<str:event>/<slug:stage>/"

patterns = [
    path("receipts/", receipts.check_receipt, name="check_receipt"),
    path("desk/marking/", judge.mine, name="marking"),
    path("desk/marking/worker.js", device.worker, name="marking_worker"),
    path("desk/marking/ticket/", device.ticket, name="marking_ticket"),
    path("desk/marking/send/", device.send, name="marking_send"),
    path("desk/marking/photo/", device.send_photo, name="marking_send_photo"),
    path("desk/marking/<slug:competition>/<str:event>/", live.of_event, name="mark_event"),
    path(STAGE, judge.works, name="mark_works"),
    path(STAGE + "works/<str:work>/", judge.sheet, name="mark_sheet"),
    path(STAGE + "works/<str:work>/report/", live.report, name="mark_report"),
    path(STAGE + "works/<str:work>/photos/", photos.photos, name="mark_photos"),
    path(STAGE + "photos/<int:number>/", photos.photo, name="mark_photo"),
    path(STAGE + "second/", twice.waiting, name="mark_second_list"),
    path(STAGE + "second/<str:receipt>/", twice.second, name="mark_second"),
    path(STAGE + "paper/", twice.paper, name="mark_paper"),
    path(STAGE + "paper/blank/", printing.blank_sheets, name="mark_blank"),
    path(STAGE + "paper/filled/", printing.filled_sheets, name="mark_filled"),
    path(STAGE + "paper/<slug:seat>/<str:work>/", twice.paper_sheet, name="mark_paper_sheet"),
    path(STAGE + "live/", live.live, name="mark_live"),
    path(STAGE + "live/batches/", batches.part, name="mark_batches"),
    path(STAGE + "live/batches/<int:number>/<slug:act>/", batches.run, name="mark_batch"),
    path(STAGE + "live/incident/", live.incident, name="mark_incident"),
    path(STAGE + "live/severity/", live.severity, name="mark_severity"),
    path(STAGE + "live/held/<int:number>/", live.held, name="mark_held"),
    path(STAGE + "live/works/<str:work>/", live.work, name="mark_live_work"),
]
