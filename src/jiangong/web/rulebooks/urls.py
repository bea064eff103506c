"""Addresses of the rulebooks in the making."""

from django.urls import path

from jiangong.web.rulebooks import adopting, editor, history, shelf, trials, versions

DRAFT = "desk/rulebooks/<int:number>/"
VERSION = "desk/versions/<slug:competition>/<int:number>/"

patterns = [
    path("desk/rulebooks/", shelf.drafts, name="drafts"),
    path("desk/rulebooks/new/", shelf.new, name="new_draft"),
    path("desk/rulebooks/gallery/<slug:name>/", shelf.case, name="gallery_case"),
    path(DRAFT, editor.forms, name="draft"),
    path(DRAFT + "text/", editor.text, name="draft_text"),
    path(DRAFT + "look/", editor.look, name="draft_look"),
    path(DRAFT + "rulebook.toml", editor.file, name="draft_file"),
    path(DRAFT + "trial/", trials.trial, name="draft_trial"),
    path(DRAFT + "history/", history.history, name="draft_history"),
    path(DRAFT + "history/<int:saving>/", history.revision, name="draft_revision"),
    path(DRAFT + "history/<int:saving>/restore/", history.restore, name="restore_revision"),
    path(DRAFT + "adopt/", adopting.adopt, name="adopt_draft"),
    path(DRAFT + "assign/", adopting.assign, name="assign_draft"),
    path(DRAFT + "drop/", adopting.drop, name="drop_draft"),
    path(VERSION, versions.version, name="rulebook_version"),
    path(VERSION + "draft/", versions.begin, name="draft_of_version"),
]
