"""Forms of the check-in desk, the chain and rehearsals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.evidence.blind.enums import LayerNumber
from jiangong.web.fields import HouseForm


class SwapForm(HouseForm):
    """Who comes in somebody's place."""

    name = forms.CharField(label=_("来人姓名"), max_length=200)
    unit = forms.CharField(label=_("单位"), max_length=200, required=False)
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ChainForm(HouseForm):
    """How many layers, and who keeps each."""

    layer_count = forms.ChoiceField(
        label=_("加密几层"),
        choices=[
            (1, _("一层：检录号")),
            (2, _("两层：检录号、工位号")),
            (3, _("三层：检录号、工位号、作品号")),
        ],
        initial=3,
        help_text=_("裁判只看到最后一层的号码。"),
    )

    def __init__(self, *args: Any, keepers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for layer in LayerNumber:
            name = f"keeper_{layer.value}"
            label = _("“%(label)s”由谁抽、谁保管") % {"label": layer.label}
            choices = [("", _("没有这一层")), *keepers]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)
            self._dress(name, self.fields[name])

    def keepers(self) -> dict[int, int]:
        """The seat of each layer that the chain has and that was filled in."""
        layers = range(1, int(self.cleaned_data["layer_count"]) + 1)
        chosen = {number: self.cleaned_data[f"keeper_{number}"] for number in layers}
        return {number: int(seat) for number, seat in chosen.items() if seat}


class KeeperForm(HouseForm):
    """Who keeps a layer from now on, and why."""

    seat = forms.ChoiceField(label=_("改由谁保管"))
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, keepers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = keepers  # type: ignore[attr-defined]


class FreezeForm(HouseForm):
    """The numbers that a layer gives."""

    outs = forms.CharField(
        label=_("号码"),
        required=False,
        max_length=20_000,
        help_text=_("一行一个，例如工位的名称。不填就由系统编：一个字母加顺序号。"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class RehearsalForm(HouseForm):
    """A rehearsal of an event."""

    entrants = forms.IntegerField(
        label=_("演练选手几名"), min_value=2, max_value=500, initial=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("赛项已有参赛名单的，照名单的项数编，姓名和单位都是虚构的。"),
    )  # fmt: skip
