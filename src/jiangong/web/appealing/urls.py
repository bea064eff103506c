"""Addresses of the appeals."""

from django.urls import path

from jiangong.web.appealing import desk, lodging

ONE = "desk/appeals/<str:receipt>/"

patterns = [
    path("competitions/<slug:competition>/<str:event>/appeal/", lodging.lodge, name="lodge_appeal"),
    path("appeals/", lodging.find, name="find_appeal"),
    path("appeals/<str:receipt>/", lodging.status, name="appeal_status"),
    path("desk/appeals/", desk.listed, name="appeals"),
    path(ONE, desk.appeal, name="appeal_desk"),
    path(ONE + "decide/", desk.decide, name="decide_appeal"),
    path(ONE + "evidence/<int:number>/", desk.evidence, name="appeal_evidence"),
    path(ONE + "<slug:what>/", desk.act, name="appeal_act"),
]
