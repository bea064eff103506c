"""Addresses of the registration."""

from django.urls import path

from jiangong.web.entering import counter, host, slips

EVENT = "competitions/<slug:competition>/<str:event>/"
DESK = f"desk/{EVENT}registration/"
SLIP = "registrations/<str:receipt>/"

patterns = [
    path("entering/", counter.open_now, name="entering"),
    path("calendar.ics", slips.calendar, name="calendar"),
    path(EVENT + "register/", counter.counter, name="register"),
    path(EVENT + "register/template.csv", counter.template, name="entrants_template"),
    path(SLIP, slips.slip, name="registration"),
    path(SLIP + "withdraw/", slips.withdraw, name="withdraw"),
    path(SLIP + "substitute/", slips.substitute, name="substitute"),
    path(SLIP + "event.ics", slips.slip_calendar, name="slip_calendar"),
    path(DESK, host.manage, name="registration_desk"),
    path(DESK + "window/", host.window, name="window"),
    path(DESK + "list.csv", host.whole_list, name="registrations_csv"),
    path(DESK + "approve/", host.approve_page, name="approve_page"),
    path(DESK + "several/", host.decide_several, name="decide_registrations"),
    path(DESK + "small/<slug:act>/", host.small, name="small_event"),
    path(DESK + "<str:receipt>/<slug:act>/", host.decide, name="decide_registration"),
]
