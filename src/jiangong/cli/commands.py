"""The list of commands: names, one-line meanings and examples; the work is in the modules named beside them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

import typer

from jiangong.cli import bundles, notices, people, rules, signing, site, standings
from jiangong.cli.endings import AnswerIsNo
from jiangong.cli.examples import EXAMPLES, example_lines
from jiangong.cli.words import note_problems, say
from jiangong.core.problems import Refused

app = typer.Typer(
    name="jiangong",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=say(
        "建功：从规则和原始评分到可复核的名次。",
        "Jiangong: from a rulebook and raw marks to standings that anyone can re-check.",
    ),
    epilog=say("任何命令加 --help 可见用法和例子。", "Add --help to a command for its use and examples."),
)
GROUPS = {
    name: typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=meaning)
    for name, meaning in (
        ("audit", say("审计记录", "the audit trail")),
        ("roster", say("职工名册", "rosters of workers")),
        ("keys", say("数据密钥和签名密钥", "keys of encrypted data, and the signing key")),
    )
}


def _add(name: str, work: Callable[..., Any], meaning: str, **settings: Any) -> None:
    group, _, own = name.rpartition(" ")
    heading = say("例：", "Example:" if len(EXAMPLES[name]) == 1 else "Examples:")
    # \b keeps the lines of the examples as they are.
    text = f"{meaning}\n\n\b\n{heading}\n{example_lines(name)}"
    GROUPS.get(group, app).command(own, help=text, short_help=meaning, **settings)(_answered(work))


def _answered(work: Callable[..., Any]) -> Callable[..., Any]:
    """A command whose refusals have been said by the time it ends."""

    @wraps(work)
    def command(*args: Any, **kwargs: Any) -> Any:
        try:
            return work(*args, **kwargs)
        except Refused as refused:
            note_problems(refused.problems, as_json=bool(kwargs.get("as_json")))
        raise AnswerIsNo

    return command


_add("check", rules.check, say("检查规则，一次列出全部错误", "check a rulebook and list every mistake at once"))
_add("describe", rules.describe, say("用平实的话说出规则", "say the rules in plain words"))
_add("score", standings.score, say("由规则和评分算出名次", "turn marks into standings"))
_add("explain", standings.explain, say("说明一个参赛项为什么是这个名次", "say why an entry stands where it stands"))
_add(
    "compare",
    standings.compare,
    say("改了规则或评分之后谁的结果会变", "list whose result changes under other rules or marks"),
)
_add("bundle", bundles.bundle, say("打成任何人都能复核的包", "pack rules, marks and standings for anyone to re-check"))
_add("verify", bundles.verify, say("重算一个包并核对签名", "recompute a bundle and check its signature"))
_add(
    "init",
    site.init,
    say("建一个真实的站点：总工会、第一位管理员、密钥", "make a real site: federation, first administrator, keys"),
)
_add("serve", site.serve, say("启动站点", "start the site"))
_add("demo", site.demo, say("建一个虚构省份的演示站点并启动", "fill a fictional province and serve it"))
_add("backup", site.backup, say("把数据库和文件备份成一个压缩包", "put database and files into one archive"))
_add("restore", site.restore, say("由备份恢复站点", "bring a site back from a backup"))
_add("move", site.move, say("把站点的数据搬到 PostgreSQL", "move a site's data to PostgreSQL"))
_add("audit verify", site.verify_audit, say("核对审计记录是否完整", "check that the audit trail is whole"))
_add(
    "roster import",
    people.import_roster,
    say("检查一份职工名册，确认后入库", "check a roster of workers and carry it over"),
)
_add(
    "roster sheet", people.write_sheet, say("同一张表加上每行的检查结果", "the same sheet with the outcome of each row")
)
_add("roster export", people.export_roster, say("导出一个单位的职工名册", "write the roster of a unit to a file"))
_add("roster resume", people.resume_roster, say("接着办没有办完的名册", "go on with rosters that were broken off"))
_add("keys rotate", people.rotate_keys, say("更换数据密钥并重新加密", "renew the data key and seal everything anew"))
_add(
    "keys signing",
    signing.signing_keys,
    say("看或更换复算包的签名密钥", "show or renew the key that bundles are signed with"),
)
_add("boards", signing.boards, say("把实时榜写成文件", "write the live boards as files"))
_add("notices", notices.notices, say("把待发的通知发出去", "send the notices that wait"))
_add(
    "retention", people.retention, say("列出或删除到期的个人信息", "list or delete personal data that is over its time")
)
_add(
    "manage",
    site.manage,
    say("Django 的管理命令", "Django's own management commands"),
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
)
for _name, _group in GROUPS.items():
    app.add_typer(_group, name=_name)


def usage_sentence(error: Any) -> str:
    """What was wrong with the way a command was called, and where its use is described."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return str(error.format_message())
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "jiangong"
    hint = say(f"用法见 {path} --help", f"see {path} --help")
    message = str(error.format_message()).replace("Value error, ", "")
    return say(f"用法有误：{_usage_in_chinese(error, message)}；{hint}", f"wrong usage: {message} ({hint})")


def _usage_in_chinese(error: Any, message: str) -> str:
    kind, name = type(error).__name__, _parameter_name(error)
    sentences = {
        "MissingParameter": f"缺少 {name}",
        "NoSuchOption": f"没有选项 {getattr(error, 'option_name', '')}",
        "BadOptionUsage": f"选项 {getattr(error, 'option_name', '')} 后面应有一个值",
        "BadParameter": f"{name} 的值不对：{_in_chinese(str(error.message))}",
    }
    return sentences.get(kind, _in_chinese(message))


def _in_chinese(message: str) -> str:
    """A sentence of the library that reads arguments, as far as it is one of those that it is known to say."""
    for english, chinese in _PHRASES:
        message = re.sub(english, chinese, message)
    return message.rstrip(".")


_PHRASES = (
    (r"Value error, ", ""),
    (r"No such command '(.*)'\.", r"没有命令 \1"),
    (r"Got unexpected extra arguments? ?(?:\(s\))? ?\((.*)\)", r"多出的参数：\1"),
    (r"'(.*)' is not one of (.*)", r"“\1”不在其中：\2"),
    (r"Input should be a valid (?:integer|number).*", "应为一个数"),
    (r"Input should be less than or equal to (\S+)", r"应不大于 \1"),
    (r"Input should be greater than or equal to (\S+)", r"应不小于 \1"),
)


def _parameter_name(error: Any) -> str:
    param = getattr(error, "param", None)
    if param is None:
        return ""
    return str(param.metavar or param.name) if param.param_type_name == "argument" else str(param.opts[0])
