"""What is chosen when a rulebook is begun, tried and adopted. The rules themselves have no fixed form: see `editor`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.web.fields import HouseForm
from jiangong.web.officer.forms import TABLE_FILES, FileField


class BeginForm(HouseForm):
    """Where a draft begins, and whose it is where no competition says so."""

    start = forms.ChoiceField(label=_("从哪里开始"))
    host = forms.ChoiceField(label=_("归哪个单位"))
    file = FileField(label=_("规则文件"), required=False, accept=".toml,text/plain")

    def __init__(self, *args: Any, hosts: Any, cases: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shelf = [(f"gallery:{name}", name) for name in cases]
        self.fields["start"].choices = [*shelf, ("empty", _("空的提纲")), ("upload", _("上传"))]  # type: ignore[attr-defined]
        if hosts:
            self.fields["host"].choices = [(host.code, host.spoken_name) for host in hosts]  # type: ignore[attr-defined]
        else:
            del self.fields["host"]

    def clean(self) -> dict[str, Any]:
        """The file must be there if it was chosen."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("start") == "upload" and not given.get("file"):
            self.add_error("file", _("还没有选文件。请选一份 .toml 规则文件，或者改选规则库里的一份。"))
        return given


class TrialForm(HouseForm):
    """Tables for a trial; nothing of them is kept."""

    marks = FileField(label=_("评分表"), accept=TABLE_FILES, help_text=_("第一行是列名。只用来试算，不保存。"))
    entries = FileField(label=_("参赛名单"), required=False, accept=TABLE_FILES)
    items = FileField(label=_("项目表"), required=False, accept=TABLE_FILES)
    events = FileField(label=_("赛项参数表"), required=False, accept=TABLE_FILES)
    sources = FileField(label=_("评分人表"), required=False, accept=TABLE_FILES)


class AdoptForm(HouseForm):
    """Which events run by the new version, and whether a first event is made at once."""

    events = forms.MultipleChoiceField(label=_("换用新版的赛项"), required=False, widget=forms.CheckboxSelectMultiple)
    makes_event = forms.BooleanField(label=_("采用后新建一个赛项"), required=False)
    title = forms.CharField(label=_("赛项名称"), max_length=200, required=False, help_text=_("留空时用竞赛名称。"))
    code = forms.CharField(
        label=_("赛项代号"),
        max_length=100,
        required=False,
        help_text=_("评分表“赛项”一列里写的字；只有一个赛项时留空。"),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, events: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["events"].choices = [(str(one.pk), one.spoken_title) for one in events]  # type: ignore[attr-defined]
        if not events:
            del self.fields["events"]
