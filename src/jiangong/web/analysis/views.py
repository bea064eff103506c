"""Participation by track, place, industry and kind: a sentence, a drawing, its table and its CSV."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.competitions.analysis import selectors as analysed
from jiangong.competitions.analysis.enums import Dimension
from jiangong.competitions.analysis.rules import can_classify, can_see_analysis
from jiangong.competitions.analysis.services import KindGiven, classify_competition
from jiangong.foundation import clock
from jiangong.web.analysis.forms import KindForm
from jiangong.web.fields import sent
from jiangong.web.officer.access import managed_competition
from jiangong.web.officer.answers import attempt, page
from jiangong.web.public.downloads import csv_answer
from jiangong.web.templatetags.jg import MINUS

FIELDS = ("industry", "era", "intensity", "cluster", "enterprise")
WIDTH = 300
MOST_BARS = 20


@dataclass(frozen=True)
class Bar:
    """One bar: how long for this year and for the year before, in units of the drawing."""

    line: Any
    width: int
    before: int


@dataclass(frozen=True)
class Drawn:
    """A table with its bars, as many as can be read, and in a sentence what they say."""

    table: Any
    bars: tuple[Bar, ...]
    more: int
    """Lines of the table that are not drawn."""
    finding: str
    year_before: int

    @property
    def has_before(self) -> bool:
        """Whether the year before is drawn beside this one."""
        return any(bar.line.before for bar in self.bars)


@login_required
@require_safe
def analysis(request: HttpRequest) -> HttpResponse:
    """All tables of one year."""
    rows, years, year, places = asked(request)
    tables = {one.value: analysed.participation(rows, one, year=year, places=places) for one in Dimension}
    context = {
        "year": year,
        "years": years,
        "whole": tables[Dimension.TRACK.value],
        "drawn": [drawn(tables[one.value]) for one in Dimension if one not in (Dimension.CITY, Dimension.COUNTY)],
        "cities": tables[Dimension.CITY.value],
        "counties": tables[Dimension.COUNTY.value],
        "few": analysed.FEW,
        "desk_section": "analysis",
    }
    return render(request, "analysis/analysis.html", context)


@login_required
@require_safe
def table(request: HttpRequest, dimension: str) -> HttpResponse:
    """One table for a spreadsheet."""
    if dimension not in Dimension.values:
        raise Http404(dimension)
    rows, _years, year, places = asked(request)
    found = analysed.participation(rows, Dimension(dimension), year=year, places=places)
    heads = [
        str(Dimension(dimension).label),
        _("竞赛数"),
        _("占比（%）"),
        _("上年竞赛数"),
        _("占比变化（百分点）"),
        _("参赛数"),
    ]
    lines = (
        [one.name, str(one.competitions), tenths(one.share), str(one.before), tenths(one.shift), told(one.entries)]
        for one in found.lines
    )
    return csv_answer(heads, lines, f"participation-{dimension}-{year}.csv")


def asked(request: HttpRequest) -> tuple[Any, list[int], int, Any]:
    """What lies under the viewer's posts, the years there are, the one asked for, and the places."""
    if not can_see_analysis(request.user):
        raise PermissionDenied(_("参赛分析由各级工会的竞赛管理员和审计员查看。"))
    years = analysed.years(request.user)
    stated = request.GET.get("year", "")
    year = int(stated) if stated.isdigit() and int(stated[:6]) in years else (years[0] if years else clock.today().year)
    return analysed.held(request.user), years, year, analysed.places(request.user)


def tenths(per_mille: int | None) -> str:
    """Per mille as per cent with one decimal; nothing where there is nothing to compare with."""
    return "" if per_mille is None else f"{per_mille / 10:.1f}"


def told(number: int | None) -> str:
    """A number of entries, or that it is too small."""
    return _("少于 %(n)s") % {"n": analysed.FEW} if number is None else str(number)


def drawn(found: Any) -> Drawn:
    """Bars that begin at 0, one under another; the year before is a thin line beneath."""
    held = [line for line in found.lines if line.competitions or line.before]
    lines = held[:MOST_BARS]
    most = max((max(line.competitions, line.before) for line in lines), default=0) or 1
    bars = tuple(
        Bar(line, round(WIDTH * line.competitions / most), round(WIDTH * line.before / most)) for line in lines
    )
    return Drawn(found, bars, len(held) - len(lines), finding(found), found.year - 1)


def finding(found: Any) -> str:
    """What a table says, in a sentence: which line is the largest, and whose share grew most; nothing where there is nothing to say."""
    said = [line for line in found.lines if line.key]
    if found.dimension == Dimension.YEAR or not any(line.competitions for line in said):
        return ""
    first = max(said, key=lambda line: line.competitions)
    words = {"name": first.name, "n": first.competitions, "share": tenths(first.share)}
    sentence = _("最多的是“%(name)s”：%(n)s 个，占 %(share)s%%。") % words
    grown = max(said, key=lambda line: line.shift or 0)
    if not grown.shift or grown.shift < 0:
        return sentence
    return sentence + _("占比增加最多的是“%(name)s”：%(shift)s 个百分点。") % {
        "name": grown.name, "shift": signed(grown.shift),
    }  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def classify(request: HttpRequest, competition: str) -> HttpResponse:
    """Say of which kind a competition is."""
    found = managed_competition(request, competition, can_classify)
    kind: Any = analysed.kind_or_none(found)
    form = KindForm(**sent(request), initial={name: getattr(kind, name) for name in FIELDS} if kind else {})
    if request.method == "POST" and form.is_valid():
        given = KindGiven(**{name: form.cleaned_data[name] for name in FIELDS})
        if attempt(form, lambda: classify_competition(found, given=given, by=request.user)).is_done:  # type: ignore[arg-type]
            messages.success(request, _("已保存分类，参赛分析按它统计。"))
            return redirect("web:manage_competition", found.code)
    context = {"competition": found, "desk_section": "contests"}
    return page(request, "analysis/classify.html", context, form=form)


def signed(per_mille: int | None) -> str:
    """How a share moved, with its sign."""
    if per_mille is None:
        return "–"
    words = f"{abs(per_mille) / 10:.1f}"
    return f"+{words}" if per_mille > 0 else f"{MINUS}{words}" if per_mille < 0 else words
