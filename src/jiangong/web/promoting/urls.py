"""Addresses of going on."""

from django.urls import path

from jiangong.web.promoting import late, views

DESK = "desk/competitions/<slug:competition>/<str:event>/promotion/"

patterns = [
    path(DESK, views.overview, name="promotion"),
    path(DESK + "new/", views.new_links, name="new_links"),
    path(DESK + "fill/", views.fill_all, name="fill_links"),
    path(DESK + "late/<int:pk>/", late.decide, name="late_seat"),
    path(DESK + "late/<int:pk>/sign/", late.sign, name="sign_late_seat"),
    path(DESK + "<int:number>/", views.link, name="promotion_link"),
    path(DESK + "<int:number>/<slug:what>/", views.act, name="link_act"),
    path("desk/promoted/", views.waiting, name="promoted"),
    path("desk/promoted/<int:seat>/<slug:what>/", views.answer, name="answer_seat"),
    path("competitions/<slug:competition>/<str:event>/going-on/", views.own, name="going_on"),
]
