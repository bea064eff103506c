"""What officers type to freeze a board and to call places."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.web.fields import HouseForm

SHORTEST_PHRASE = 8


class FreezeForm(HouseForm):
    """From when on the board stands still."""

    starts_at = forms.DateTimeField(
        label=_("从什么时候起封榜"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}),
        help_text=_("留空就是现在。到了这个时间，以后发布的成绩先不公开。"),
    )
    note = forms.CharField(
        label=_("写在公开榜上的话"),
        required=False,
        max_length=300,
        help_text=_("选填，例如 最终名次 17:00 在闭幕式揭晓。"),
    )


class RevealForm(HouseForm):
    """Which places are called one by one."""

    stage = forms.ChoiceField(label=_("揭晓哪个阶段"))
    from_place = forms.IntegerField(
        label=_("从第几名开始逐个揭晓"),
        min_value=1,
        max_value=10_000,
        initial=10,
        help_text=_("在这之后的名次第一步一起显示，然后一名一名往上，到第 1 名为止。"),
    )

    def __init__(self, *args: Any, stages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(stage.code, stage.spoken_title) for stage in stages]  # type: ignore[attr-defined]


class OfflineForm(HouseForm):
    """The phrase that opens the file which is taken along."""

    phrase = forms.CharField(
        label=_("打开文件的口令"),
        min_length=SHORTEST_PHRASE,
        max_length=200,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("至少 8 个字。到现场打开文件时输入；忘了只能重新下载。"),
    )
