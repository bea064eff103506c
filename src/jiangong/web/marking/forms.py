"""Forms of the chief judge's desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.evidence.marking.enums import HeldAct, IncidentKind
from jiangong.web.fields import HouseForm
from jiangong.web.officer.forms import SigningForm


class RescoringForm(HouseForm):
    """Which judges score what again, and why."""

    seats = forms.MultipleChoiceField(label=_("请谁重评"), widget=forms.CheckboxSelectMultiple)
    keys = forms.MultipleChoiceField(
        label=_("重评哪几项"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("一项也不选，就是整张表重评。"),
    )
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, seats: list[str], keys: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["seats"].choices = [(code, code) for code in seats]
        fields["keys"].choices = keys


class HeldForm(HouseForm):
    """What happens with a sheet that was kept beside."""

    act = forms.ChoiceField(label=_("怎样处理"), choices=HeldAct.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ReportForm(HouseForm):
    """A judge reports what happened."""

    kind = forms.ChoiceField(label=_("种类"), choices=IncidentKind.choices)
    said = forms.CharField(label=_("发生了什么"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class IncidentForm(SigningForm):
    """The chief judge records what happened and what is granted, and signs with the password."""

    work = forms.CharField(
        label=_("作品号"), max_length=100, required=False, help_text=_("和评分表上的号码一样；与作品无关的可以不填。")
    )
    kind = forms.ChoiceField(label=_("种类"), choices=IncidentKind.choices)
    said = forms.CharField(label=_("发生了什么，怎样处理"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    minutes_added = forms.IntegerField(
        label=_("补时（分钟）"),
        min_value=0,
        max_value=600,
        initial=0,
        required=False,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )
    is_moved_last = forms.BooleanField(label=_("移到最后一批再做"), required=False)

    field_order = ("work", "kind", "said", "minutes_added", "is_moved_last", "seen", "password")
