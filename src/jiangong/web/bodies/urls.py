"""Addresses of the union tree."""

from django.urls import path

from jiangong.web.bodies import posts, tree, workdays

BODY = "desk/organizations/<str:code>/"

patterns = [
    path("desk/working-days/", workdays.days, name="workdays"),
    path("desk/working-days/<int:year>/", workdays.whole_year, name="workdays_year"),
    path("desk/working-days/<str:what>/take-back/", workdays.unstate, name="unstate_days"),
    path("desk/organizations/", tree.mine, name="bodies"),
    path(BODY, tree.body, name="body"),
    path(BODY + "found/", tree.found, name="found_body"),
    path(BODY + "change/<slug:act>/", tree.change, name="change_body"),
    path(BODY + "enrol/", posts.enrol, name="enrol"),
    path(BODY + "appoint/", posts.appoint_somebody, name="appoint"),
    path(BODY + "posts/<int:number>/end/", posts.end, name="end_post"),
    path(BODY + "people/<str:username>/password/", posts.reset, name="reset_password"),
    path(BODY + "people/<str:username>/codes/", posts.remove_codes, name="remove_codes"),
]
