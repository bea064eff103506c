"""What officers set for a registration, and what entrants type at the counter."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiangong.competitions.registration.enums import EntrantKind, EntryList
from jiangong.competitions.registration.presets import LEVEL_WORDS, PRESETS
from jiangong.competitions.registration.services import WindowGiven
from jiangong.foundation.words import said
from jiangong.web.fields import HouseForm
from jiangong.web.officer.forms import TABLE_FILES, FileField
from jiangong.web.programmes.forms import count_field

MOMENT = "%Y-%m-%dT%H:%M"
WRITTEN = 3
PLAIN = (
    "kind", "opens_at", "closes_at", "capacity", "most_of_unit", "most_of_team", "needs_approval", "is_one_event_a_person",
    "takes_anyone", "is_selection", "entry_list", "begins_at", "ends_at", "place",
)  # fmt: skip


def moment_field(label: Any, *, required: bool) -> forms.DateTimeField:
    """A date with its hour."""
    widget = forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local", "class": "form-control jg-short"})
    return forms.DateTimeField(label=label, required=required, widget=widget)


def level_field(label: str) -> forms.TypedChoiceField:
    """A level of skill by its name, or none."""
    levels = [(level, said(words)) for level, words in LEVEL_WORDS.items()]
    choices = [("", _("不作要求")), *levels]
    return forms.TypedChoiceField(label=label, choices=choices, required=False, coerce=int, empty_value=None)


class WindowForm(HouseForm):
    """When, by whom and under which conditions an event may be entered. Conditions are ticked; formulas are for the rare rest."""

    opens_at = moment_field(_("报名开始"), required=True)
    closes_at = moment_field(_("报名截止"), required=True)
    kind = forms.ChoiceField(label=_("参赛的是"), choices=EntrantKind.choices, initial=EntrantKind.PERSON)
    capacity = count_field(_("名额"), required=False, hint=_("不限时留空。满了以后按先后候补。"))
    most_of_unit = count_field(_("每个单位至多报几个"), required=False)
    most_of_team = count_field(_("每个队至多报几个"), required=False)
    needs_approval = forms.BooleanField(label=_("报名要经审核"), required=False)
    is_one_event_a_person = forms.BooleanField(label=_("同一竞赛里一人只报一个赛项"), required=False)
    takes_anyone = forms.BooleanField(label=_("本人可以直接报名"), required=False, help_text=_("不选时只由单位报名。"))
    is_selection = forms.BooleanField(label=_("这是选拔赛"), required=False, help_text=_("最少人数按选拔赛的规定。"))
    entry_list = forms.ChoiceField(label=_("参赛名单"), choices=EntryList.choices, initial=EntryList.UNITS)
    begins_at = moment_field(_("比赛开始"), required=False)
    ends_at = moment_field(_("比赛结束"), required=False)
    place = forms.CharField(label=_("比赛地点"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for preset in PRESETS:
            title = said(preset.title)
            if preset.is_level:
                self.fields[preset.name] = level_field(title)
            elif preset.takes_amount:
                self.fields[preset.name] = count_field(title, most=150, required=False, hint=_("不作要求时留空。"))
            else:
                self.fields[preset.name] = forms.BooleanField(label=title, required=False)
            self._dress(preset.name, self.fields[preset.name])
        for n in range(1, WRITTEN + 1):
            self._add_written(n)

    def _add_written(self, n: int) -> None:
        """A condition in own words: the formula, and the sentence that a refusal quotes."""
        self.fields[f"condition_{n}"] = forms.CharField(
            label=gettext("另加条件 %(n)s：算式") % {"n": n}, required=False, max_length=500,
            widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", "spellcheck": "false"}),
        )  # fmt: skip
        self.fields[f"sentence_{n}"] = forms.CharField(
            label=gettext("另加条件 %(n)s：一句话") % {"n": n}, required=False, max_length=300,
            widget=forms.TextInput(attrs={"class": "form-control"}),
        )  # fmt: skip

    @property
    def plain_fields(self) -> list[Any]:
        """The fields of the window itself."""
        return [self[name] for name in PLAIN]

    @property
    def preset_fields(self) -> list[Any]:
        """The ready-made conditions."""
        return [self[preset.name] for preset in PRESETS]

    @property
    def written_fields(self) -> list[Any]:
        """The conditions in own words."""
        return [self[f"{kind}_{n}"] for n in range(1, WRITTEN + 1) for kind in ("condition", "sentence")]

    def given(self) -> WindowGiven:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        plain = {name: typed[name] for name in PLAIN}
        plain |= {"kind": EntrantKind(typed["kind"]), "entry_list": EntryList(typed["entry_list"])}
        presets = tuple(
            (preset.name, typed[preset.name] if preset.takes_amount else None)
            for preset in PRESETS
            if typed[preset.name] not in (None, False)
        )
        conditions = tuple(
            (typed[f"condition_{n}"], typed[f"sentence_{n}"], "")
            for n in range(1, WRITTEN + 1)
            if typed[f"condition_{n}"] or typed[f"sentence_{n}"]
        )
        return WindowGiven(**plain, presets=presets, conditions=conditions)


class ReasonForm(HouseForm):
    """A decision with its reason."""

    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class EntrantForm(HouseForm):
    """One person at the counter: what the rules of the event ask, and nothing else."""

    def __init__(self, *args: Any, columns: Any, unit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in columns:
            if not (column.name == "unit" and unit):
                self.fields[column.name] = entrant_field(column)
                self._dress(column.name, self.fields[column.name])

    def cells(self) -> dict[str, str]:
        """What was typed, by column."""
        return {name: str(value or "").strip() for name, value in self.cleaned_data.items()}


def entrant_field(column: Any) -> forms.Field:
    """A control for a column: a choice where there are few answers."""
    label = said(column.title)
    if column.sort == "yes_no":
        choices = [("", gettext("请选择")), ("是", gettext("是")), ("否", gettext("否"))]
        return forms.ChoiceField(label=label, choices=choices, required=column.is_required)
    if column.words:
        levels = (("5", gettext("初级工（五级）")), ("4", gettext("中级工（四级）")), ("3", gettext("高级工（三级）")))
        masters = (("2", gettext("技师（二级）")), ("1", gettext("高级技师（一级）及以上")))
        return forms.ChoiceField(
            label=label, choices=[("", gettext("请选择")), *levels, *masters], required=column.is_required
        )
    mode = "numeric" if column.sort == "number" else "text"
    widget = forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})
    return forms.CharField(label=label, max_length=200, required=column.is_required, widget=widget)


class SheetForm(HouseForm):
    """A list of people as a table."""

    sheet = FileField(
        label=_("名单"),
        accept=TABLE_FILES,
        help_text=_("CSV、XLSX、XLS 或 ODS；第一行是列名，每人一行。可先下载模板。"),
    )


class SubstituteForm(EntrantForm):
    """Who comes in somebody's place, and why."""

    reason = forms.CharField(label=_("替换原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def cells(self) -> dict[str, str]:
        """What was typed of the person."""
        return {name: text for name, text in super().cells().items() if name != "reason"}
