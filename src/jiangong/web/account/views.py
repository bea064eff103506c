"""Signing in. Failures are counted by django-axes, which locks one person at one address for a while."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiangong.organizations.services import change_password
from jiangong.web.account.forms import PasswordForm, SignInForm
from jiangong.web.account.second import begin_session
from jiangong.web.fields import sent
from jiangong.web.officer.answers import attempt, page


class SignIn(LoginView):
    """The sign-in page; who is signed in already goes to the desk."""

    template_name = "account/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """With the identity server of the federation, where there is one."""
        return {**super().get_context_data(**more), "identity_server": settings.IDENTITY_SERVER}

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Begin the session; the desk asks for whatever it still owes."""
        response = super().form_valid(form)
        begin_session(self.request, is_required=settings.SECOND_FACTOR_REQUIRED)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """A refused sign-in is not a page that worked: 400."""
        response = super().form_invalid(form)
        response.status_code = 400
        return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_own_password(request: HttpRequest) -> HttpResponse:
    """Choose another password. Every other session of the person ends with it."""
    form = PasswordForm(**sent(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: change_password(request.user, password=form.cleaned_data["new"], by=request.user))  # type: ignore[arg-type]
        if done.is_done:
            update_session_auth_hash(request, request.user)  # type: ignore[arg-type]
            messages.success(request, _("密码已改。在别处的登录已全部退出。"))
            return redirect("web:desk")
    return page(request, "account/password.html", {"must": request.user.must_change_password}, form=form)  # type: ignore[union-attr]
