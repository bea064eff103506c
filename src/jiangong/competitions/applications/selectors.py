"""Reads of the applications."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from jiangong.competitions.applications.enums import Act, ApplicationState
from jiangong.competitions.applications.models import Application, ApplicationStep
from jiangong.competitions.applications.rules import WAITING
from jiangong.competitions.models import Programme
from jiangong.competitions.programmes.models import ProgrammeRules
from jiangong.competitions.selectors import programmes
from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization, User
from jiangong.organizations.rules import posts_in_force, type_of_viewer
from jiangong.organizations.selectors import within

UNCOUNTED = (ApplicationState.DRAFT, ApplicationState.REJECTED, ApplicationState.WITHDRAWN)
FILED = ("title", "trade", "leading_body", "plan", "indicators", "budget", "entrants", "rulebook_name")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the checklist: a rule in words, whether it is met, and what the system found."""

    rule: str
    is_met: bool
    found: str
    refusal: str = ""
    """of a limit that nothing may pass: what the unit is told that hands in all the same"""


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in a field between two times that an application was handed in."""

    field: str
    before: str
    after: str


def applications_seen_by(viewer: type_of_viewer) -> QuerySet[Application]:
    """Applications of the viewer's units and of those below; drafts only of the viewer's own hand or own unit."""
    below = within(viewer, Role.OFFICER, Role.AUDITOR, field="unit__path")
    rows = Application.objects.filter(below & (~Q(state=ApplicationState.DRAFT) | _close_to(viewer)))
    return rows.select_related(
        "programme__organization", "track__programme", "unit", "desk", "drafted_by", "competition"
    )


def _close_to(viewer: type_of_viewer) -> Q:
    """Drafts that the viewer wrote, and those of units in which the viewer holds a post directly."""
    if not isinstance(viewer, User):
        return Q(pk__in=[])
    condition = Q(drafted_by=viewer)
    for path in posts_in_force(viewer).values_list("organization__path", flat=True):
        condition |= Q(unit__path=path)
    return condition


def the_application(number: int, *, viewer: type_of_viewer) -> Application:
    """An application that the viewer may see. Raises Application.DoesNotExist, for one out of scope as well."""
    return applications_seen_by(viewer).get(pk=number)


def applications_waiting_for(user: type_of_viewer) -> QuerySet[Application]:
    """Applications before a body over which the person is officer, the most urgent first; not those of the own hand."""
    if not isinstance(user, User):
        return Application.objects.none()
    mine = within(user, Role.OFFICER, field="desk__path")
    filed = ApplicationStep.objects.filter(act=Act.SUBMIT, by=user).values("application")
    rows = Application.objects.filter(mine, state__in=WAITING).exclude(drafted_by=user).exclude(pk__in=filed)
    return rows.select_related("programme__organization", "track__programme", "unit", "desk").order_by("due_at", "pk")


def applications_to_mend(user: type_of_viewer) -> QuerySet[Application]:
    """Applications that were returned to a unit in which the person is officer, or that this person filed."""
    if not isinstance(user, User):
        return Application.objects.none()
    below = within(user, Role.OFFICER, field="unit__path")
    rows = Application.objects.filter(below & _close_to(user), state=ApplicationState.RETURNED)
    return rows.select_related("programme", "track__programme", "unit").order_by("pk")


def open_programmes_for(unit: Organization) -> QuerySet[Programme]:
    """The programmes in which a unit may apply: those of itself and of the bodies above it."""
    above = [unit.path[: at * unit.steplen] for at in range(1, unit.depth + 1)]
    return programmes().filter(organization__path__in=above, tracks__retired_on__isnull=True).distinct()


def next_desk(application: Application) -> Organization | None:
    """The body after the one whose turn it is, on the way up to the issuing body; None where that one decides."""
    return bodies_ahead([application])[application.pk]


def steps_of(application: Application) -> list[ApplicationStep]:
    """Everything that was done with an application, in order, with the people who did it."""
    return list(application.steps.select_related("by", "body"))


def as_filed(application: Application) -> dict[str, Any]:
    """What the unit hands in, as a snapshot."""
    return {name: getattr(application, name) for name in FILED} | {"rulebook_text": application.rulebook_text}


def field_titles() -> dict[str, str]:
    """What the fields of an application are called on a page."""
    return {
        "title": _("竞赛名称"), "trade": _("工种或项目"), "leading_body": _("牵头单位"), "plan": _("实施方案"),
        "indicators": _("竞赛指标"), "budget": _("经费预算（元）"), "entrants": _("预计参赛人数"),
        "rulebook_name": _("规则"), "rulebook_text": _("规则全文"),
    }  # fmt: skip


def differences(application: Application) -> list[Difference]:
    """What the unit changed since it handed the application in the time before."""
    filed = list(application.steps.filter(act=Act.SUBMIT).order_by("-number").values_list("filed", flat=True)[:2])
    if len(filed) < 2:
        return []
    after, before = filed
    return [
        Difference(title, str(before.get(name) or ""), str(after.get(name) or ""))
        for name, title in field_titles().items()
        if before.get(name) != after.get(name)
    ]


@dataclass(frozen=True, slots=True)
class Ground:
    """What applications are checked against, read once for all of them."""

    rules: dict[int, ProgrammeRules]
    counted: Counter[tuple[int, int]]
    """by programme and unit, how many applications count towards the limit"""
    last_year: dict[tuple[int, int, str], Application]
    """by year, unit and trade, what was approved"""


def checklist(application: Application) -> list[Finding]:
    """The programme's rules one by one, with what the system finds of this application."""
    return checklists([application])[application.pk]


