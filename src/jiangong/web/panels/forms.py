"""Forms of the panels."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.evidence.panels.enums import SeatKind, TieKind
from jiangong.web.fields import HouseForm


class PanelForm(HouseForm):
    """The settings of a panel."""

    most_of_unit = forms.IntegerField(
        label=_("每个单位至多几名裁判"), min_value=1, max_value=50, initial=2,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    chief_marks = forms.BooleanField(
        label=_("裁判长也评分"), required=False, help_text=_("不勾：裁判长只主持和复核，评分里没有他的一列。")
    )


class NomineeForm(HouseForm):
    """Somebody who is put forward."""

    username = forms.CharField(
        label=_("用户名"), max_length=80, help_text=_("裁判要先有本站的账号；没有的，请系统管理员在“组织和职务”里开。")
    )
    kind = forms.ChoiceField(label=_("担任"), choices=SeatKind.choices)
    unit = forms.CharField(
        label=_("裁判的单位"), max_length=200, required=False,
        help_text=_("写全称。和参赛者同一单位的，会自动回避。"),
    )  # fmt: skip
    team = forms.CharField(label=_("带的队"), max_length=200, required=False, help_text=_("是某个参赛队的人，写队名。"))
    qualification = forms.CharField(
        label=_("资格"), max_length=500, required=False, help_text=_("例如：焊工高级考评员，高级技师。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class TieForm(HouseForm):
    """A tie, in the words of whoever declares it."""

    kind = forms.ChoiceField(label=_("关系"), choices=TieKind.choices)
    name = forms.CharField(label=_("对方姓名"), max_length=200, required=False)
    unit = forms.CharField(
        label=_("对方单位"), max_length=200, required=False, help_text=_("只写单位，就回避这个单位的全部参赛者。")
    )
    note = forms.CharField(label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class AsideForm(HouseForm):
    """A work that the judge knows on sight."""

    label = forms.CharField(label=_("作品上的号码"), max_length=100)
    note = forms.CharField(label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class WhyForm(HouseForm):
    """A decision with its reason."""

    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class AllotmentForm(HouseForm):
    """How works are dealt out."""

    judges_each = forms.IntegerField(
        label=_("每件作品几名裁判"), min_value=1, max_value=99, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("两名以上，裁判之间才能比较宽严。"),
    )  # fmt: skip
    common = forms.IntegerField(
        label=_("全体裁判共评几件"), min_value=0, max_value=999, initial=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("抽签排在前面的几件由全体裁判都评，各组裁判由此连起来。"),
    )  # fmt: skip


class HandoverForm(HouseForm):
    """Who takes a work over."""

    to_code = forms.ChoiceField(label=_("改由"))
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_code"].choices = choices  # type: ignore[attr-defined]
