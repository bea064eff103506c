"""What a reader of the trail looks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.results.trail.acts import ActKind
from jiangong.web.fields import HouseForm


class TrailForm(HouseForm):
    """Kind, person and days."""

    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *ActKind.choices])
    person = forms.CharField(label=_("谁（姓名或用户名）"), required=False, max_length=100)
    since = forms.DateField(label=_("从"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """The first day is not after the last."""
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and since > until:
            self.add_error("until", _("结束日期早于开始日期。请改一个。"))
        return given
