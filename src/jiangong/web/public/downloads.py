"""Files of a publication: standings as CSV and JSON, the distribution, and the recompute bundle."""

import csv
import io
import json
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiangong.foundation.sheets.harmless import harmless
from jiangong.results import selectors as results
from jiangong.results.rules import may_download_bundle
from jiangong.results.signing.selectors import signed_bundle
from jiangong.web.lookups import publication_at


@require_safe
def standings_csv(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """The standings as far as the policy shows them: UTF-8 with BOM, LF."""
    publication = publication_at(request, competition, event, number)
    rows = results.published_rows(publication, viewer=request.user)
    heads = list(rows[0]) if rows else []
    return csv_answer(heads, ([row[name] for name in heads] for row in rows), "standings.csv")


@require_safe
def standings_json(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """The same rows as objects; numbers stay strings, so that no digit is lost."""
    publication = publication_at(request, competition, event, number)
    rows = results.published_rows(publication, viewer=request.user)
    body = json.dumps(rows, ensure_ascii=False, indent=1)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="standings.json"'
    return response


@require_safe
def distribution_csv(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """The table behind the distribution chart."""
    publication = publication_at(request, competition, event, number)
    found = results.score_distribution(publication, viewer=request.user, stage=request.GET.get("stage", ""))
    bins = found.bins if found else ()
    heads = [_("自"), _("至"), _("人数")]
    return csv_answer(heads, ([one.low, one.high, str(one.count)] for one in bins), "distribution.csv")


@require_safe
def bundle(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """The recompute bundle, signed, where the publication policy opens the marks."""
    publication = publication_at(request, competition, event, number)
    if not may_download_bundle(request.user, publication):
        raise PermissionDenied(_("这项竞赛的公布办法不公开逐项评分，复算包由主办单位和审计人员下载。"))
    response = HttpResponse(signed_bundle(publication), content_type="application/zip")
    name = f"{competition}-{event}-{number}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def csv_answer(heads: list[str], rows: Iterable[list[str]], name: str) -> HttpResponse:
    """A CSV answer that opens in a spreadsheet without running anything."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(map(harmless, heads))
    writer.writerows(map(harmless, row) for row in rows)
    response = HttpResponse("\ufeff" + held.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
