"""Of which kind a competition is: choices, and the name of a cluster."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.competitions.analysis.enums import EnterpriseKind, Era, Intensity
from jiangong.competitions.analysis.industries import industries
from jiangong.foundation.words import said
from jiangong.web.fields import HouseForm

BLANK = ("", _("不说明"))


class KindForm(HouseForm):
    """Nothing is asked for: what is not said is counted as not said."""

    industry = forms.ChoiceField(label=_("行业门类"), required=False, help_text=_("GB/T 4754—2017 的门类。"))
    era = forms.ChoiceField(label=_("传统还是现代"), required=False, choices=[BLANK, *Era.choices])
    intensity = forms.ChoiceField(label=_("劳动密集还是知识密集"), required=False, choices=[BLANK, *Intensity.choices])
    cluster = forms.CharField(
        label=_("产业集群"), required=False, max_length=60, help_text=_("例如 工程机械。同一集群请写一样的字。")
    )
    enterprise = forms.ChoiceField(label=_("企业类别"), required=False, choices=[BLANK, *EnterpriseKind.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, f"{code} {said(name)}") for code, name in industries().items()]
        self.fields["industry"].choices = [BLANK, *named]  # type: ignore[attr-defined]
