"""Closed vocabularies of the people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sex(TextChoices):
    """As the roster says."""

    MALE = "male", _("男")
    FEMALE = "female", _("女")


class Skill(TextChoices):
    """The eight levels of skilled workers (新八级工)."""

    APPRENTICE = "apprentice", _("学徒工")
    JUNIOR = "junior", _("初级工")
    MIDDLE = "middle", _("中级工")
    SENIOR = "senior", _("高级工")
    TECHNICIAN = "technician", _("技师")
    SENIOR_TECHNICIAN = "senior_technician", _("高级技师")
    SPECIAL = "special", _("特级技师")
    CHIEF = "chief", _("首席技师")


class Employment(TextChoices):
    """How somebody is employed."""

    REGULAR = "regular", _("正式职工")
    DISPATCHED = "dispatched", _("劳务派遣")
    MIGRANT = "migrant", _("农民工")
    FLEXIBLE = "flexible", _("灵活就业")


class Standing(TextChoices):
    """Whether a record may be worked with."""

    ACTIVE = "active", _("在册")
    LEFT = "left", _("已离开")
    RESTRICTED = "restricted", _("停止处理")
    ERASED = "erased", _("已删除")


class Stage(TextChoices):
    """How far a roster file is."""

    RECEIVED = "received", _("已收到，等待检查")
    CHECKED = "checked", _("已检查，等待确认")
    MERGING = "merging", _("正在入库")
    MERGED = "merged", _("已入库")
    FAILED = "failed", _("没有读懂")
    DROPPED = "dropped", _("已放弃")


class Verdict(TextChoices):
    """What becomes of a row of a roster."""

    ADDED = "added", _("新增")
    CHANGED = "changed", _("变更")
    SAME = "same", _("没有变化")
    REFUSED = "refused", _("不收")


class ConsentKind(TextChoices):
    """What a worker agrees to, each by itself (个人信息保护法 art. 29)."""

    IDENTITY = "identity", _("登记身份证号")
    PUBLICATION = "publication", _("以真实姓名公布")


class Basis(TextChoices):
    """Why something may be done."""

    CONSENT = "consent", _("本人单独同意")
    GROUND = "ground", _("有据可查的公布依据")


class RequestKind(TextChoices):
    """What a worker may ask about the own record (个人信息保护法 art. 44 to 47)."""

    CORRECT = "correct", _("更正")
    EXPORT = "export", _("导出")
    DELETE = "delete", _("删除")


class RequestState(TextChoices):
    """How far a request is."""

    OPEN = "open", _("待答复")
    GRANTED = "granted", _("已照办")
    REFUSED = "refused", _("未照办，已说明理由")
    RESTRICTED = "restricted", _("依法保留，已停止处理")
    WITHDRAWN = "withdrawn", _("本人撤回")


class Decision(TextChoices):
    """How a request is answered."""

    GRANT = "grant", _("照办")
    RESTRICT = "restrict", _("依法不能删除，改为停止处理")
    REFUSE = "refuse", _("不照办")


class KeptData(TextChoices):
    """Kinds of data that are deleted when their time is over."""

    IDENTITY = "identity", _("离开单位的职工的身份证号和电话")
    LEAVER = "leaver", _("离开单位的职工的其他信息")
    ROSTER = "roster", _("导入的名册原件和逐行检查结果")
    EXPORT = "export", _("导出的文件")
    LINK = "link", _("过期的个人链接")
    REQUEST = "request", _("已答复的申请中的个人内容")
    CHANGE = "change", _("信息变更的旧值")


class UnitFactName(TextChoices):
    """What is known about a unit besides its place in the tree."""

    CREDIT_CODE = "credit_code", _("统一社会信用代码")
    INDUSTRY = "industry", _("行业")
    ADDRESS = "address", _("地址")
    CONTACT = "contact", _("联系人")
    CONTACT_PHONE = "contact_phone", _("联系电话")
