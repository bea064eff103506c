"""Forms in the house style: one look for every control, and errors that a screen reader finds beside the field."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

CONTROLS: dict[type[forms.Widget], str] = {
    forms.Select: "form-select",
    forms.NumberInput: "form-control jg-short",
    forms.TextInput: "form-control",
    forms.PasswordInput: "form-control",
    forms.Textarea: "form-control",
    forms.FileInput: "form-control",
}


def missing(field: forms.Field) -> str:
    """What to do about an empty field."""
    if isinstance(field, forms.ChoiceField):
        return _("请选一项。")
    if isinstance(field, forms.FileField):
        return _("请选择文件。")
    return _("请填写。")


class HouseForm(forms.Form):
    """A form whose controls carry our classes and point to their hint and error."""

    required_css_class = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self._dress(name, field)

    def _dress(self, name: str, field: forms.Field) -> None:
        """Give a control its class and the place of its hint."""
        for kind, css in CONTROLS.items():
            if isinstance(field.widget, kind) and not isinstance(field.widget, forms.RadioSelect):
                field.widget.attrs.setdefault("class", css)
        if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = missing(field)
        if field.help_text:
            field.widget.attrs["aria-describedby"] = f"id_{name}-hint"

    def full_clean(self) -> None:
        """Check, then mark every wrong control and point from it to its error."""
        super().full_clean()
        for name in set(self.errors) & set(self.fields):
            attrs = self.fields[name].widget.attrs
            attrs["aria-invalid"] = "true"
            attrs["aria-describedby"] = f"{attrs.get('aria-describedby', '')} id_{name}-error".strip()


def sent(request: HttpRequest) -> dict[str, Any]:
    """What a form is bound to: nothing before it is sent, and whatever came once it is, be it empty."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
