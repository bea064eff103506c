"""What is typed on the pages about workers. Plain forms: the services decide, these only read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.organizations.people.enums import Decision, Employment, KeptData, RequestKind, Sex, Skill
from jiangong.organizations.people.reasons import fact_name
from jiangong.web.fields import HouseForm
from jiangong.web.officer.forms import FileField

ROSTER_FILES = ".xlsx,.xls,.ods,.csv,.txt"
CHOICES: dict[str, Any] = {"sex": Sex, "skill": Skill, "employment": Employment}
LENGTHS = {"name": 80, "trade": 80, "phone": 30, "honours": 500}


class RosterForm(HouseForm):
    """A roster file, and how the workers agreed to their identity numbers where it has any."""

    file = FileField(
        label=_("名册文件"), accept=ROSTER_FILES, help_text=_("XLSX、XLS、ODS 或 CSV；第一行是列名，一人一行。")
    )
    identity_basis = forms.CharField(
        label=_("身份证号的同意情况"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "名册里有身份证号时要填：怎样取得了本人单独同意，例如“2026 年 11 月逐人签字，存档于工会办公室”。没有身份证号的不用填。"
        ),
    )


class ExportForm(HouseForm):
    """What a written-out roster is for."""

    suffix = forms.ChoiceField(label=_("格式"), choices=[(".xlsx", "XLSX"), (".csv", "CSV")])
    reason = forms.CharField(label=_("用途"), max_length=500, help_text=_("名册含个人信息，用途记入审计记录。"))


class FactForm(HouseForm):
    """One fact as it should read."""

    value = forms.CharField(required=False)
    words = forms.CharField(label=_("说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, fact: str, has_words: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = _field(fact)
        self._dress("value", self.fields["value"])
        if not has_words:
            del self.fields["words"]


def _field(fact: str) -> forms.Field:
    """The control that a fact asks for."""
    label = fact_name(fact)
    if fact in CHOICES:
        return forms.ChoiceField(label=label, choices=[("", "–"), *CHOICES[fact].choices], required=False)
    if fact == "born_on":
        return forms.CharField(label=label, required=False, help_text=_("例如 1990-05-01。"), max_length=10)
    if fact == "in_trade_since":
        return forms.CharField(
            label=label,
            required=False,
            max_length=4,
            help_text=_("四位年份。"),
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )
    return forms.CharField(label=label, required=fact == "name", max_length=LENGTHS[fact])


class IdentityForm(HouseForm):
    """An identity number, and the consent that it rests on."""

    identity = forms.CharField(
        label=_("身份证号"), max_length=18, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    words = forms.CharField(
        label=_("本人怎样同意"),
        max_length=500,
        help_text=_("例如“2026 年 11 月 20 日本人签字的同意书”。身份证号是敏感信息，要单独同意。"),
    )


class EnrolForm(HouseForm):
    """One more person in a roster."""

    name = forms.CharField(label=_("姓名"), max_length=80)
    number = forms.CharField(label=_("工号"), max_length=40)


class RetentionForm(HouseForm):
    """How long a kind of data is kept."""

    kind = forms.ChoiceField(label=_("哪一类信息"), choices=KeptData.choices)
    days = forms.IntegerField(label=_("保存多少天"), min_value=1, max_value=36_500)
    reason = forms.CharField(label=_("理由"), max_length=500, help_text=_("记入审计记录，例如所依据的规定。"))


class ReasonForm(HouseForm):
    """Why something is done; it is kept."""

    reason = forms.CharField(label=_("理由"), max_length=500, help_text=_("记入审计记录。"))


class DepartureForm(HouseForm):
    """The day on which a worker left."""

    on = forms.DateField(label=_("离开日期"), widget=forms.DateInput(attrs={"type": "date"}))


class AnswerForm(HouseForm):
    """The answer to a worker's request."""

    decision = forms.ChoiceField(label=_("怎么答复"), choices=Decision.choices, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("本人会看到。不照办时必填。"),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != RequestKind.DELETE:
            self.fields["decision"].choices = [  # type: ignore[attr-defined]
                choice for choice in Decision.choices if choice[0] != Decision.RESTRICT
            ]


class UnitFactsForm(HouseForm):
    """The facts of a unit; what is left as it was is not stated anew."""

    def __init__(self, *args: Any, facts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, value in facts:
            self.fields[name] = forms.CharField(label=label, required=False, max_length=200, initial=value)
            self._dress(name, self.fields[name])


class GroundForm(HouseForm):
    """The ground on which workers of a unit are published under their names."""

    words = forms.CharField(
        label=_("公布依据"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明文号和条款，例如“澄工竞发〔2026〕7 号第九条：获奖名单公布姓名和单位，报名时已告知”。"),
    )  # fmt: skip
    numbers = forms.CharField(
        label=_("工号"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("一行一个，或用逗号分开。"),
    )


class WordsForm(HouseForm):
    """A worker's own words to a request."""

    words = forms.CharField(label=_("说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
