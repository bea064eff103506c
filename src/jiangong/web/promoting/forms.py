"""What is typed about going on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.results.enums import PublicationState
from jiangong.results.promotion.enums import LineTies
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


class AnswerForm(HouseForm):
    """The key of an entry to its own seat."""

    entry = forms.CharField(label=_("参赛号"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    slip = forms.CharField(
        label=_("查分码"), max_length=20, help_text=_("在参赛凭条上，形如 K7F3-92QD；大小写和短横都可以省略。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
