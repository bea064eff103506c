"""What an appellant and those who hear the appeal type."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.results.appeals.enums import Opinion
from jiangong.web.fields import HouseForm

EVIDENCE = ".jpg,.jpeg,.png,.pdf,image/*"


class ManyFiles(forms.FileInput):
    """Several files in one field."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; whether each of them is one that is taken is for the service to say."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """What was sent, as a list."""
        return list(data or ())


class LodgeForm(HouseForm):
    """An appeal. Which of the fields stand there follows from who lodges it."""

    kind = forms.ChoiceField(label=_("申诉什么"), widget=forms.RadioSelect)
    entry = forms.CharField(label=_("参赛号"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    slip = forms.CharField(
        label=_("查分码"), max_length=20, help_text=_("在参赛凭条上，形如 K7F3-92QD；大小写和短横都可以省略。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    unit = forms.ChoiceField(label=_("单位"))
    name = forms.CharField(label=_("姓名"), max_length=80)
    contact = forms.CharField(label=_("联系方式"), max_length=100, help_text=_("手机或邮箱，只有办理的人看得到。"))
    text = forms.CharField(
        label=_("事实和理由"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("哪一项、什么时候、为什么不对，一两句话就行。"),
    )  # fmt: skip
    evidence = FilesField(
        label=_("证据"), required=False, widget=ManyFiles(attrs={"accept": EVIDENCE, "multiple": True}),
        help_text=_("照片或 PDF，至多 3 份，每份不超过 10 MB。"),
    )  # fmt: skip
    stamped = forms.FileField(
        label=_("盖章的扫描件或照片"), required=False, widget=forms.FileInput(attrs={"accept": EVIDENCE})
    )

    def __init__(self, *args: Any, kinds: Any, mode: str, units: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        own = {"entry": ("entry", "slip"), "unit": ("unit", "stamped"), "person": ("name", "contact")}
        for name in (name for other, names in own.items() if other != mode for name in names):
            del self.fields[name]
        if mode == "unit":
            self.fields["unit"].choices = [(one.code, one.spoken_name) for one in units]  # type: ignore[attr-defined]


class WithdrawForm(HouseForm):
    """The key of whoever lodged it."""

    slip = forms.CharField(
        label=_("查分码"), max_length=20, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    contact = forms.CharField(label=_("当时留的联系方式"), max_length=100, required=False)

    def __init__(self, *args: Any, lodger: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in (("slip", "entry"), ("contact", "person")):
            if kind != lodger:
                del self.fields[name]


class PanelForm(HouseForm):
    """Who hears an appeal; whoever is tied to it is not offered."""

    members = forms.MultipleChoiceField(label=_("听证人员"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = people  # type: ignore[attr-defined]


class ReasonForm(HouseForm):
    """A reason, for stepping aside and for closing without a change."""

    reason = forms.CharField(label=_("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class OpinionForm(HouseForm):
    """A vote with its grounds."""

    opinion = forms.ChoiceField(label=_("意见"), choices=Opinion.choices, widget=forms.RadioSelect)
    grounds = forms.CharField(label=_("意见的理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class MergeForm(HouseForm):
    """With which other appeal it is decided."""

    into = forms.ChoiceField(label=_("合并到"))

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [(one.receipt, f"{one.receipt} {one.name}") for one in others]  # type: ignore[attr-defined]
