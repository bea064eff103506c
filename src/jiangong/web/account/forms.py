"""The sign-in form."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Username and password. One sentence for every failure, so that it tells nobody which names exist."""

    error_messages = {
        "invalid_login": _("用户名或密码不对。密码区分大小写；连续输错 8 次会停用 15 分钟。"),
        "inactive": _("用户名或密码不对。密码区分大小写；连续输错 8 次会停用 15 分钟。"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("用户名")
        self.fields["password"].label = _("密码")
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"
        self.fields["username"].widget.attrs.pop("autofocus", None)
