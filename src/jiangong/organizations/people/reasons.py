"""Why a row of a roster is refused, or what it changes, as sentences that say what to do."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from jiangong.organizations.people.columns import NAMES
from jiangong.organizations.people.enums import Verdict


def fact_name(fact: str) -> str:
    """A fact in the reader's language."""
    names: dict[str, Callable[[], str]] = {
        "number": lambda: _("工号"), "name": lambda: _("姓名"), "sex": lambda: _("性别"), "born_on": lambda: _("出生日期"),
        "trade": lambda: _("工种"), "skill": lambda: _("技能等级"), "in_trade_since": lambda: _("从业起始年份"),
        "employment": lambda: _("用工形式"), "phone": lambda: _("手机号"), "honours": lambda: _("所获荣誉"),
        "identity": lambda: _("身份证号"),
    }  # fmt: skip
    return names[fact]() if fact in names else NAMES.get(fact, fact)


SENTENCES: dict[str, Callable[[str], str]] = {
    "unit_unknown": lambda value: _unit_unknown(*value.split("→")),
    "alike_row": lambda value: _("请核对：和第 %(value)s 行同名同生日，工号或单位不同。是同一个人的，只留一行。") % {"value": value},
    "alike_record": lambda value: _("请核对：“%(unit)s”的名册里有同名同生日的人，工号 %(number)s。是同一个人的，改用那个工号，或先办理离开。")
    % dict(zip(("number", "unit"), value.split("→"), strict=True)),
    "unit_shared": lambda value: _("有几个单位都叫“%(value)s”。请改填单位代号。") % {"value": value},
    "name_missing": lambda value: _("没有姓名。请填写。"),
    "name_long": lambda value: _("姓名超过 80 个字。请核对是否填错了列。"),
    "name_odd": lambda value: _("姓名里有造字或乱码。请改用标准汉字；生僻字可以直接输入。"),
    "name_lost": lambda value: _("姓名里有“?”“□”“*”这样的字：多半是生僻字在导出时丢了，或者姓名被遮住了。请填写完整姓名，生僻字可以直接输入。"),
    "name_sign": lambda value: _("姓名里有“=”“+”“@”“<”这样的符号，不像姓名。请核对是否填错了列。"),
    "key_missing": lambda value: _("没有工号，也没有身份证号。请至少填一项。"),
    "number_odd": lambda value: _("工号“%(value)s”过长，或者以 #、=、@ 开头。请核对。") % {"value": value},
    "sex_word": lambda value: _("性别“%(value)s”读不懂。请填男或女，也可以空着。") % {"value": value},
    "born_unread": lambda value: _("出生日期“%(value)s”读不懂。请写成 1990-05-01。") % {"value": value},
    "born_early": lambda value: _("出生日期 %(value)s 早于 1900 年。请对照证件核对。") % {"value": value},
    "born_future": lambda value: _("出生日期 %(value)s 还没有到。请对照证件核对。") % {"value": value},
    "born_young": lambda value: _("按出生日期 %(value)s 未满 16 周岁，不能登记。请对照证件核对。") % {"value": value},
    "trade_long": lambda value: _("工种超过 80 个字。请写简称。"),
    "skill_word": lambda value: _("技能等级“%(value)s”读不懂。请填学徒工、初级工、中级工、高级工、技师、高级技师、特级技师或首席技师。")
    % {"value": value},
    "since_unread": lambda value: _("从业起始年份“%(value)s”读不懂。请填四位年份，例如 2012。") % {"value": value},
    "employment_word": lambda value: _("用工形式“%(value)s”读不懂。请填正式职工、劳务派遣、农民工或灵活就业。") % {"value": value},
    "phone_shape": lambda value: _("手机号不像一个号码。请核对位数。"),
    "honours_long": lambda value: _("所获荣誉超过 500 个字。请只写名称。"),
    "identity_shape": lambda value: _("身份证号应为 18 位，前 17 位是数字，其中第 7 到 14 位是出生日期。请对照证件核对。"),
    "identity_check": lambda value: _("身份证号第 18 位不符。请对照证件核对。"),
    "identity_born": lambda value: _("出生日期 %(value)s 与身份证号里的不同。请对照证件核对。") % {"value": value},
    "identity_sex": lambda value: _("性别与身份证号里的不同。请对照证件核对。"),
    "identity_consent": lambda value: _("有身份证号，但没有说明取得了本人单独同意。请在上传时说明，或者删去这一列。"),
    "contradicts": lambda value: _("和第 %(value)s 行是同一个工号，内容却不同。请只留正确的一行。") % {"value": value},
    "twice": lambda value: _("和第 %(value)s 行完全相同，收那一行就够了。") % {"value": value},
    "identity_twice": lambda value: _("和第 %(value)s 行是同一个身份证号，工号或单位却不同。请核对是哪一位。") % {"value": value},
    "identity_other": lambda value: _("这个工号在册的是另一个身份证号。请核对工号；换人请用新工号。"),
    "number_other": lambda value: _("这个身份证号在册的工号是“%(value)s”，而本行的工号属于另一位。请核对。") % {"value": value},
    "identity_elsewhere": lambda value: _("这个身份证号已在“%(value)s”的名册里。调动的请先在原单位办理离开，再导入。") % {"value": value},
    "restricted": lambda value: _("这一位的信息已按本人申请停止处理，不能变更。"),
}  # fmt: skip


def _unit_unknown(written: str, nearest: str = "") -> str:
    if nearest:
        words = {"value": written, "nearest": nearest}
        return _("没有可办理的单位“%(value)s”。是不是“%(nearest)s”？请照单位名单填写全称或代号。") % words
    return _("没有可办理的单位“%(value)s”。请照单位名单填写全称或代号。") % {"value": written}


def sentences(reasons: str, *, verdict: str = Verdict.REFUSED.value) -> str:
    """What the codes of a row mean: why it is refused, or what it changes; nothing for a row that is only added."""
    if not reasons:
        return ""
    if verdict == Verdict.CHANGED:
        facts = _("、").join(fact_name(fact) for fact in reasons.split(","))
        return _("变更：%(facts)s") % {"facts": facts}
    return " ".join(_sentence(reason) for reason in reasons.split(";"))


def _sentence(reason: str) -> str:
    code, _colon, value = reason.partition(":")
    sentence = SENTENCES.get(code)
    return sentence(value) if sentence else ""
