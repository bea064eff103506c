"""What officers type. Plain forms: the services decide, these only read."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from jiangong.competitions.enums import NamesBasis, Policy
from jiangong.organizations.selectors import second_factor_or_none
from jiangong.web.fields import HouseForm

TABLE_FILES = ".csv,.xlsx,.xls,.ods,.parquet,.txt"


class FileField(forms.FileField):
    """A file that may be empty here: the reader says so in its own words, with the file's name."""

    def __init__(self, *, accept: str, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, widget=forms.FileInput(attrs={"accept": accept}), **kwargs)


class CompetitionForm(HouseForm):
    """Announce a competition."""

    title = forms.CharField(label=_("竞赛名称"), max_length=200)
    title_en = forms.CharField(label=_("英文名称"), max_length=200, required=False)
    code = forms.SlugField(
        label=_("代号"),
        max_length=80,
        required=False,
        help_text=_("用在网址里，已取好一个，可以改成好记的，例如 welding-2026：小写字母、数字、短横。以后不再改。"),
    )
    track = forms.ChoiceField(label=_("赛道"))
    host = forms.ChoiceField(label=_("主办单位"))
    policy = forms.ChoiceField(label=_("公布到"), choices=Policy.choices, initial=Policy.SCORES)
    venue = forms.CharField(label=_("地点"), max_length=200, required=False)
    starts_on = forms.DateField(label=_("开始日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("结束日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    summary = forms.CharField(
        label=_("简介"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, tracks: Any, hosts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["track"].choices = [(track.slot, track.spoken_name) for track in tracks]  # type: ignore[attr-defined]
        self.fields["host"].choices = [(host.code, host.spoken_name) for host in hosts]  # type: ignore[attr-defined]


class NamesForm(HouseForm):
    """Why names may be shown."""

    basis = forms.ChoiceField(label=_("公开页面上写姓名"), choices=NamesBasis.choices, widget=forms.RadioSelect)
    ground = forms.CharField(
        label=_("依据"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("选“有公布姓名的依据”时填写：规程或文件的名称和条款。会在公开页面上显示。"),
    )


class EventForm(HouseForm):
    """Create an event from a rulebook: one in force, one of the gallery, or an uploaded one."""

    title = forms.CharField(label=_("赛项名称"), max_length=200, required=False, help_text=_("留空时用竞赛名称。"))
    code = forms.CharField(
        label=_("赛项代号"),
        max_length=100,
        required=False,
        help_text=_("评分表“赛项”一列里写的字，例如 焊工 或 2026。只有一个赛项时留空。"),
    )
    source = forms.ChoiceField(label=_("用哪一份规则"), widget=forms.RadioSelect)
    file = FileField(
        label=_("上传规则文件"), required=False, accept=".toml,text/plain", help_text=_("TOML 文件。选“上传一份”时用。")
    )

    def __init__(self, *args: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = sources  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The uploaded rulebook must be there if it was chosen."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("source") == "upload" and not given.get("file"):
            self.add_error("file", _("还没有选文件。请选一份 .toml 规则文件，或者改选规则库里的一份。"))
        return given


class ImportForm(HouseForm):
    """A marks file of one event, and the tables that its rules read besides."""

    marks = FileField(
        label=_("评分表"),
        accept=TABLE_FILES,
        help_text=_("CSV、XLSX、XLS、ODS 或 Parquet；第一行是列名，一行一条评分。"),
    )
    entries = FileField(label=_("参赛名单"), required=False, accept=TABLE_FILES, help_text=_("已登记过的可以不传。"))
    items = FileField(
        label=_("项目表"), required=False, accept=TABLE_FILES, help_text=_("规则用到难度、满分等项目属性时才要。")
    )
    events = FileField(
        label=_("赛项参数表"), required=False, accept=TABLE_FILES, help_text=_("规则用到分数线等赛项参数时才要。")
    )
    reason = forms.CharField(
        label=_("重新导入的理由"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("第一次导入不用填。再次导入会整体替换，理由记入档案。"),
    )


class CorrectionForm(HouseForm):
    """A new value or state of one mark. The reason is given where the list of consequences is signed."""

    value = forms.CharField(
        label=_("更正为"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(label=_("状态"), required=False)
    is_withdrawn = forms.BooleanField(label=_("撤回这条评分"), required=False)

    def __init__(self, *args: Any, states: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("计入"))] + list(states)  # type: ignore[attr-defined]


class SigningForm(HouseForm):
    """Sign an act that cannot be undone: a reason where the act needs one, a tick, and the password again."""

    reason = forms.CharField(label=_("理由"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    document = forms.CharField(
        label=_("文号"), max_length=200, required=False, help_text=_("例如 湘工竞〔2026〕7 号。")
    )
    days = forms.IntegerField(label=_("公示几个工作日"), min_value=1, max_value=60, initial=5, required=False)
    seen = forms.BooleanField(label=_("我已看过上面的内容"), error_messages={"required": _("请看过上面的内容后打勾。")})
    password = forms.CharField(
        label=_("再输一次密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    code = forms.CharField(
        label=_("动态口令"),
        max_length=8,
        help_text=_("手机应用里现在的六位数字。刚登录用过的不能再用，请等下一个。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, asks: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.device = second_factor_or_none(request.user)  # type: ignore[arg-type]
        if self.device is None:
            del self.fields["code"]
        for name in ("reason", "document", "days"):
            if name not in asks and f"{name}?" not in asks:
                del self.fields[name]
            elif name in asks:
                self.fields[name].required = True

    def clean_password(self) -> str:
        """The signer must be who is signed in; failures count towards the lock-out."""
        password = str(self.cleaned_data["password"])
        user: Any = self.request.user
        if authenticate(self.request, username=user.get_username(), password=password) != user:
            raise forms.ValidationError(_("密码不对，没有签署，什么都没有改变。"))
        return password

    def clean(self) -> dict[str, Any]:
        """Where the signer has a second factor, its code as well; it is asked of the device only once the password was right."""
        given: dict[str, Any] = super().clean() or {}
        if self.device is not None and not self.errors and not self.device.verify_token(given.get("code", "")):
            self.add_error(
                "code", _("动态口令不对，没有签署，什么都没有改变。请核对手机的时间，等下一个六位数字再试。")
            )
        return given
