"""Addresses of signing in and out."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from jiangong.web.account import second
from jiangong.web.account.views import SignIn, change_own_password

patterns = [
    path("account/sign-in/", SignIn.as_view(), name="sign_in"),
    path("account/password/", change_own_password, name="change_password"),
    path("account/code/", second.code, name="second_factor"),
    path("account/codes/", second.enrol_codes, name="enrol_codes"),
    path("account/sessions/", second.sessions, name="sessions"),
    path("account/sign-out/", LogoutView.as_view(), name="sign_out"),
]
