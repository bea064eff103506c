"""Addresses of the analysis."""

from django.urls import path

from jiangong.web.analysis import views

patterns = [
    path("desk/analysis/", views.analysis, name="analysis"),
    path("desk/analysis/<slug:dimension>.csv", views.table, name="analysis_csv"),
    path("desk/kinds/<slug:competition>/", views.classify, name="classify"),
]
