"""The links beside every desk page: one list, shown at the side and in the menu of a phone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiangong.competitions.analysis.rules import can_see_analysis
from jiangong.evidence.panels.selectors import open_invitation_count
from jiangong.organizations.notices.rules import can_read_suggestions
from jiangong.organizations.notices.selectors import open_suggestion_count, unread_count
from jiangong.organizations.people.rules import can_see_rosters, can_set_retention
from jiangong.organizations.people.selectors import open_request_count
from jiangong.organizations.rules import can_see_days
from jiangong.results.trail.rules import can_read_trail


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the desk; `section` is what its view calls itself, `count` how much waits there."""

    section: str
    address: str
    label: Any
    count: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Links under one heading."""

    title: Any
    links: tuple[Link, ...]


def always(_user: Any) -> bool:
    """A page that everybody who signs in may open."""
    return True


GROUPS: tuple[tuple[Any, tuple[tuple[str, str, Any, Callable[[Any], bool]], ...]], ...] = (
    (
        "",
        (
            ("desk", "web:desk", _("今天要办"), always),
            ("notices", "web:notices", _("通知"), always),
        ),
    ),
    (
        _("竞赛"),
        (
            ("contests", "web:managed", _("竞赛和赛项"), always),
            ("rulebooks", "web:drafts", _("规则草稿"), always),
            ("programmes", "web:programmes", _("项目和名单"), always),
            ("applications", "web:applications", _("立项申报"), always),
            ("seats", "web:seats", _("我的执裁"), always),
            ("marking", "web:marking", _("评分"), always),
            ("entering", "web:entering", _("正在报名"), always),
            ("analysis", "web:analysis", _("参赛分析"), can_see_analysis),
            ("promoted", "web:promoted", _("待确认的晋级"), always),
            ("appeals", "web:appeals", _("申诉和异议"), always),
        ),
    ),
    (
        _("职工"),
        (
            ("people", "web:people", _("职工名册"), can_see_rosters),
            ("requests", "web:worker_requests", _("职工的申请"), can_see_rosters),
            ("retention", "web:retention", _("保存期限"), can_set_retention),
        ),
    ),
    (
        _("组织"),
        (
            ("bodies", "web:bodies", _("组织和职务"), always),
            ("workdays", "web:workdays", _("工作日"), can_see_days),
            ("trail", "web:trail", _("审计记录"), can_read_trail),
            ("suggestions", "web:suggestions", _("意见和投诉"), can_read_suggestions),
        ),
    ),
    (
        _("公开页面"),
        (
            ("", "web:home", _("首页"), always),
            ("", "web:publications", _("全部成绩"), always),
            ("", "web:rulebooks", _("竞赛和规则"), always),
            ("", "web:verify", _("核验成绩"), always),
            ("", "web:check_receipt", _("查回执"), always),
        ),
    ),
)
COUNTED: dict[str, Callable[[Any], int]] = {
    "notices": unread_count,
    "seats": open_invitation_count,
    "requests": open_request_count,
    "suggestions": open_suggestion_count,
}


def desk_groups(user: Any) -> list[Group]:
    """The links that this person may follow, with what waits behind them."""
    groups = []
    for title, lines in GROUPS:
        links = tuple(
            Link(section, address, label, COUNTED[section](user) if section in COUNTED else 0)
            for section, address, label, may in lines
            if may(user)
        )
        if links:
            groups.append(Group(title, links))
    return groups
