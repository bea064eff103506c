"""What officers type about a programme. Plain forms: the services decide, these only read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.competitions.enums import Slot
from jiangong.competitions.programmes.enums import ListKind
from jiangong.web.fields import HouseForm


def year_field(label: Any) -> forms.IntegerField:
    """A year."""
    return forms.IntegerField(label=label, min_value=2000, max_value=2100)


def date_field(label: Any) -> forms.DateField:
    """A day that may be left open."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control jg-short"})
    return forms.DateField(label=label, required=False, widget=widget)


def count_field(label: Any, *, most: int = 100_000, required: bool = True, hint: Any = "") -> forms.IntegerField:
    """A whole number that a person types."""
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "class": "form-control jg-short"})
    return forms.IntegerField(
        label=label, min_value=0, max_value=most, required=required, help_text=hint, widget=widget
    )


class ProgrammeForm(HouseForm):
    """The words of a programme."""

    title = forms.CharField(label=_("项目名称"), max_length=200)
    title_en = forms.CharField(label=_("英文名称"), max_length=200, required=False)
    year = year_field(_("年度"))
    theme = forms.CharField(
        label=_("主题"), max_length=200, required=False, help_text=_("例如 建功“十四五”，奋进新征程。")
    )
    theme_en = forms.CharField(label=_("英文主题"), max_length=200, required=False)
    issuers = forms.CharField(
        label=_("联合发布机构"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一行一个，例如 省人力资源和社会保障厅。本会不用写。"),
    )  # fmt: skip


class NewProgrammeForm(ProgrammeForm):
    """A programme that begins."""

    code = forms.SlugField(
        label=_("代号"), max_length=80, help_text=_("用在网址里，已取好一个，可以改：小写字母、数字、短横。")
    )
    organization = forms.ChoiceField(label=_("发布机构"))

    field_order = ("organization", "code", "title", "title_en", "year")

    def __init__(self, *args: Any, hosts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].choices = [(host.code, host.spoken_name) for host in hosts]  # type: ignore[attr-defined]


class ProgrammeRulesForm(HouseForm):
    """What a programme asks of applications and events."""

    applications_open_on = date_field(_("申报开始"))
    applications_close_on = date_field(_("申报截止（当日可报）"))
    most_applications = count_field(_("一个单位至多申报几项"), most=1000)
    may_repeat_trade = forms.BooleanField(label=_("同一工种可以连续两年举办"), required=False)
    review_days = count_field(_("每一级审核几个工作日"), most=60)
    least_entrants = count_field(_("一个赛项至少多少人"), most=10_000, hint=_("不足时提醒主办单位决定是否取消。"))
    least_selection_entrants = count_field(_("选拔赛至少多少人"), most=10_000)
    needs_second_for_rules = forms.BooleanField(
        label=_("采用竞赛规则要两人签字"), required=False, help_text=_("起草的人可以签一个，另一个由别的竞赛管理员签。")
    )


class TrackForm(HouseForm):
    """What a track is called."""

    name = forms.CharField(label=_("赛道名称"), max_length=100)
    name_en = forms.CharField(label=_("英文名称"), max_length=100, required=False)
    summary = forms.CharField(label=_("比什么"), max_length=300, required=False)
    summary_en = forms.CharField(label=_("比什么（英文）"), max_length=300, required=False)


class NewTrackForm(TrackForm):
    """A track in a free slot: the slot gives sign and colour."""

    slot = forms.ChoiceField(label=_("图标和颜色"), help_text=_("五个位置各有图标和颜色，名称可以自己起。"))

    field_order = ("slot", "name", "name_en")

    def __init__(self, *args: Any, taken: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [(slot.value, slot.label) for slot in Slot if slot.value not in taken]
        self.fields["slot"].choices = free  # type: ignore[attr-defined]


class ListForm(HouseForm):
    """The head of a managed list."""

    title = forms.CharField(label=_("名单名称"), max_length=200, help_text=_("例如 “双百”竞赛项目。"))
    title_en = forms.CharField(label=_("英文名称"), max_length=200, required=False)
    limit = count_field(_("限额"), most=10_000, required=False, hint=_("“双百”填 100；不限时留空。"))


class NewListForm(ListForm):
    """A list that begins: it holds competitions or units."""

    kind = forms.ChoiceField(label=_("名单里是"), choices=ListKind.choices)


class MemberForm(HouseForm):
    """Whom to put on a list."""

    member = forms.ChoiceField(label=_("加入"))

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]


class CopyForm(HouseForm):
    """A programme for another year."""

    year = year_field(_("新的年度"))
    title = forms.CharField(label=_("新的名称"), max_length=200)
    code = forms.SlugField(label=_("新的代号"), max_length=80, help_text=_("用在网址里，例如 2027。"))
