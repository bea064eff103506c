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


class BatchesForm(HouseForm):
    """Into how many batches the works are parted."""

    count = forms.IntegerField(
        label=_("分几批"), min_value=1, max_value=60,
        help_text=_("按作品号的先后均分。第一批开始以前可以重新分；开始以后，换批次要裁判长签字记录现场事件。"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "form-control jg-short"}),
    )  # fmt: skip


class PhotoForm(HouseForm):
    """A photo of a work."""

    photo = forms.FileField(
        label=_("照片（选填，不影响得分）"),
        help_text=_("JPEG 或 PNG，至多 8 MB。拍摄地点、时间和设备等附带信息会先去掉；只有本人、裁判长和审计员能看。"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
    )
