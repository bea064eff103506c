"""Addresses of the applications' pages."""

from django.urls import path

from jiangong.web.applications import filing, review, several

APPLICATION = "desk/applications/<int:number>/"

patterns = [
    path("desk/applications/", filing.index, name="applications"),
    path("desk/applications/waiting/", several.waiting, name="applications_waiting"),
    path("desk/applications/several/", several.several, name="review_several"),
    path("desk/new-application/", filing.choose, name="choose_application"),
    path("desk/new-application/<slug:programme>/<str:unit>/", filing.new, name="new_application"),
    path(APPLICATION, review.application, name="application"),
    path(APPLICATION + "write/", filing.write, name="write_application"),
    path(APPLICATION + "withdraw/", filing.withdraw, name="withdraw_application"),
    path(APPLICATION + "submit/", filing.submit, name="submit_application"),
    path(APPLICATION + "review/<slug:act>/", review.application, name="review_application"),
]
