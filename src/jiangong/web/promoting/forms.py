"""What is typed about going on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.results.enums import PublicationState
from jiangong.results.promotion.enums import LateAct, LineTies
from jiangong.web.fields import HouseForm
from jiangong.web.programmes.forms import count_field

RIPE = [(one.value, one.label) for one in PublicationState]


class LinkForm(HouseForm):
    """Which events feed this one, and on what terms; the same terms for all that are ticked."""

    sources = forms.MultipleChoiceField(label=_("从哪些赛项晋级"), widget=forms.CheckboxSelectMultiple)
    quota = count_field(_("每个赛项的名额"), required=False, most=1000, hint=_("留空：规则里写了晋级几名就几名。"))
    most_of_unit = count_field(_("一个单位至多几名"), required=False, most=1000, hint=_("留空不限。"))
    reserves = count_field(_("递补几名"), required=False, most=100)
    ties = forms.ChoiceField(label=_("名额线上并列时"), choices=LineTies.choices, initial=LineTies.NONE)
    ripe_at = forms.ChoiceField(
        label=_("下级成绩到哪一步才能填"), choices=RIPE, initial=PublicationState.IN_EFFECT
    )  # fmt: skip
    confirm_hours = count_field(
        _("几小时内确认"), required=False, most=720, hint=_("到期不确认由下一名递补。留空：不用确认。")
    )

    def __init__(self, *args: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sources"].choices = sources  # type: ignore[attr-defined]


class LateForm(HouseForm):
    """What the panel decided about somebody who gained a seat in an event that is marked."""

    act = forms.ChoiceField(
        label=_("裁判组决定"),
        choices=[(one.value, one.label) for one in (LateAct.LAST, LateAct.DRAWN, LateAct.RESERVE)],
        widget=forms.RadioSelect,
    )
    position = forms.IntegerField(
        label=_("抽到第几位"), min_value=1, max_value=9999, required=False,
        help_text=_("只有重新抽出场顺序的才填。"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "form-control jg-short"}),
    )  # fmt: skip
    panel_words = forms.CharField(
        label=_("决定的内容和时间"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("照裁判组的记录写：哪天、谁主持、怎样决定。会留在档案里。"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A position goes with a new draw, and with nothing else."""
        given: dict[str, Any] = super().clean() or {}
        is_drawn, position = given.get("act") == LateAct.DRAWN, given.get("position")
        if "position" not in self.errors and "act" in given and is_drawn != (position is not None):
            self.add_error("position", _("请填抽到第几位。") if is_drawn else _("没有重新抽签的，这里不填。请删去。"))
        return given


class AnswerForm(HouseForm):
    """The key of an entry to its own seat."""

    entry = forms.CharField(label=_("参赛号"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    slip = forms.CharField(
        label=_("查分码"), max_length=20, help_text=_("在参赛凭条上，形如 K7F3-92QD；大小写和短横都可以省略。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
