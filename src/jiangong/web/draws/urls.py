"""Addresses of the draws."""

from django.urls import path

from jiangong.web.draws import views

EVENT = "competitions/<slug:competition>/<str:event>/"

patterns = [
    path(EVENT + "draws/", views.draws, name="draws"),
    path(EVENT + "draws/<int:number>/", views.draw, name="draw"),
    path(EVENT + "draws/<int:number>/list.txt", views.frozen_list, name="frozen_list"),
    path(f"desk/{EVENT}draws/new/", views.freeze, name="freeze_list"),
    path(f"desk/{EVENT}draws/<int:number>/phrase/", views.phrase, name="enter_phrase"),
]
