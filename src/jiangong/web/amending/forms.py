"""What officers type to propose a change of a result."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.web.fields import HouseForm


def short(label: Any, *, required: bool = True, hint: Any = "", most: int = 100) -> forms.CharField:
    """A short text without suggestions of the browser."""
    widget = forms.TextInput(attrs={"autocomplete": "off", "class": "form-control jg-short"})
    return forms.CharField(label=label, required=required, max_length=most, help_text=hint, widget=widget)


class LateMarkForm(HouseForm):
    """A mark that was observed and not sealed in time."""

    entry = short(_("参赛号"))
    criterion = forms.ChoiceField(label=_("评分项"))
    item = short(_("项目"), required=False, hint=_("规则按项目评分时填，和评分表里的写法一样。"), most=200)
    attempt = short(_("第几次"), required=False, most=20)
    source = short(_("评分人代号"), required=False, hint=_("例如 J02；规则不分评分人时留空。"))
    value = short(_("数值"), required=False, most=40)
    state = forms.ChoiceField(label=_("状态"), required=False)

    def __init__(self, *args: Any, criteria: Any, states: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criterion"].choices = criteria  # type: ignore[attr-defined]
        self.fields["state"].choices = [("", _("计入")), *states]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A mark says something."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("value") and not given.get("state"):
            self.add_error("value", _("请填数值，或者选一种状态。"))
        return given


class StateForm(HouseForm):
    """An entry that is out of its place."""

    entry = short(_("参赛号"))
    stages = forms.MultipleChoiceField(label=_("哪些阶段"), widget=forms.CheckboxSelectMultiple)
    state = forms.ChoiceField(label=_("记为"))

    def __init__(self, *args: Any, stages: Any, states: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stages"].choices = stages  # type: ignore[attr-defined]
        self.fields["state"].choices = states  # type: ignore[attr-defined]


class RulesForm(HouseForm):
    """Another version of the rules."""

    rulebook = forms.ChoiceField(label=_("改用"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rulebook"].choices = versions  # type: ignore[attr-defined]
