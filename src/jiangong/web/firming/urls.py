"""Addresses of public notices and of the rules by which results become firm."""

from django.urls import path

from jiangong.web.firming import views

COMPETITION = "desk/competitions/<slug:competition>/outcome/"
EVENT = "desk/competitions/<slug:competition>/<str:event>/"

patterns = [
    path(COMPETITION, views.outcome_rules, name="outcome_rules"),
    path(COMPETITION + "publication/", views.publication_rule, name="publication_rule"),
    path(COMPETITION + "appeals/<slug:kind>/", views.appeal_terms, name="appeal_terms"),
    path(EVENT + "publications/<int:number>/postings/", views.postings, name="postings"),
    path(EVENT + "holds/<int:hold>/", views.settle_hold, name="settle_hold"),
    path(
        "competitions/<slug:competition>/<str:event>/standings/<int:number>/notice/", views.notice, name="public_notice"
    ),
]