def checklists(applications: Sequence[Application]) -> dict[int, list[Finding]]:
    """The checklists of several by their keys, with as many questions to the database as for one."""
    ground = _ground(applications)
    return {one.pk: [*_filled_in(one), *_within_limits(one, ground)] for one in applications}


def _ground(applications: Sequence[Application]) -> Ground:
    programmes_asked = {one.programme_id: one.programme for one in applications}
    units = {one.unit_id for one in applications}
    rules = {row.programme_id: row for row in ProgrammeRules.objects.filter(programme__in=programmes_asked)}
    same = Application.objects.filter(programme__in=programmes_asked, unit__in=units).exclude(state__in=UNCOUNTED)
    years = {programme.year - 1 for programme in programmes_asked.values()}
    held = Application.objects.filter(unit__in=units, programme__year__in=years, state=ApplicationState.APPROVED)
    return Ground(
        {key: rules.get(key) or ProgrammeRules(programme=one) for key, one in programmes_asked.items()},
        Counter(same.values_list("programme", "unit")),
        {
            (one.programme.year, one.unit_id, one.trade.strip().casefold()): one
            for one in held.select_related("programme")
        },
    )


def _filled_in(application: Application) -> Iterator[Finding]:
    titles = field_titles()
    for name in ("trade", "leading_body", "plan", "indicators", "budget", "entrants", "rulebook_text"):
        value = getattr(application, name)
        met = value is not None and value != ""
        yield Finding(_("写明%(what)s") % {"what": titles[name]}, met, _("已写明") if met else _("还没有写"))


def _within_limits(application: Application, ground: Ground) -> Iterator[Finding]:
    rules = ground.rules[application.programme_id]
    own = application.state not in UNCOUNTED
    others = ground.counted[application.programme_id, application.unit_id] - own
    limit = {"limit": rules.most_applications, "unit": application.unit.spoken_name}
    others_said = _("另有 %(count)s 项") % {"count": others}
    refusal = _("%(unit)s本年已申报 %(limit)s 项，达到上限。请先与已报的合并，或者明年再报。") % limit
    yield Finding(_("一个单位至多申报 %(limit)s 项") % limit, others < rules.most_applications, others_said, refusal)
    if not rules.may_repeat_trade:
        key = (application.programme.year - 1, application.unit_id, application.trade.strip().casefold())
        last = ground.last_year.get(key)
        said = _("上一年办过“%(title)s”") % {"title": last.spoken_title} if last else _("上一年没有办过")
        words = {"trade": application.trade, "title": last.spoken_title if last else ""}
        refusal = _("同一工种不连续两年举办：“%(trade)s”上一年已办过“%(title)s”。请换一个工种。") % words
        yield Finding(_("同一工种不连续两年举办"), last is None, said, refusal)
    entrants = application.entrants
    if entrants is not None:
        said = _("预计 %(count)s 人") % {"count": entrants}
        yield Finding(
            _("每个赛项不少于 %(least)s 人") % {"least": rules.least_entrants}, entrants >= rules.least_entrants, said
        )


def bodies_ahead(applications: Sequence[Application]) -> dict[int, Organization | None]:
    """By key, the body after the one whose turn it is, with one question for all of them; None where that one decides.

    A body that was moved out from under the issuing one meanwhile hands over to it directly.
    """
    found: dict[int, Organization | None] = {}
    above: dict[int, str] = {}
    for one in applications:
        issuer, here = one.programme.organization, one.desk or one.unit
        if one.desk == issuer:
            found[one.pk] = None
        elif here != issuer and here.path.startswith(issuer.path):
            above[one.pk] = here.path[: -here.steplen]
        else:
            found[one.pk] = issuer
    bodies = {body.path: body for body in Organization.objects.filter(path__in=set(above.values()))}
    return found | {key: bodies[path] for key, path in above.items()}
