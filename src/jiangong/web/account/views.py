"""Signing in. Failures are counted by django-axes, which locks one person at one address for a while."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponse

from jiangong.web.account.forms import SignInForm


class SignIn(LoginView):
    """The sign-in page; who is signed in already goes to the desk."""

    template_name = "account/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """A refused sign-in is not a page that worked: 400."""
        response = super().form_invalid(form)
        response.status_code = 400
        return response
