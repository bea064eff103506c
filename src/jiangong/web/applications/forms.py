"""What a unit files and what a reviewer writes. Saving asks for a name only; handing in is checked by the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.web.fields import HouseForm
from jiangong.web.officer.forms import FileField
from jiangong.web.programmes.forms import count_field


class PlaceForm(HouseForm):
    """For which unit and in which programme somebody applies."""

    unit = forms.ChoiceField(label=_("申报单位"))
    programme = forms.ChoiceField(label=_("申报到哪个项目"))

    def __init__(self, *args: Any, units: Any, programmes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(unit.code, unit.spoken_name) for unit in units]  # type: ignore[attr-defined]
        self.fields["programme"].choices = [(one.code, one.spoken_title) for one in programmes]  # type: ignore[attr-defined]


ASKED_LATER = ("trade", "leading_body", "plan", "indicators", "budget", "entrants", "source")
"""What a draft may leave open and a submission may not: not marked as optional."""


class ApplicationForm(HouseForm):
    """The application itself. Only the title is needed to save a draft."""

    track = forms.ChoiceField(label=_("赛道"))
    title = forms.CharField(label=_("竞赛名称"), max_length=200)
    title_en = forms.CharField(label=_("英文名称"), max_length=200, required=False)
    trade = forms.CharField(
        label=_("工种或项目"), max_length=100, required=False, help_text=_("按国家职业标准的名称写，例如 焊工。")
    )
    leading_body = forms.CharField(label=_("牵头单位"), max_length=200, required=False)
    plan = forms.CharField(
        label=_("实施方案"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    indicators = forms.CharField(
        label=_("竞赛指标"), max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    budget = count_field(_("经费预算（元）"), most=2_000_000_000, required=False)
    entrants = count_field(_("预计参赛人数"), most=10_000_000, required=False)
    source = forms.ChoiceField(label=_("用哪一份规则"), required=False)
    file = FileField(
        label=_("上传规则文件"), required=False, accept=".toml,text/plain", help_text=_("TOML 文件。选“上传一份”时用。")
    )

    def __init__(self, *args: Any, tracks: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ASKED_LATER:
            self.fields[name].is_needed_later = True  # type: ignore[attr-defined]
        self.fields["track"].choices = [(track.slot, track.spoken_name) for track in tracks]  # type: ignore[attr-defined]
        self.fields["source"].choices = sources  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The uploaded rulebook must be there if it was chosen."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("source") == "upload" and not given.get("file"):
            self.add_error("file", _("还没有选文件。请选一份 .toml 规则文件，或者改选规则库里的一份。"))
        return given


REASONS = (
    ("plan", _("实施方案不完整")),
    ("budget", _("经费预算没有分项")),
    ("indicators", _("竞赛指标不能考核")),
    ("rulebook", _("规则与方案不一致")),
    ("materials", _("缺少上一年总结或可行性报告")),
)


class ReturnForm(HouseForm):
    """Why an application goes back: reasons from the list, and own words."""

    reasons = forms.MultipleChoiceField(
        label=_("要补正的"), choices=REASONS, required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("逐项说明"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def said(self) -> str:
        """The reasons in words, one after the other."""
        titles = dict(REASONS)
        chosen = [str(titles[name]) for name in self.cleaned_data["reasons"]]
        return str(_("；")).join([*chosen, *filter(None, [self.cleaned_data["words"].strip()])])


class RejectForm(HouseForm):
    """Why an application is refused: the article and the reason."""

    article = forms.CharField(label=_("依据的条款"), max_length=200, help_text=_("例如 竞赛管理办法第六条。"))
    reason = forms.CharField(label=_("理由"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawForm(HouseForm):
    """Why the unit takes it back."""

    reason = forms.CharField(label=_("撤回的理由"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))


class ApproveForm(HouseForm):
    """What a competition will be called in addresses, where this level decides."""

    code = forms.SlugField(
        label=_("竞赛代号"), max_length=80, required=False, help_text=_("用在网址里；留空时按年度和申报号编。")
    )
