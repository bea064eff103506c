"""Addresses of the audit trail."""

from django.urls import path

from jiangong.web.trail import views

patterns = [
    path("desk/trail/", views.trail, name="trail"),
    path("desk/trail/trail.csv", views.trail_csv, name="trail_csv"),
    path("desk/trail/verify/", views.verify, name="verify_trail"),
]
