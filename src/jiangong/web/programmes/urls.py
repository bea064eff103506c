"""Addresses of the programmes' pages."""

from django.urls import path

from jiangong.web.programmes import lists, views

PROGRAMME = "desk/programmes/<slug:programme>/"
TRACK = PROGRAMME + "tracks/<slug:slot>/"
LIST = PROGRAMME + "lists/<int:number>/"

patterns = [
    path("desk/programmes/", views.index, name="programmes"),
    path("desk/new-programme/", views.new, name="new_programme"),
    path(PROGRAMME, views.manage, name="programme_desk"),
    path(PROGRAMME + "edit/", views.edit, name="edit_programme"),
    path(PROGRAMME + "rules/", views.rules, name="programme_rules"),
    path(PROGRAMME + "copy/", views.copy, name="copy_programme"),
    path(PROGRAMME + "new-track/", views.new_track, name="new_track"),
    path(TRACK, views.edit_track, name="edit_track"),
    path(TRACK + "<slug:act>/", views.move_track, name="move_track"),
    path(PROGRAMME + "new-list/", lists.new, name="new_list"),
    path(LIST, lists.members, name="managed_list"),
    path(LIST + "edit/", lists.edit, name="edit_list"),
    path(LIST + "members/<int:member>/remove/", lists.remove, name="remove_member"),
]
