"""What is typed about bodies of the union tree and their posts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.organizations.enums import Level, Role
from jiangong.web.fields import HouseForm


def day(label: Any, **kwargs: Any) -> forms.DateField:
    """A day, chosen or typed."""
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}), **kwargs)


class FoundForm(HouseForm):
    """A new body below another."""

    name = forms.CharField(label=_("名称"), max_length=200)
    name_en = forms.CharField(label=_("英文名称"), max_length=200, required=False)
    level = forms.ChoiceField(label=_("层级"), choices=[c for c in Level.choices if c[0] != Level.PROVINCE])


class ReasonForm(HouseForm):
    """On whose paper the tree is changed."""

    reason = forms.CharField(
        label=_("依据"), max_length=500, help_text=_("例如批复文件的名称和文号。记入沿革，不能删改。")
    )


class RenameForm(ReasonForm):
    """A new name."""

    name = forms.CharField(label=_("新名称"), max_length=200)
    name_en = forms.CharField(label=_("英文名称"), max_length=200, required=False)
    field_order = ["name", "name_en", "reason"]


class TargetForm(ReasonForm):
    """Where a body goes."""

    target = forms.ChoiceField(label=_("到哪个组织"))
    field_order = ["target", "reason"]

    def __init__(self, *args: Any, targets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = [(body.code, "　" * (body.depth - 1) + body.spoken_name) for body in targets]
        self.fields["target"].choices = lines  # type: ignore[attr-defined]


class EnrolForm(HouseForm):
    """An account with its first post here."""

    username = forms.CharField(label=_("用户名"), max_length=80, help_text=_("登录用，字母或数字。用过的不再给别人。"))
    name = forms.CharField(label=_("姓名"), max_length=80)
    phone = forms.CharField(
        label=_("手机号"),
        max_length=20,
        required=False,
        help_text=_("可以代替用户名登录。"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    mail = forms.EmailField(label=_("邮箱"), required=False, help_text=_("有邮箱时，通知另发一封邮件。"))


class PostForm(HouseForm):
    """A role for a term."""

    username = forms.CharField(label=_("用户名"), max_length=80)
    role = forms.ChoiceField(label=_("职务"), choices=Role.choices)
    starts_on = day(_("开始日期"), help_text=_("留空为今天。"))
    ends_on = day(_("最后一天"), help_text=_("留空为没有期限。"))


class DaysForm(HouseForm):
    """Days in a row that are off, or worked, and the notice that says so."""

    first = forms.DateField(label=_("第一天"), widget=forms.DateInput(attrs={"type": "date"}))
    last = day(_("最后一天"), help_text=_("只有一天的留空。"))
    kind = forms.ChoiceField(
        label=_("这些天"),
        choices=[("off", _("放假（不算工作日）")), ("working", _("调休上班（算工作日）"))],
    )
    name = forms.CharField(label=_("是什么日子"), max_length=60, help_text=_("例如 元旦，或 元旦调休上班。"))
    source = forms.CharField(label=_("依据"), max_length=200, help_text=_("哪份通知这样安排，写明名称和文号。"))


class YearForm(HouseForm):
    """The notice from which a whole year was entered."""

    source = forms.CharField(label=_("依据的通知"), max_length=200, help_text=_("写明名称和文号。"))
    prefix = "year"
