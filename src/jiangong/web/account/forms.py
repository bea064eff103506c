"""The sign-in form."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from jiangong.web.fields import HouseForm


class SignInForm(AuthenticationForm):
    """Username and password. One sentence for every failure, so that it tells nobody which names exist."""

    error_messages = {
        "invalid_login": _("用户名或密码不对。密码区分大小写；连续输错 8 次会停用 15 分钟。"),
        "inactive": _("用户名或密码不对。密码区分大小写；连续输错 8 次会停用 15 分钟。"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("用户名或手机号")
        self.fields["password"].label = _("密码")
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"
        self.fields["username"].widget.attrs.pop("autofocus", None)


class PasswordForm(HouseForm):
    """A new password, with the one in use."""

    old = forms.CharField(
        label=_("现在的密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label=_("新密码"),
        strip=False,
        help_text=_("至少 10 位，不要全是数字，也不要和用户名、姓名相近。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一次新密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        """The one in use must be right, and the new one the same twice."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("old") and not self.user.check_password(given["old"]):
            self.add_error("old", _("现在的密码不对。"))
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", _("两次输入的新密码不一样。"))
        return given
