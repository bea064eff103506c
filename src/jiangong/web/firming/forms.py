"""What officers type about signatures, public notices and appeals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.results.appeals.enums import TimeUnit
from jiangong.results.firming.enums import AfterLoss, PostingLevel
from jiangong.web.fields import HouseForm
from jiangong.web.programmes.forms import count_field


class RuleForm(HouseForm):
    """How results of a competition become firm."""

    signatures = forms.TypedChoiceField(label=_("复核要几人签字"), choices=[(n, str(n)) for n in (1, 2, 3)], coerce=int)
    is_publisher_excluded = forms.BooleanField(label=_("发布人不能复核"), required=False)
    notice_days = count_field(_("公示几个工作日"), most=60)
    levels = forms.MultipleChoiceField(
        label=_("除本站以外，还要张贴在"), choices=PostingLevel.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    after_loss = forms.ChoiceField(
        label=_("更正后，已经晋级而不该晋级的人"), choices=AfterLoss.choices, widget=forms.RadioSelect
    )


class TermsForm(HouseForm):
    """The terms of one kind of appeal."""

    is_taken = forms.BooleanField(label=_("受理这一类"), required=False)
    amount = count_field(_("受理时限"), most=1000)
    unit = forms.ChoiceField(label=_("时限的单位"), choices=TimeUnit.choices)
    answer_amount = count_field(_("答复期限"), most=1000)
    answer_unit = forms.ChoiceField(label=_("答复期限的单位"), choices=TimeUnit.choices)
    takes_entries = forms.BooleanField(label=_("参赛人可以提出"), required=False)
    takes_units = forms.BooleanField(label=_("单位可以提出"), required=False)
    takes_anyone = forms.BooleanField(label=_("任何人可以实名提出"), required=False)
    panel_size = count_field(_("听证人员几名"), most=9)


class PostingForm(HouseForm):
    """Where a notice was hung."""

    level = forms.ChoiceField(label=_("哪一级"))
    place = forms.CharField(label=_("张贴在哪里"), max_length=200, help_text=_("例如 厂务公开栏、单位网站的网址。"))
    hung_by = forms.CharField(label=_("由哪个单位张贴"), max_length=200)
    photo = forms.FileField(
        label=_("照片或截图"), required=False, widget=forms.FileInput(attrs={"accept": "image/*,.pdf"})
    )

    def __init__(self, *args: Any, levels: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(level.value, level.label) for level in levels]  # type: ignore[attr-defined]


class SettleForm(HouseForm):
    """What was done about a hold."""

    reason = forms.CharField(label=_("怎样处理的"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
