"""Addresses of the panels."""

from django.urls import path

from jiangong.web.panels import panel, seats, works

PANEL = "desk/competitions/<slug:competition>/<str:event>/panel/"
SEAT = "desk/seats/<int:pk>/"

patterns = [
    path(PANEL, panel.panel, name="panel"),
    path(PANEL + "settings/", panel.settings, name="panel_settings"),
    path(PANEL + "nominate/", panel.nominate, name="nominate"),
    path(PANEL + "invite/", panel.invite, name="invite_judges"),
    path(PANEL + "seats/<int:pk>/release/", panel.release, name="release_seat"),
    path(PANEL + "seats/<int:pk>/tie/", panel.declare, name="declare_tie"),
    path(PANEL + "recusals/", panel.recusals, name="recusals"),
    path(PANEL + "recusals/<int:pk>/drop/", panel.drop, name="drop_tie"),
    path(PANEL + "works/", works.works, name="works"),
    path(PANEL + "works/freeze/", works.freeze, name="freeze_allotment"),
    path(PANEL + "works/lots/<int:number>/", works.allotment, name="allotment"),
    path(PANEL + "works/lots/<int:number>/phrase/", works.draw, name="draw_allotment"),
    path(PANEL + "works/<int:pk>/<str:code>/", works.replace, name="replace_judge"),
    path("desk/seats/", seats.seats, name="seats"),
    path(SEAT, seats.seat, name="seat"),
    path(SEAT + "confirm/", seats.confirm, name="confirm_seat"),
    path(SEAT + "decline/", seats.decline, name="decline_seat"),
    path(SEAT + "tie/", seats.tie, name="own_tie"),
    path(SEAT + "aside/", seats.aside, name="step_aside"),
]
