"""Addresses of signing in and out."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from jiangong.web.account.views import SignIn, change_own_password

patterns = [
    path("account/sign-in/", SignIn.as_view(), name="sign_in"),
    path("account/password/", change_own_password, name="change_password"),
    path("account/sign-out/", LogoutView.as_view(), name="sign_out"),
]
