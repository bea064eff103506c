"""The union tree grows, and its bodies are renamed, moved, merged and closed. Nothing is forgotten: every step is a row."""

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from jiangong.foundation import clock
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.enums import Level, TreeChange
from jiangong.organizations.models import Organization, OrganizationChange, Post, User
from jiangong.organizations.rules import can_change_tree, can_found_under, require
from jiangong.organizations.selectors import federation_or_none

SITE = "site:init"


@transaction.atomic
def found_federation(
    name: str, *, name_en: str = "", code: str = "federation", is_demonstration: bool = False
) -> Organization:
    """Put the root into the empty tree. Declined where the site has one."""
    if federation_or_none() is not None:
        raise Declined(_("这个站点已经建立过。要另建一个，请换一个数据文件夹。"))
    root = Organization(code=code, name=name, name_en=name_en, level=Level.PROVINCE, is_demonstration=is_demonstration)
    refuse_unstorable(root)
    Organization.objects.add_root(instance=root)
    record("found_federation", actor=SITE, subject=root.reference, detail={"name": name})
    return root


@transaction.atomic
def found_organization(
    name: str, *, under: Organization, level: Level, by: User, code: str = "", name_en: str = ""
) -> Organization:
    """Add a body below another. Its code is made from the name where none is given."""
    require(can_found_under(by, under))
    parent = Organization.objects.select_for_update().get(pk=under.pk)
    code = code or _free_code(name_en or name)
    body = Organization(code=code, name=name, name_en=name_en, level=level)
    refuse_unstorable(body)
    Organization.objects.add_child(parent, instance=body)
    record("found_organization", actor=by.reference, subject=body.reference, detail={"name": name, "under": under.code})
    return body


def _free_code(name: str) -> str:
    """A code like the name that no other organization has."""
    stem = slugify(name, allow_unicode=True)[:60] or "body"
    taken = set(Organization.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for code in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)


@transaction.atomic
def rename_organization(body: Organization, *, name: str, reason: str, by: User, name_en: str = "") -> Organization:
    """Give a body another name. Its code stays, and so do the results under its former name."""
    found = _changeable(body, by)
    before = found.name
    if (name, name_en) == (found.name, found.name_en):
        raise Declined(_("名称没有变化。"))
    found.name, found.name_en = name, name_en
    refuse_unstorable(found)
    found.save(update_fields=["name", "name_en"])
    _note(found, TreeChange.RENAMED, reason, by=by, name_before=before, name_after=name)
    return found


@transaction.atomic
def move_organization(body: Organization, *, under: Organization, reason: str, by: User) -> Organization:
    """Put a body, with all that belongs to it, under another one. Declined where that would make a circle."""
    require(can_found_under(by, under))
    found = _changeable(body, by)
    target = Organization.objects.get(pk=under.pk)
    if target.path.startswith(found.path):
        raise Declined(_("不能把一个组织放到它自己或它的下级之下。请选另一个上级。"))
    above = Organization.objects.get_parent(found)
    if above == target:
        raise Declined(_("它现在就在这个上级之下。"))
    _put(found, target)
    moved: Organization = Organization.objects.get(pk=found.pk)
    _note(moved, TreeChange.MOVED, reason, by=by, under_before=above.code, other=target)
    return moved


@transaction.atomic
def merge_organization(body: Organization, *, into: Organization, reason: str, by: User) -> Organization:
    """Close a body and hand all that belongs to it to another: its bodies below, and its posts, which end there with today
    and begin in the other. Results and entries keep the name under which they stood.
    """
    found = _changeable(body, by)
    target = Organization.objects.get(pk=into.pk)
    require(can_found_under(by, target))
    if target.path.startswith(found.path):
        raise Declined(_("不能把一个组织并入它自己或它的下级。请选另一个组织。"))
    for child in list(Organization.objects.get_children(found).filter(closed_on__isnull=True)):
        _put(child, target)
        moved = Organization.objects.get(pk=child.pk)
        _note(moved, TreeChange.MOVED, reason, by=by, under_before=found.code, other=target)
    _hand_posts(found, target)
    return _closed(found, TreeChange.MERGED, reason, by=by, other=Organization.objects.get(pk=target.pk))


@transaction.atomic
def close_organization(body: Organization, *, reason: str, by: User) -> Organization:
    """Close a body that has none below it any more. Its posts end with today; what it did stays."""
    found = _changeable(body, by)
    if Organization.objects.get_descendants(found).filter(closed_on__isnull=True).exists():
        raise Declined(_("它还有没撤销的下级组织。请先把下级改隶、合并或撤销。"))
    today = clock.today()
    Post.objects.filter(organization=found, starts_on__lte=today).exclude(ends_on__lte=today).update(ends_on=today)
    return _closed(found, TreeChange.CLOSED, reason, by=by)


def _changeable(body: Organization, by: User) -> Organization:
    """The body as it stands now, locked. Declined once it is closed."""
    found: Organization = Organization.objects.select_for_update().get(pk=body.pk)
    require(can_change_tree(by, found))
    if found.closed_on is not None:
        raise Declined(_("这个组织已经撤销，不能再改。"))
    return found


def _put(body: Organization, target: Organization) -> None:
    """Move in the tree; both are read anew, because every move may shift the paths of others."""
    Organization.objects.move(
        Organization.objects.get(pk=body.pk), Organization.objects.get(pk=target.pk), pos="last-child"
    )


def _hand_posts(body: Organization, target: Organization) -> None:
    today = clock.today()
    held = Post.objects.filter(organization=body, starts_on__lte=today).exclude(ends_on__lt=today)
    for post in held.select_related("user"):
        Post.objects.get_or_create(
            user=post.user,
            organization=target,
            role=post.role,
            starts_on=today,
            defaults={"ends_on": post.ends_on},
        )
        post.ends_on = today
        post.save(update_fields=["ends_on"])


def _closed(
    body: Organization, kind: TreeChange, reason: str, *, by: User, other: Organization | None = None
) -> Organization:
    found: Organization = Organization.objects.get(pk=body.pk)
    found.closed_on = clock.today()
    found.save(update_fields=["closed_on"])
    _note(found, kind, reason, by=by, name_before=found.name, other=other)
    return found


def _note(body: Organization, kind: TreeChange, reason: str, *, by: User, **said: object) -> None:
    """A row of the history and a row of the trail."""
    if not reason.strip():
        raise Declined(_("请写明依据，例如批复文件的名称和文号。"))
    change = OrganizationChange(
        organization=body, kind=kind, on=clock.today(), reason=reason.strip(), by=by.reference, at=clock.now(), **said
    )
    refuse_unstorable(change)
    change.save()
    other = change.other.code if change.other else ""
    detail = {
        "kind": kind.value,
        "reason": change.reason,
        "other": other,
        "before": change.name_before or change.under_before,
    }
    record("change_tree", actor=by.reference, subject=body.reference, detail=detail)
