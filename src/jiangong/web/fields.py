"""Forms in the house style: one look for every control, and errors that a screen reader finds beside the field."""

from typing import Any

from django import forms

CONTROLS: dict[type[forms.Widget], str] = {
    forms.Select: "form-select",
    forms.TextInput: "form-control",
    forms.PasswordInput: "form-control",
    forms.Textarea: "form-control",
    forms.FileInput: "form-control",
}


class HouseForm(forms.Form):
    """A form whose controls carry our classes and point to their hint and error."""

    required_css_class = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self._dress(name, field)

    def _dress(self, name: str, field: forms.Field) -> None:
        """Give a control its class, its description and its state."""
        for kind, css in CONTROLS.items():
            if isinstance(field.widget, kind) and not isinstance(field.widget, forms.RadioSelect):
                field.widget.attrs.setdefault("class", css)
        where = f"id_{name}"
        described = [f"{where}-hint"] if field.help_text else []
        if self.is_bound and name in self.errors:
            described.append(f"{where}-error")
            field.widget.attrs["aria-invalid"] = "true"
        if described:
            field.widget.attrs["aria-describedby"] = " ".join(described)
