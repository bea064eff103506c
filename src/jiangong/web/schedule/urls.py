"""Addresses of the schedule."""

from django.urls import path

from jiangong.web.schedule import views

COMPETITION = "competitions/<slug:competition>/"

patterns = [
    path(f"schedule/{COMPETITION}", views.schedule, name="schedule"),
    path(f"schedule/{COMPETITION}schedule.ics", views.schedule_calendar, name="schedule_calendar"),
    path(f"desk/schedule/{COMPETITION}", views.plan, name="plan_schedule"),
    path(f"desk/schedule/{COMPETITION}venues/new/", views.new_venue, name="new_venue"),
    path(f"desk/schedule/{COMPETITION}venues/<int:venue>/remove/", views.drop_venue, name="remove_venue"),
    path(f"desk/schedule/{COMPETITION}sittings/new/", views.new_sitting, name="new_sitting"),
    path(f"desk/schedule/{COMPETITION}sittings/<int:sitting>/cancel/", views.drop_sitting, name="cancel_sitting"),
]
